import { networkEdge } from './address-words.ts';

/** A network by its words (see `addressWords`) and prefix length, with what belongs to it. */
export interface Network<T> {
  readonly words: readonly number[];
  readonly prefixLength: number;
  readonly item: T;
}

interface Node<T> {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly prefixLength: number;
  readonly items: T[];
  parent: Node<T> | undefined;
}

/**
 * Networks of one address family, for fast questions. Two networks are nested or apart, so the address space falls into
 * stretches with one innermost network each: a question is one binary search over where the stretches begin, then the
 * way outward. Never changed after it is built.
 */
export class NetworkIndex<T> {
  /** `starts[w][i]`: word w of the first address of stretch i. */
  readonly #starts: readonly Uint32Array[];
  readonly #innermost: readonly (Node<T> | undefined)[];

  constructor(networks: readonly Network<T>[]) {
    const stretches = stretchesOf(distinctNodes(networks));
    const wordCount = networks[0]?.words.length ?? 1;
    this.#starts = Array.from({ length: wordCount }, (_, w) =>
      Uint32Array.from(stretches, ({ start }) => start[w] ?? 0),
    );
    this.#innermost = stretches.map(({ node }) => node);
  }

  /** What belongs to the networks around an address, the longest prefix first; in the order given within a network. */
  around(words: readonly number[]): T[] {
    const found: T[] = [];
    for (let node = this.#innermost[this.#stretchOf(words)]; node !== undefined; node = node.parent)
      found.push(...node.items);
    return found;
  }

  /** The last stretch that begins at or before the address; -1 when there is none. */
  #stretchOf(words: readonly number[]): number {
    let low = 0;
    let high = this.#innermost.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#beginsAfter(middle, words)) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  #beginsAfter(stretch: number, words: readonly number[]): boolean {
    for (let w = 0; w < words.length; w++) {
      const difference = (this.#starts[w]?.[stretch] ?? 0) - (words[w] ?? 0);
      if (difference !== 0) return difference > 0;
    }
    return false;
  }
}

function distinctNodes<T>(networks: readonly Network<T>[]): Node<T>[] {
  const nodes = new Map<string, Node<T>>();
  for (const { words, prefixLength, item } of networks) {
    const first = networkEdge(words, prefixLength, 'first');
    const key = `${first.join('.')}/${prefixLength}`;
    const node = nodes.get(key);
    if (node === undefined) {
      const last = networkEdge(words, prefixLength, 'last');
      nodes.set(key, { first, last, prefixLength, items: [item], parent: undefined });
    } else node.items.push(item);
  }
  return [...nodes.values()].sort(
    (left, right) => compareWords(left.first, right.first) || left.prefixLength - right.prefixLength,
  );
}

interface Stretch<T> {
  readonly start: readonly number[];
  readonly node: Node<T> | undefined;
}

/** Walks the nodes in the order of their first address, outer before inner; sets parents on the way. */
function stretchesOf<T>(nodes: readonly Node<T>[]): Stretch<T>[] {
  const stretches: Stretch<T>[] = [];
  const open: Node<T>[] = [];
  const begin = (start: readonly number[] | undefined, node: Node<T> | undefined): void => {
    if (start === undefined) return;
    const last = stretches.at(-1);
    if (last !== undefined && compareWords(last.start, start) === 0) stretches.pop();
    stretches.push({ start, node });
  };
  const closeBefore = (first: readonly number[] | undefined): void => {
    for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
      if (first !== undefined && compareWords(inner.last, first) >= 0) return;
      open.pop();
      begin(after(inner.last), inner.parent);
    }
  };
  for (const node of nodes) {
    closeBefore(node.first);
    node.parent = open.at(-1);
    begin(node.first, node);
    open.push(node);
  }
  closeBefore(undefined);
  return stretches;
}

/** The next address; undefined after the last one there is. */
function after(words: readonly number[]): number[] | undefined {
  const next = [...words];
  for (let w = next.length - 1; w >= 0; w--) {
    const word = next[w] ?? 0;
    next[w] = word === 0xff_ff_ff_ff ? 0 : word + 1;
    if (next[w] !== 0) return next;
  }
  return undefined;
}

function compareWords(left: readonly number[], right: readonly number[]): number {
  for (let w = 0; w < left.length; w++) {
    const difference = (left[w] ?? 0) - (right[w] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
