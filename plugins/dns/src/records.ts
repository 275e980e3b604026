import {
  definePivot,
  dnsTypes,
  type Call,
  type DnsRecord,
  type DnsType,
  type LookupResult,
  type RowInput,
} from '@pivotkit/core';
import { Dns, Host, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { absence, answerOf, askAll, isOutcomes, nameOf } from './ask.ts';
import { targetOf, valueOf } from './chain.ts';
import { recordColumns } from './columns.ts';
import { resolverName, type State } from './config.ts';
import { limits, noName, sharing } from './resolve.ts';

interface Options {
  readonly types: readonly DnsType[];
}

type Row = RowInput<typeof recordColumns>;

const usual: readonly [DnsType, ...DnsType[]] = ['A', 'AAAA', 'MX', 'NS', 'TXT', 'SOA', 'CAA'];

/** Records of a name by type, aliases with them. Rows: one a record; each record once. */
export const records = definePivot({
  name: 'dns.records',
  description: 'Records of a name: addresses, mail servers, name servers, texts, authorities of certificates …',
  from: [Dns, Host, Url],
  rowsPerInput: 'many',
  columns: recordColumns,
  facets: {
    resolutions: ({ name, address, recordType, value }) =>
      recordType === 'TXT' || recordType === 'SOA' || recordType === 'CAA'
        ? undefined
        : { dns: name, ipAddress: address, recordType, value },
  },
  options: z.strictObject({
    types: z
      .array(z.enum(dnsTypes as readonly [DnsType, ...DnsType[]]))
      .nonempty()
      .default([...usual]),
  }),
  sharing,
  limits,
  cost: '1 question to name servers a type, 7 unless others are named',
  examples: ["await Dns.dns.records('example.com', { types: ['MX', 'TXT'] })"],
  lookup: (inputs, call: Call<Options, State>) =>
    Promise.all(inputs.map((input) => recordsOfName(nameOf(input), call))),
});

async function recordsOfName(name: string | undefined, call: Call<Options, State>): Promise<LookupResult<Row>> {
  if (name === undefined) return noName;
  const outcomes = await askAll(name, call.options.types, call);
  if (!isOutcomes(outcomes)) return outcomes;
  const rows = outcomes.flatMap((outcome) =>
    'reply' in outcome
      ? outcome.reply.answers.map((record) => rowOf(name, record, outcome.reply.isAuthentic, call.state))
      : [],
  );
  return answerOf(eachOnce(rows), outcomes, (replies) => absence(replies, 'such record'));
}

const rowOf = (name: string, record: DnsRecord, isAuthentic: boolean, state: State): Row => ({
  name,
  owner: record.name,
  recordType: record.type,
  value: valueOf(record),
  address: record.type === 'A' || record.type === 'AAAA' ? record.data : null,
  target: targetOf(record),
  priority: priorityOf(record),
  ttl: record.ttl,
  isAuthentic,
  resolver: resolverName(state),
});

function priorityOf(record: DnsRecord): number | null {
  if (record.type === 'MX') return record.data.preference;
  return record.type === 'SRV' ? record.data.priority : null;
}

/** An alias comes with the answer to every type. */
function eachOnce(rows: readonly Row[]): Row[] {
  const byText = new Map(rows.map((row) => [JSON.stringify([row.owner, row.recordType, row.value]), row]));
  return [...byText.values()];
}
