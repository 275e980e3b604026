import {
  boolean,
  definePivot,
  entity,
  entityKey,
  found,
  get,
  httpLookup,
  instantOf,
  text,
  time,
  type RowInput,
} from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { provider, terms } from './client.ts';
import { resolveReply, type Resolve } from './reply.ts';

type Host = IpAddress | Dns;

const columns = {
  dns: entity(Dns, 'The name'),
  ipAddress: entity(IpAddress, 'The address it leads to', { nullWhen: 'it leads to another name, or to a text' }),
  recordType: text('A, AAAA, MX, TXT, PTR …', { nullWhen: 'X-Force does not say' }),
  value: text('What the record holds, where it is no address', { nullWhen: 'it is an address' }),
  isPassive: boolean('Whether it was seen at some time; else it is what DNS says now'),
  firstSeenAt: time('When it was first seen to lead there', { nullWhen: 'it is what DNS says now' }),
  lastSeenAt: time('When it was last seen to lead there', { nullWhen: 'it is what DNS says now' }),
};

type Row = RowInput<typeof columns>;

export const resolve = definePivot({
  name: 'xforce.resolve',
  description: 'Where a name leads, or which names lead to an address, now and as passive DNS saw it',
  from: [IpAddress, Dns],
  rowsPerInput: 'many',
  columns,
  facets: { resolutions: ({ isPassive: _, ...resolution }) => resolution },
  ...terms,
  examples: ["await Dns.xforce.resolve('example.com')"],
  lookup: httpLookup({
    provider,
    request: ({ key }: Host) => get`/resolve/${key}`,
    reply: resolveReply,
    map: (reply, input) => found([...present(reply, input), ...passive(reply, input)]),
  }),
});

const present = ({ A, AAAA, MX, TXT, RDNS }: Resolve, input: Host): Row[] => [
  ...(A ?? []).map((value) => rowOf(input, value, 'A')),
  ...(AAAA ?? []).map((value) => rowOf(input, value, 'AAAA')),
  ...(MX ?? []).map(({ exchange }) => rowOf(input, exchange, 'MX')),
  ...(TXT ?? []).map((value) => rowOf(input, [value].flat().join(''), 'TXT')),
  ...(RDNS ?? []).map((value) => rowOf(input, value, 'PTR')),
];

const passive = ({ Passive }: Resolve, input: Host): Row[] =>
  (Passive?.records ?? []).map(({ value, recordType, first, last }) => ({
    ...rowOf(input, value, recordType ?? undefined),
    isPassive: true,
    firstSeenAt: instantOf(first),
    lastSeenAt: instantOf(last),
  }));

/** About an address values are names, about a name they are what it leads to. */
function rowOf(input: Host, value: string, recordType: string | undefined): Row {
  const common = { recordType, isPassive: false };
  if (input.kind === 'IpAddress')
    return { ...common, dns: entityKey(Dns, value) ?? value, ipAddress: input.address, value: null };
  const ipAddress = entityKey(IpAddress, value);
  return { ...common, dns: input.domainName, ipAddress, value: ipAddress === null ? value : null };
}
