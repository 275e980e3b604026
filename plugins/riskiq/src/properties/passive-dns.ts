import { entity, entityKey, instantOf, text as textColumn, time, type RowInput } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import type { Host } from '../clients.ts';
import { property } from '../property.ts';
import { collection, collectionOf, hostRef, legacyAt, legacySeen, results, seen, text } from '../replies.ts';

const notSaid = 'the service does not say';

const columns = {
  dns: entity(Dns, 'The name'),
  ipAddress: entity(IpAddress, 'The address it led to', { nullWhen: 'it led to another name, or to a text' }),
  recordType: textColumn('A, AAAA, CNAME, MX, NS …', { nullWhen: notSaid }),
  value: textColumn('What the record held, where it is no address', { nullWhen: 'it is an address' }),
  firstSeenAt: time('When it was first seen to lead there', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last seen to lead there', { nullWhen: notSaid }),
};

type Row = RowInput<typeof columns>;

const reply = collection(z.object({ ...seen, recordType: text, artifact: hostRef, parentHost: hostRef }));

/** One side of a record is a name, the other what it held. */
function rowOf(name: string, held: string, rest: Pick<Row, 'recordType' | 'firstSeenAt' | 'lastSeenAt'>): Row {
  const ipAddress = entityKey(IpAddress, held);
  return { dns: entityKey(Dns, name) ?? name, ipAddress, value: ipAddress === null ? held : null, ...rest };
}

/**
 * Which side is what was asked about is not laid down, so it is looked for. Of the two the address is what a record
 * holds; of two names it is the one asked about where `isReverse`. A record that says one side alone tells nothing.
 */
const graphRows = ({ value }: z.output<typeof reply>, host: Host, isReverse: boolean): Row[] =>
  value.flatMap(({ artifact, parentHost, recordType, firstSeenDateTime, lastSeenDateTime }) => {
    const sides = [parentHost?.id ?? '', artifact?.id ?? ''];
    const [self = '', other = ''] = sides[1] === host.key ? sides.toReversed() : sides;
    if (self === '' || other === '') return [];
    const [name, held] = isReverse || entityKey(IpAddress, self) !== null ? [other, self] : [self, other];
    return [rowOf(name, held, { recordType, firstSeenAt: instantOf(firstSeenDateTime), lastSeenAt: instantOf(lastSeenDateTime) })]; // prettier-ignore
  });

const legacyReply = results(
  z.union([
    z.string().transform((resolve) => ({ resolve, recordType: undefined, firstSeen: undefined, lastSeen: undefined })),
    z.object({ resolve: z.string(), recordType: text, ...legacySeen }),
  ]),
);

const legacyRows = ({ results: records }: z.output<typeof legacyReply>, host: Host): Row[] =>
  records.map(({ resolve, recordType, firstSeen, lastSeen }) => {
    const [name, held] = host.kind === 'IpAddress' ? [resolve, host.key] : [host.key, resolve];
    return rowOf(name, held, { recordType, firstSeenAt: instantOf(firstSeen), lastSeenAt: instantOf(lastSeen) });
  });

export const passiveDns = property({
  name: 'riskiq.passiveDns',
  description: 'Names that led to an address, or what a name led to, as passive DNS saw it',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.passiveDns('8.8.8.8')"],
  rowsPerInput: 'many',
  columns,
  facets: { resolutions: (row) => row },
  graph: { request: collectionOf('passiveDns'), reply, rows: (page, host) => graphRows(page, host, false) },
  legacy: { request: legacyAt('dns/passive'), reply: legacyReply, rows: legacyRows },
});

export const passiveDnsReverse = property({
  name: 'riskiq.passiveDnsReverse',
  description: 'Names that led to a name (CNAME, MX, NS …), as passive DNS saw it',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.passiveDnsReverse('8.8.8.8')"],
  rowsPerInput: 'many',
  columns,
  facets: { resolutions: (row) => row },
  graph: { request: collectionOf('passiveDnsReverse'), reply, rows: (page, host) => graphRows(page, host, true) },
});
