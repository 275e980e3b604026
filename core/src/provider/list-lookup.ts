import { noteOf, notFound, statusText, type LookupResult } from '../pivot/lookup-result.ts';
import type { Call } from '../pivot/pivot.ts';
import { checkOfError, type CheckCall, type ServiceCheck } from './service-check.ts';
import type { FetchedList, ListNow } from './fetched-list.ts';

/** One question answered from lists that were fetched. */
export interface ListLookup<In, Content, Row, Options, State> {
  /** The list that says something about an input, or why there is none (`notSupported`). */
  list(state: State, input: In, options: Options): FetchedList<Content> | LookupResult<never>;
  /** What the list says; pure. Give the row a column with `list.asOf`, so that its age is seen. */
  find(list: ListNow<Content>, input: In, options: Options): LookupResult<Row>;
}

/**
 * The `lookup` of a pivot that searches lists which services publish: for `sharing: { reaches: 'nobody' }`. A list is
 * fetched where it must be; without it the look-ups fail, and are never “not found”. Notes say of when the list is.
 * `results[i]` answers `inputs[i]`.
 */
export const listLookup =
  <In, Content, Row, Options, State>(lookup: ListLookup<In, Content, Row, Options, State>) =>
  async (inputs: readonly In[], call: Call<Options, State>): Promise<LookupResult<Row>[]> => {
    const results: LookupResult<Row>[] = [];
    // One state of a list for the whole batch.
    const lists = new Map<FetchedList<Content>, ReturnType<FetchedList<Content>['now']>>();
    for (const input of inputs) {
      const list = lookup.list(call.state, input, call.options);
      if ('status' in list) {
        results.push(list);
        continue;
      }
      const asked = lists.get(list) ?? list.now(call.signal);
      lists.set(list, asked);
      const answer = await asked;
      results.push(
        answer.ok ? withNote(lookup.find(answer.list, input, call.options), list.name, answer.list) : answer.result,
      );
    }
    return results;
  };

function withNote<Row>(result: LookupResult<Row>, name: string, { note, asOf }: ListNow<unknown>): LookupResult<Row> {
  if (result.status === 'not-found') return notFound(result.note ?? note ?? `not in ${name} of ${asOf.toISOString()}`);
  return result.status === 'found' && note !== undefined ? { ...result, note: result.note ?? note } : result;
}

/** Several lists that are searched together. */
export interface ListsNow<Content> {
  /** Those that can be had, in the order given. */
  readonly lists: readonly ListNow<Content>[];
  /** What became of the first that cannot. */
  readonly missing: LookupResult<never> | undefined;
  /** Which cannot be had, or are older than they should be. */
  readonly note: string | undefined;
}

/** Fetches those lists that must be. Rejects only when the signal is aborted. */
export async function allLists<Content>(
  lists: readonly FetchedList<Content>[],
  signal: AbortSignal,
): Promise<ListsNow<Content>> {
  const answers = await Promise.all(lists.map((list) => list.now(signal)));
  const notes = answers.flatMap((answer, i) => {
    if (answer.ok) return answer.list.note ?? [];
    return `${lists[i]?.name ?? 'a list'} could not be had`;
  });
  return {
    lists: answers.flatMap((answer) => (answer.ok ? [answer.list] : [])),
    missing: answers.flatMap((answer) => (answer.ok ? [] : [answer.result]))[0],
    note: notes.length === 0 ? undefined : notes.join('; '),
  };
}

/**
 * What searching in several lists comes to. A list that cannot be had leaves what the others say, with a note; but where
 * they say nothing the look-up fails, since that list might have.
 */
export function resultOfLists<Row>(
  rows: readonly Row[],
  { missing, note }: Pick<ListsNow<unknown>, 'missing' | 'note'>,
  notListed?: string,
): LookupResult<Row> {
  const notes = [notListed, note].filter((each) => each !== undefined).join('; ');
  if (rows.length === 0) return missing ?? notFound(notes === '' ? undefined : notes);
  return { status: 'found', rows, ...(note !== undefined && { note }) };
}

/** The `check` of a plugin that searches lists: fetches those that are not at hand, and says how many entries they have. */
export const listCheck =
  <State>(listsOf: (state: State) => readonly FetchedList<unknown>[]) =>
  async (state: State, { signal }: CheckCall): Promise<ServiceCheck> => {
    const details: string[] = [];
    for (const list of listsOf(state)) {
      const answer = await list.now(signal);
      if (!answer.ok) return checkOfResult(answer.result, list.name);
      const { size, asOf, note } = answer.list;
      if (note !== undefined) return { ok: false, detail: note };
      details.push(`${list.name}: ${size} ${size === 1 ? 'entry' : 'entries'}, as of ${asOf.toISOString()}`);
    }
    return { ok: true, detail: details.length === 0 ? 'no list is to be fetched' : details.join('; ') };
  };

function checkOfResult(result: LookupResult<never>, name: string): ServiceCheck {
  if (result.status === 'failed') return checkOfError(result.error);
  const detail = noteOf(result) ?? statusText(result);
  return { ok: false, detail: `${name}: ${detail}` };
}
