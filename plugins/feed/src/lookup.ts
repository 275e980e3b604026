import { allLists, resultOfLists, type Call, type LookupResult } from '@pivotkit/core';
import type { Asked } from './feed-index.ts';
import type { Feed } from './load.ts';
import type { DatedMatch } from './map.ts';

/** What all lists, in files and fetched, say about each input; `rowsOf` is given at least one match. */
export const feedLookup =
  <Row>(rowsOf: (matches: readonly DatedMatch[], at: Date) => readonly Row[]) =>
  async (inputs: readonly Asked[], call: Call<object, Feed>): Promise<LookupResult<Row>[]> => {
    const { state, signal } = call;
    state.warn();
    const at = call.now();
    const now = await allLists(state.fetched, signal);
    const unlisted = notListed([...state.lists, ...now.lists.map(({ content }) => content)]);
    return inputs.map((input) => {
      const fetched = now.lists.flatMap(({ content, asOf }): readonly DatedMatch[] =>
        content.index.match(input).map((each) => ({ ...each, asOf })),
      );
      const matches = [...state.index.match(input), ...fetched];
      return resultOfLists(matches.length === 0 ? [] : rowsOf(matches, at), now, unlisted);
    });
  };

/** Says what was searched, since an entry that could not be used may have been the one. */
function notListed(lists: readonly Pick<Feed['lists'][number], 'name' | 'unreadable'>[]): string | undefined {
  const unreadable = lists.filter((list) => list.unreadable.length > 0);
  if (unreadable.length === 0) return undefined;
  const counts = unreadable.map((list) => `${list.unreadable.length} of '${list.name}'`).join(', ');
  return `not listed; entries that could not be used: ${counts}`;
}
