import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Pivot } from '../pivot/pivot.ts';
import type { Verb } from './verb.ts';

/** What a plugin contributes while it sets up, besides what it declares. */
export class Contributions {
  readonly #pivots: Pivot[] = [];
  readonly #verbs: Verb[] = [];
  #closed = false;

  /** @throws REGISTRY_CLOSED */
  addPivot(pivot: Pivot): void {
    this.#requireOpen(`pivot ${pivot.name}`);
    this.#pivots.push(pivot);
  }

  /** @throws REGISTRY_CLOSED */
  addVerb(verb: Verb): void {
    this.#requireOpen(`verb ${verb.name}`);
    this.#verbs.push(verb);
  }

  get pivots(): readonly Pivot[] {
    return this.#pivots;
  }

  get verbs(): readonly Verb[] {
    return this.#verbs;
  }

  close(): void {
    this.#closed = true;
  }

  #requireOpen(what: string): void {
    if (this.#closed) throw new PivotKitError('REGISTRY_CLOSED', { what });
  }
}
