import {
  failed,
  notFound,
  resultOfError,
  type Call,
  type DnsReply,
  type DnsType,
  type LookupResult,
} from '@pivotkit/core';
import { Host, IpAddress, Url, type Dns } from '@pivotkit/entities';
import { resolverName, type State } from './config.ts';

/** What was answered about one name and type, or what became of the question. */
export type Outcome =
  | { readonly type: DnsType; readonly reply: DnsReply }
  | { readonly type: DnsType; readonly result: LookupResult<never> };

type Asker = Pick<Call<unknown, State>, 'dns' | 'signal' | 'state'>;

/** Asks about one type of record; nothing is thrown but the end of the run. */
export async function askAbout(name: string, type: DnsType, { dns, signal, state }: Asker): Promise<Outcome> {
  try {
    const reply = await dns.ask({ name, type, resolver: state.resolver, signal });
    if (reply.rcode === 'NOERROR' || reply.rcode === 'NXDOMAIN') return { type, reply };
    return { type, result: failed('DNS_FAILED', { resolver: resolverName(state), name, rcode: reply.rcode }) };
  } catch (error) {
    signal.throwIfAborted();
    return { type, result: resultOfError(error, resolverName(state)) };
  }
}

/** Leave is had for one question an input; the others are booked. */
export async function askAll(
  name: string,
  types: readonly DnsType[],
  call: Asker & Pick<Call, 'book'>,
): Promise<readonly Outcome[] | LookupResult<never>> {
  const refused = types.length > 1 ? await call.book(types.length - 1) : undefined;
  return refused ?? Promise.all(types.map((type) => askAbout(name, type, call)));
}

export const isOutcomes = (asked: readonly Outcome[] | LookupResult<never>): asked is readonly Outcome[] =>
  Array.isArray(asked);

/** The replies among outcomes, and the first failure, where there is one. */
export function sorted(outcomes: readonly Outcome[]): {
  readonly replies: readonly DnsReply[];
  readonly failure: LookupResult<never> | undefined;
  /** Which types could not be asked about. */
  readonly missing: readonly DnsType[];
} {
  return {
    replies: outcomes.flatMap((outcome) => ('reply' in outcome ? [outcome.reply] : [])),
    failure: outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []))[0],
    missing: outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.type] : [])),
  };
}

/** Rows as an answer, with a note of what is missing in it; without rows, why there are none. */
export function answerOf<Row>(
  rows: readonly Row[],
  outcomes: readonly Outcome[],
  nothing: (replies: readonly DnsReply[]) => string,
): LookupResult<Row> {
  const { replies, failure, missing } = sorted(outcomes);
  if (rows.length === 0) return failure ?? notFound(nothing(replies));
  const gap = missing.length === 0 ? {} : { note: `without ${missing.join(', ')}: not every question was answered` };
  return { status: 'found', rows, ...gap };
}

/** Why there are no records: the name, or only they, do not exist. */
export const absence = (replies: readonly DnsReply[], what: string): string =>
  replies.some(({ rcode }) => rcode === 'NXDOMAIN') ? 'the name does not exist (NXDOMAIN)' : `the name has no ${what}`;

/** The name to ask about; undefined where the thing has none, such as a URL with an address. */
export function nameOf(input: Dns | Host | Url): string | undefined {
  if (input instanceof Host) return input.fqdn?.toLowerCase();
  if (!(input instanceof Url)) return input.domainName;
  const host = input.hostEntity();
  return host === undefined || host instanceof IpAddress ? undefined : host.domainName;
}
