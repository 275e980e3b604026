import { allLists, resultOfLists, type Call, type FetchedList, type LookupResult } from '@pivotkit/core';
import type { Asked, Warning, WarningIndex } from './warning-index.ts';

export interface State {
  readonly local: WarningIndex;
  readonly fetched: readonly FetchedList<WarningIndex>[];
}

/** What all lists, in files and fetched, say about each input; `rowsOf` is given at least one warning. */
export const warningLookup =
  <Row>(rowsOf: (warnings: readonly Warning[]) => readonly Row[]) =>
  async (inputs: readonly Asked[], { state, signal }: Call<object, State>): Promise<LookupResult<Row>[]> => {
    const now = await allLists(state.fetched, signal);
    const indexes = [state.local, ...now.lists.map(({ content }) => content)];
    return inputs.map((input) => {
      const warnings = indexes.flatMap((index) => index.match(input));
      return resultOfLists(warnings.length === 0 ? [] : rowsOf(warnings), now);
    });
  };
