import type { Ioc } from './types.ts';

/** Up to so many are compared one by one: most texts hold few. */
const few = 8;

/** Observables without repetition: of those of one type and text the first in the text. */
export class FirstOfEach {
  readonly #iocs: Ioc[] = [];
  #places: Map<string, number> | undefined;

  add(ioc: Ioc): void {
    const place = this.#placeOf(ioc);
    const known = this.#iocs[place];
    if (known === undefined || ioc.start < known.start) this.#iocs[place] = ioc;
  }

  /** Where an equal one is, else the place behind the last. */
  #placeOf(ioc: Ioc): number {
    const next = this.#iocs.length;
    if (next < few) {
      const place = this.#iocs.findIndex((one) => one.observable === ioc.observable && one.type === ioc.type);
      return place < 0 ? next : place;
    }
    this.#places ??= new Map(this.#iocs.map((one, i) => [keyOf(one), i]));
    const key = keyOf(ioc);
    const place = this.#places.get(key) ?? next;
    if (place === next) this.#places.set(key, place);
    return place;
  }

  /** In the order of the text; where several begin in one place, in the order of their types' first appearance. */
  inOrder(): Ioc[] {
    if (isInOrder(this.#iocs)) return this.#iocs;
    const byType = Map.groupBy(this.#iocs, ({ type }) => type);
    return [...byType.values()].flat().sort((left, right) => left.start - right.start);
  }
}

const keyOf = ({ type, observable }: Ioc): string => `${type} ${observable}`;

const isInOrder = (iocs: readonly Ioc[]): boolean =>
  iocs.every(({ start }, i) => i === 0 || start > (iocs[i - 1]?.start ?? -1));
