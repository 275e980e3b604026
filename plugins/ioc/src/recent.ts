/** A power of two. */
const places = 4_096;
/** Longer texts are not kept: they seldom come again, and would take memory. */
const longestKept = 512;

/**
 * Values of the texts asked for lately. Each text has one place, which it leaves to the next text for a second one, and that
 * to nobody. What is asked for again is mostly there, and what never comes again costs next to nothing: a map that grows
 * and is emptied cost more than most of what it saved.
 */
export class Recent {
  // Made at once: `Array.from` fills them one by one, which for a single text takes longer than to search it.
  readonly #texts = new Array<string | undefined>(2 * places); // oxlint-disable-line unicorn/no-new-array
  readonly #values = new Array<unknown>(2 * places); // oxlint-disable-line unicorn/no-new-array

  /** What `compute` gives for the text. One object serves one function alone. */
  get<T>(text: string, compute: (text: string) => T): T {
    if (text.length > longestKept) return compute(text);
    const place = placeOf(text);
    // What stands there is what the same function gave.
    if (this.#texts[place] === text) return this.#values[place] as T;
    if (this.#texts[place + 1] === text) return this.#values[place + 1] as T;
    const value = compute(text);
    this.#texts[place + 1] = this.#texts[place];
    this.#values[place + 1] = this.#values[place];
    this.#texts[place] = text;
    this.#values[place] = value;
    return value;
  }
}

function placeOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return 2 * ((hash ^ (hash >>> 15)) & (places - 1));
}
