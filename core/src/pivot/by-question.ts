/**
 * Values by what is asked (plugin, pivot, options …) and what it is asked about. Two maps, so that the long text of what is
 * asked is kept and hashed once, not once for each of a hundred thousand keys.
 */
export class ByQuestion<V> {
  readonly #byAsked = new Map<string, Map<string, V>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(asked: string, key: string): V | undefined {
    return this.#byAsked.get(asked)?.get(key);
  }

  set(asked: string, key: string, value: V): void {
    const values = this.#byAsked.get(asked) ?? new Map<string, V>();
    if (values.size === 0) this.#byAsked.set(asked, values);
    const before = values.size;
    values.set(key, value);
    this.#size += values.size - before;
  }

  delete(asked: string, key: string): void {
    const values = this.#byAsked.get(asked);
    if (values?.delete(key) !== true) return;
    this.#size -= 1;
    if (values.size === 0) this.#byAsked.delete(asked);
  }
}
