import { ByQuestion } from './by-question.ts';
import type { Lookup } from './lookup.ts';
import type { AnswerStore, Asking, Question } from './run-context.ts';

/** Only what would be the same if asked again may be kept: never a throttled, timed out, failed or skipped look-up. */
export const isKeepable = ({ result: { status } }: Lookup): boolean =>
  status === 'found' || status === 'not-found' || status === 'not-supported';

/**
 * The answers of one run, bounded: between half of `capacity` and all of it, the newest. So an answer needed by several
 * steps, columns or batches of rows is asked for once.
 */
export class RunMemory implements AnswerStore {
  readonly #half: number;
  #young = new ByQuestion<Lookup>();
  // Two generations: dropping the older one whole costs nothing, dropping entries one by one from the front of a map does.
  #old = new ByQuestion<Lookup>();

  constructor(capacity = 200_000) {
    this.#half = Math.max(1, Math.floor(capacity / 2));
  }

  find(asking: Asking, questions: readonly Question[]): Promise<readonly (Lookup | undefined)[]> {
    const asked = nameOf(asking);
    return Promise.resolve(questions.map(({ key }) => this.#young.get(asked, key) ?? this.#old.get(asked, key)));
  }

  keep(asking: Asking, questions: readonly Question[], lookups: readonly Lookup[]): Promise<void> {
    const asked = nameOf(asking);
    for (const [i, { key }] of questions.entries()) {
      const lookup = lookups[i];
      if (lookup !== undefined && isKeepable(lookup)) this.#put(asked, key, lookup);
    }
    return Promise.resolve();
  }

  #put(asked: string, key: string, lookup: Lookup): void {
    if (this.#young.size >= this.#half) [this.#old, this.#young] = [this.#young, new ByQuestion<Lookup>()];
    this.#young.set(asked, key, lookup);
  }
}

const names = new WeakMap<Asking, string>();

/** All that tells one question from another besides its key; the same for every batch. */
function nameOf(asking: Asking): string {
  const known = names.get(asking);
  if (known !== undefined) return known;
  const { target, kind, options, timeRange, submission } = asking;
  const name = JSON.stringify([target.pivot.name, kind, options, timeRange, submission]);
  names.set(asking, name);
  return name;
}
