import { notFound, type LookupResult } from '../pivot/lookup-result.ts';
import type { Call } from '../pivot/pivot.ts';
import { asksEach } from '../pivot/units.ts';
import { asksProvider } from './provider-of.ts';
import { Conversation } from './conversation.ts';
import { nextPage, pageName, pageLimits, type Page, type Pages } from './pages.ts';
import type { HttpProvider } from './provider.ts';
import type { ReplyShape } from './reply-format.ts';
import { ProviderRequest } from './request.ts';

/** One question to a service over HTTP: what to ask, what comes back, what it means. */
export interface HttpLookup<In, Reply, Row, Options, State> extends ReplyShape<Reply> {
  readonly provider: HttpProvider<State>;
  /** What to ask about one input, or why it is not asked (`notSupported`). */
  request(input: In, call: Call<Options, State>): ProviderRequest | LookupResult<never>;
  /** What the reply means; pure. With `pages`: what one page means. */
  map(reply: Reply, input: In, call: Call<Options, State>): LookupResult<Row>;
  /** Where an answer may have several pages; a function where they depend on the input or the options. Default: one. */
  readonly pages?: Pages<Reply> | ((input: In, call: Call<Options, State>) => Pages<Reply>);
}

/**
 * The `lookup` of a pivot that asks a service over HTTP: one request per input and page, one after another within a
 * batch. `results[i]` answers `inputs[i]`; whatever goes wrong with one input is the status of that input alone.
 */
export const httpLookup = <In, Reply, Row, Options, State>(lookup: HttpLookup<In, Reply, Row, Options, State>) =>
  asksProvider(
    asksEach(async (inputs: readonly In[], call: Call<Options, State>): Promise<LookupResult<Row>[]> => {
      const results: LookupResult<Row>[] = [];
      for (const input of inputs) {
        const conversation = new Conversation(lookup.provider, call);
        results.push(await conversation.hold(() => askOne(lookup, { input, call, conversation })));
      }
      return results;
    }),
    lookup.provider,
  );

interface Question<In, Options, State> {
  readonly input: In;
  readonly call: Call<Options, State>;
  readonly conversation: Conversation<State>;
}

async function askOne<In, Reply, Row, Options, State>(
  lookup: HttpLookup<In, Reply, Row, Options, State>,
  { input, call, conversation }: Question<In, Options, State>,
): Promise<LookupResult<Row>> {
  const request = lookup.request(input, call);
  if (!(request instanceof ProviderRequest)) return request;
  if (lookup.pages !== undefined) return askPages(lookup, request, { input, call, conversation });
  return lookup.map(await conversation.ask(request, lookup), input, call);
}

/**
 * The rows of all pages, as one answer. It is cut where the declaration says, and its note says so; where a page cannot
 * be had there is no answer, since half of one would be kept and given again as if it were whole.
 */
async function askPages<In, Reply, Row, Options, State>(
  lookup: HttpLookup<In, Reply, Row, Options, State>,
  first: ProviderRequest,
  { input, call, conversation }: Question<In, Options, State>,
): Promise<LookupResult<Row>> {
  const pages = typeof lookup.pages === 'function' ? lookup.pages(input, call) : lookup.pages;
  const { maxPages, maxRows } = pageLimits(pages);
  const { name } = lookup.provider;
  const rows: Row[] = [];
  const asked = new Set<string>();
  let page: Page | undefined = first;
  for (let number = 1; page !== undefined; number += 1) {
    if (number > maxPages) return cut(rows, `${maxPages} pages were read; ${name} has more`);
    const refused = number === 1 ? undefined : await call.book(1);
    if (refused !== undefined) return refused;
    asked.add(pageName(page));
    const heard = await conversation.send(page);
    const reply = conversation.read(heard, lookup);
    const result = lookup.map(reply, input, call);
    if (result.status === 'found') for (const row of result.rows) rows.push(row);
    else if (result.status !== 'not-found') return result;
    page = nextPage(pages, { reply, heard, asked, provider: name });
    const isMore = rows.length > maxRows || (rows.length === maxRows && page !== undefined);
    if (isMore) return cut(rows.slice(0, maxRows), `the first ${maxRows} rows; ${name} has more`);
  }
  return rows.length === 0 ? notFound() : { status: 'found', rows };
}

const cut = <Row>(rows: readonly Row[], note: string): LookupResult<Row> =>
  rows.length === 0 ? notFound(note) : { status: 'found', rows, note };
