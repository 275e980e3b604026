import { found, notFound, type Call, type FetchedList, type LookupResult } from '@pivotkit/core';
import type { Asked, Warning, WarningIndex } from './warning-index.ts';

export interface State {
  readonly local: WarningIndex;
  readonly fetched: readonly FetchedList<WarningIndex>[];
}

/**
 * What all lists say about each input. A list that cannot be had leaves the rows of the others, with a note; but what is
 * found in no list then fails, since that one might have had it.
 */
export const warningLookup =
  <Row>(rowsOf: (warnings: readonly Warning[]) => readonly Row[]) =>
  async (inputs: readonly Asked[], { state, signal }: Call<object, State>): Promise<LookupResult<Row>[]> => {
    const answers = await Promise.all(state.fetched.map((list) => list.now(signal)));
    const missing = answers.find((answer) => !answer.ok);
    const indexes = [state.local, ...answers.flatMap((answer) => (answer.ok ? [answer.list.content] : []))];
    const notes = answers.flatMap((answer, i) => {
      if (answer.ok) return answer.list.note ?? [];
      return `${state.fetched[i]?.name ?? 'a list'} could not be had`;
    });
    const note = notes.length === 0 ? undefined : notes.join('; ');
    return inputs.map((input) => {
      const warnings = indexes.flatMap((index) => index.match(input));
      if (warnings.length === 0) return missing !== undefined && !missing.ok ? missing.result : notFound(note);
      const result = found(rowsOf(warnings));
      return note === undefined || result.status !== 'found' ? result : { ...result, note };
    });
  };
