import {
  entity,
  entityKey,
  failed,
  found,
  instantOf,
  notFound,
  number,
  text,
  time,
  type LookupResult,
  type Resolution,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { provider } from './client.ts';

/** A record in the common output format of passive DNS (draft-dulaunoy-dnsop-passive-dns-cof), one a line. */
const record = z.object({
  rrname: z.string(),
  rrtype: z.string(),
  rdata: z.union([z.string(), z.array(z.string())]),
  time_first: z.number().nullish(),
  time_last: z.number().nullish(),
  count: z.int().min(0).nullish(),
  origin: z.string().nullish(),
});

type Record = z.output<typeof record>;

const notSaid = 'CIRCL does not say';

export const passiveDnsColumns = {
  name: entity(Dns, 'Name that was asked for', { nullWhen: 'what CIRCL writes is no name' }),
  recordType: text('A, AAAA, CNAME, NS, MX, PTR …'),
  value: text('What the record held'),
  ipAddress: entity(IpAddress, 'Address the name led to', { nullWhen: 'the record is not A or AAAA' }),
  target: entity(Dns, 'Name the record led to', { nullWhen: 'the record holds no name' }),
  firstSeenAt: time('When it was first seen', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last seen', { nullWhen: notSaid }),
  count: number('How often it was seen', { unit: 'times', nullWhen: notSaid }),
  origin: text('Where it was seen', { nullWhen: notSaid }),
};

type Row = RowInput<typeof passiveDnsColumns>;

/** Lines that can be read are rows; the note says how many cannot. None that can is no answer. */
export function passiveDnsRows(body: string): LookupResult<Row> {
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  const records = lines.flatMap((line) => recordOf(line) ?? []);
  if (lines.length === 0) return notFound();
  const unread = lines.length - records.length;
  if (records.length === 0)
    return failed('REPLY_INVALID', { provider: provider.name, problem: 'not one of its lines is a record' });
  const result = found(records.flatMap(rowsOf));
  if (unread === 0 || result.status !== 'found') return result;
  return { ...result, note: `${unread} of ${lines.length} lines of the reply cannot be read` };
}

function recordOf(line: string): Record | undefined {
  try {
    return record.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

const rowsOf = ({ rdata, ...rest }: Record): Row[] =>
  [rdata].flat().map((value) => ({
    name: entityKey(Dns, rest.rrname),
    recordType: rest.rrtype,
    value,
    ipAddress: ['A', 'AAAA'].includes(rest.rrtype) ? entityKey(IpAddress, value) : null,
    target: ['CNAME', 'NS', 'PTR', 'DNAME'].includes(rest.rrtype) ? entityKey(Dns, value) : null,
    firstSeenAt: instantOf(rest.time_first),
    lastSeenAt: instantOf(rest.time_last),
    count: rest.count,
    origin: rest.origin,
  }));

export function resolutionOf(row: RowOf<typeof passiveDnsColumns>): Resolution | undefined {
  const { name, ipAddress, recordType, value, firstSeenAt, lastSeenAt } = row;
  return name === null ? undefined : { dns: name, ipAddress, recordType, value, firstSeenAt, lastSeenAt };
}
