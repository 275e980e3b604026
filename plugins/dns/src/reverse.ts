import { definePivot, recordsOf, type Call, type LookupResult, type RowInput } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { absence, answerOf, askAbout, type Outcome } from './ask.ts';
import { reverseColumns } from './columns.ts';
import { resolverName, type State } from './config.ts';
import { limits, sharing } from './resolve.ts';

interface Options {
  readonly confirm: boolean;
}

type Row = RowInput<typeof reverseColumns>;

/** The names an address says it has. Rows: one a name. */
export const reverse = definePivot({
  name: 'dns.reverse',
  description: 'The names an address says it has (PTR)',
  from: [IpAddress],
  shortcut: 'reverseDns',
  rowsPerInput: 'many',
  columns: reverseColumns,
  options: z.strictObject({ confirm: z.boolean().default(false) }),
  sharing,
  limits,
  cost: '1 question to name servers; with `confirm` one more a name',
  examples: ["await IpAddress.dns.reverse('8.8.8.8')", "await IpAddress.dns.reverse('8.8.8.8', { confirm: true })"],
  lookup: (inputs, call: Call<Options, State>) => Promise.all(inputs.map((input) => reverseOne(input, call))),
});

async function reverseOne(address: IpAddress, call: Call<Options, State>): Promise<LookupResult<Row>> {
  const outcome = await askAbout(address.reverseName, 'PTR', call);
  const found = 'reply' in outcome ? recordsOf(outcome.reply.answers, 'PTR') : [];
  const isAuthentic = 'reply' in outcome && outcome.reply.isAuthentic;
  const named = found.filter(({ data }) => Dns.parse(data).ok);
  if (call.options.confirm && named.length > 0) {
    const refused = await call.book(named.length);
    if (refused !== undefined) return refused;
  }
  const rows = await Promise.all(
    named.map(async ({ data, ttl }): Promise<Row> => ({
      hostname: data,
      isConfirmed: call.options.confirm ? await leadsBack(data, address, call) : null,
      ttl,
      isAuthentic,
      resolver: resolverName(call.state),
    })),
  );
  return answerOf(rows, [outcome], (replies) => absence(replies, 'name').replace('the name', 'the address'));
}

/** Whether a name has the address; null where that cannot be found out, such as for a name that is not public. */
async function leadsBack(name: string, address: IpAddress, call: Call<Options, State>): Promise<boolean | null> {
  const outcome: Outcome = await askAbout(name, address.version === 4 ? 'A' : 'AAAA', call);
  if ('result' in outcome) return null;
  return outcome.reply.answers.some(
    (record) => (record.type === 'A' || record.type === 'AAAA') && IpAddress.create(record.data).equals(address),
  );
}
