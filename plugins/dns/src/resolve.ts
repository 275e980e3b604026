import { definePivot, notSupported, type Call, type DnsReply, type LookupResult, type RowInput } from '@pivotkit/core';
import { Dns, Host, isPublicAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { absence, answerOf, askAll, isOutcomes, nameOf } from './ask.ts';
import { chainOf } from './chain.ts';
import { resolvableColumns, resolveColumns } from './columns.ts';
import { resolverName, type State } from './config.ts';

/** The resolver asks the servers of the zone, which belong to whoever holds the name: they can see that somebody asks. */
export const sharing = { reaches: 'target', maxTlp: 'clear', provider: 'DNS' } as const;

/** Answers say themselves how long they hold, mostly some minutes. */
export const limits = { concurrent: 20, timeoutMs: 20_000, cache: { found: 300_000, notFound: 300_000 } } as const;

const families = z
  .array(z.enum(['A', 'AAAA']))
  .nonempty()
  .default(['A', 'AAAA']);

interface Options {
  readonly families: readonly ('A' | 'AAAA')[];
}

type Row = RowInput<typeof resolveColumns>;

export const noName = notSupported('it has an address or an unqualified name in place of a name of the DNS');

/** The addresses of a name now, with the aliases on the way. Rows: one an address; the order of the rows asked about is kept. */
export const resolve = definePivot({
  name: 'dns.resolve',
  description: 'The addresses a name has now, with the aliases on the way',
  from: [Dns, Host, Url],
  shortcut: 'dnsResolve',
  rowsPerInput: 'many',
  columns: resolveColumns,
  facets: {
    resolutions: ({ name, address, recordType }) => ({ dns: name, ipAddress: address, recordType }),
  },
  options: z.strictObject({ families }),
  sharing,
  limits,
  cost: '2 questions to name servers',
  examples: ["await Dns.dns.resolve('www.example.com')", "await Dns.dns.resolve(names, { families: ['A'] })"],
  lookup: (inputs, call: Call<Options, State>) => Promise.all(inputs.map((input) => resolveOne(nameOf(input), call))),
});

async function resolveOne(name: string | undefined, call: Call<Options, State>): Promise<LookupResult<Row>> {
  if (name === undefined) return noName;
  const outcomes = await askAll(name, call.options.families, call);
  if (!isOutcomes(outcomes)) return outcomes;
  const rows = outcomes.flatMap((outcome) => ('reply' in outcome ? addressRows(name, outcome.reply, call.state) : []));
  return answerOf(rows, outcomes, (replies) => {
    const isCircle = replies.some(({ answers }) => chainOf(name, answers).isCircle);
    return isCircle ? 'its aliases lead in a circle' : absence(replies, 'address');
  });
}

function addressRows(name: string, { answers, isAuthentic }: DnsReply, state: State): Row[] {
  const { names } = chainOf(name, answers);
  return answers.flatMap((record): Row[] => {
    if (record.type !== 'A' && record.type !== 'AAAA') return [];
    // What is no address of the name or its aliases was not asked for, and anybody could have put it there.
    const at = names.indexOf(record.name);
    if (at < 0) return [];
    return [
      {
        name,
        address: record.data,
        recordType: record.type,
        isPublic: isPublicAddress(record.data),
        canonicalName: record.name,
        aliases: names.slice(0, at),
        ttl: record.ttl,
        isAuthentic,
        resolver: resolverName(state),
      },
    ];
  });
}

/** Whether a name has an address now. Rows: n → n, order kept; a name that has none is an answer. */
export const isResolvable = definePivot({
  name: 'dns.isResolvable',
  description: 'Whether a name has an address now',
  from: [Dns, Host, Url],
  rowsPerInput: 'at-most-one',
  columns: resolvableColumns,
  sharing,
  limits,
  cost: '2 questions to name servers',
  examples: ["await Dns.dns.isResolvable('www.example.com')"],
  lookup: (inputs, call: Call<unknown, State>) => Promise.all(inputs.map((input) => resolvable(nameOf(input), call))),
});

async function resolvable(
  name: string | undefined,
  call: Call<unknown, State>,
): Promise<LookupResult<RowInput<typeof resolvableColumns>>> {
  if (name === undefined) return noName;
  const outcomes = await askAll(name, ['A', 'AAAA'], call);
  if (!isOutcomes(outcomes)) return outcomes;
  const replies = outcomes.flatMap((outcome) => ('reply' in outcome ? [outcome.reply] : []));
  const addresses = replies.flatMap((reply) => addressRows(name, reply, call.state).map(({ address }) => address));
  const exists = replies.length > 0 && replies.every(({ rcode }) => rcode !== 'NXDOMAIN');
  const row = { name, isResolvable: addresses.length > 0, exists, addresses, resolver: resolverName(call.state) };
  // "No" needs every answer: an address might have been in the one that is missing.
  return answerOf(addresses.length > 0 || replies.length === outcomes.length ? [row] : [], outcomes, () => '');
}
