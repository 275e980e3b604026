import type { z } from 'zod';
import { checkReply } from '../io/http.ts';
import { failed, notFound, type LookupResult } from '../pivot/lookup-result.ts';
import type { Call } from '../pivot/pivot.ts';
import { Conversation } from './conversation.ts';
import type { HttpProvider } from './provider.ts';
import { asksProvider } from './provider-of.ts';
import type { ReplyShape } from './reply-format.ts';
import type { ProviderRequest } from './request.ts';
import { resultOfError } from './result-of-error.ts';

/** One question about many inputs: as many as `limits.batch` of the pivot says go into one request. */
export interface HttpBatchLookup<In, Reply, Row, Options, State> extends ReplyShape<Reply> {
  readonly provider: HttpProvider<State>;
  /** Why an input is not asked about (`notSupported`); undefined = it is. Default: all are. */
  refuse?(input: In, call: Call<Options, State>): LookupResult<never> | undefined;
  /** One request for all of the inputs. */
  request(inputs: readonly In[], call: Call<Options, State>): ProviderRequest;
  /** `results[i]` answers `inputs[i]`; pure. `splitByKey` makes them of a list with one item per input. */
  split(reply: Reply, inputs: readonly In[], call: Call<Options, State>): readonly LookupResult<Row>[];
}

/**
 * The `lookup` of a pivot whose service answers about many inputs at once: one request for a batch. Where the service
 * refuses a batch as wrong (400, 413, 422), its halves are asked, so that one bad input fails alone; a batch of n costs
 * at most 4·log₂ n requests more.
 */
export const httpBatchLookup = <In, Reply, Row, Options, State>(
  lookup: HttpBatchLookup<In, Reply, Row, Options, State>,
) =>
  asksProvider(async (inputs: readonly In[], call: Call<Options, State>): Promise<LookupResult<Row>[]> => {
    const results = inputs.map((input): LookupResult<Row> | undefined => lookup.refuse?.(input, call));
    const open = inputs.flatMap((input, i) => (results[i] === undefined ? [{ input, place: i }] : []));
    const asked = open.map(({ input }) => input);
    const spare = { requests: 4 * Math.ceil(Math.log2(Math.max(asked.length, 1))) };
    const answers = asked.length === 0 ? [] : await askAll(lookup, asked, call, spare);
    for (const [i, { place }] of open.entries()) results[place] = answers[i];
    return results.map((result) => result ?? miscounted(lookup, open.length, answers.length));
  }, lookup.provider);

async function askAll<In, Reply, Row, Options, State>(
  lookup: HttpBatchLookup<In, Reply, Row, Options, State>,
  inputs: readonly In[],
  call: Call<Options, State>,
  spare: { requests: number },
): Promise<readonly LookupResult<Row>[]> {
  const conversation = new Conversation(lookup.provider, call);
  const answers = await conversation.hold(async () => {
    const reply = await conversation.ask(lookup.request(inputs, call), lookup);
    const results = lookup.split(reply, inputs, call);
    const isWhole = results.length === inputs.length;
    return isWhole ? results : inputs.map(() => miscounted(lookup, inputs.length, results.length));
  });
  if (isList(answers)) return answers;
  if (!isWrongBatch(answers) || call.submission !== undefined || inputs.length === 1 || spare.requests < 2)
    return inputs.map(() => answers);
  if ((await call.book(2)) !== undefined) return inputs.map(() => answers);
  spare.requests -= 2;
  const middle = Math.ceil(inputs.length / 2);
  const left = await askAll(lookup, inputs.slice(0, middle), call, spare);
  return [...left, ...(await askAll(lookup, inputs.slice(middle), call, spare))];
}

const isList = <Row>(
  answers: readonly LookupResult<Row>[] | LookupResult<never>,
): answers is readonly LookupResult<Row>[] => Array.isArray(answers);

const wrongBatch = new Set<unknown>([400, 413, 422]);

const isWrongBatch = (result: LookupResult): boolean =>
  result.status === 'failed' &&
  result.error.code === 'PROVIDER_REFUSED' &&
  wrongBatch.has(result.error.details['status']);

const miscounted = (
  { provider }: { readonly provider: { readonly name: string } },
  inputs: number,
  results: number,
): LookupResult<never> =>
  failed('RESULT_INVALID', {
    plugin: provider.name,
    pivot: 'split',
    problem: `${results} results for ${inputs} inputs`,
  });

/** How the items of a batch's reply belong to its inputs. */
export interface SplitByKey<In, Item, Row> {
  readonly provider: { readonly name: string };
  /** Schema of one item: an item of another shape costs its own input alone. */
  readonly item: z.ZodType<Item>;
  keyOfInput(input: In): string;
  /** Of the item as it came, before its schema; undefined = it belongs to nothing. */
  keyOfItem(item: unknown): string | undefined;
  map(item: Item, input: In): LookupResult<Row>;
}

/**
 * For `split`: the results of a list with at most one item per input, in any order. An input without an item is not
 * found; of several items with one key the first counts. `results[i]` answers `inputs[i]`.
 */
export function splitByKey<In, Item, Row>(
  items: readonly unknown[],
  inputs: readonly In[],
  rules: SplitByKey<In, Item, Row>,
): LookupResult<Row>[] {
  const itemOfKey = new Map<string, unknown>();
  for (const item of items) {
    const key = rules.keyOfItem(item);
    if (key !== undefined && !itemOfKey.has(key)) itemOfKey.set(key, item);
  }
  return inputs.map((input) => resultOfItem(itemOfKey.get(rules.keyOfInput(input)), input, rules));
}

function resultOfItem<In, Item, Row>(item: unknown, input: In, rules: SplitByKey<In, Item, Row>): LookupResult<Row> {
  if (item === undefined) return notFound();
  const { name } = rules.provider;
  try {
    return rules.map(checkReply(item, rules.item, name), input);
  } catch (error) {
    return resultOfError(error, name);
  }
}
