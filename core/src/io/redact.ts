import { replaceWhere } from './redact-lines.ts';
import { writtenForms } from './redact-forms.ts';
import { isRedactable, redactedCopy } from './redact-value.ts';

export const redactionMark = '‹secret›';

/** Shorter ones occur by chance everywhere. */
const shortest = 4;
/** Of a secret of several lines or words, such as a key in PEM, each part of this length is a secret too. */
const shortestPart = 8;

/**
 * Knows the secrets of a session and takes them out of whatever is shown or kept, by their value, however it is
 * written: as it is, escaped, percent-encoded, in hexadecimal, in base64, cut short, broken over lines.
 */
export class Redactor {
  readonly #values = new Set<string>();
  #patterns: readonly RegExp[] | undefined;

  /** False for a text of fewer than 4 characters, which is not taken out: it would be found everywhere. */
  add(secret: string): boolean {
    const value = secret.trim();
    if (value.length < shortest) return false;
    if (this.#values.has(value)) return true;
    this.#values.add(value);
    for (const part of value.split(/\s+/)) if (part.length >= shortestPart) this.#values.add(part);
    this.#patterns = undefined;
    return true;
  }

  /** The text with `‹secret›` for each secret. Time: linear in the text. */
  text(text: string): string {
    if (this.#values.size === 0 || text.length < shortest) return text;
    this.#patterns ??= patternsOf(this.#values);
    return this.#patterns.reduce((redacted, pattern) => replaceWhere(pattern, redacted, redactionMark), text);
  }

  /**
   * The value itself where no secret is in it; else a copy in which every text has `‹secret›` for it: lists, objects and
   * their keys, maps, sets, errors with causes and stacks. A number that is a secret, and bytes with one in them, become
   * `‹secret›`; other objects become plain ones.
   */
  value<T>(value: T): T {
    if (this.#values.size === 0) return value;
    const redact = (text: string): string => this.text(text);
    if (!isRedactable(value, redact)) return value;
    // Texts become texts, lists lists, errors errors of the same class: what the type says still holds for data.
    return redactedCopy(value, redact) as T;
  }
}

/** More alternatives than this in one pattern are slower than several patterns (measured with 1 to 20 secrets). */
const valuesOfPattern = 2;

/** Longest first. The mark comes before them, so that a secret that is part of it does not make it grow. */
function patternsOf(values: ReadonlySet<string>): RegExp[] {
  const longestFirst = [...values].toSorted((left, right) => right.length - left.length);
  const groups = Array.from({ length: Math.ceil(longestFirst.length / valuesOfPattern) }, (_, i) =>
    longestFirst.slice(i * valuesOfPattern, (i + 1) * valuesOfPattern),
  );
  return groups.map((group) => new RegExp([redactionMark, ...group.flatMap(writtenForms)].join('|'), 'g'));
}
