/** Results by what they are of, kept while there is room: data repeat themselves. When there are too many, all go. */
export class Kept<K, V> {
  readonly #most: number;
  readonly #values = new Map<K, V>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value kept, else what `compute` gives. */
  get(of: K, compute: (of: K) => V): V {
    const known = this.#values.get(of);
    if (known !== undefined) return known;
    if (this.#values.size >= this.#most) this.#values.clear();
    const value = compute(of);
    this.#values.set(of, value);
    return value;
  }
}
