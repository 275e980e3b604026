import type { Identifier } from './entity.ts';

/** An identifier that proves sameness by being equal. A blank value identifies nothing. */
export const strong = (name: string, value: string | undefined): Identifier => identifier(name, value, 'strong');

/** An identifier that only contradicts: two things with different ones are not the same. */
export const weak = (name: string, value: string | undefined): Identifier => identifier(name, value, 'weak');

/** Value of the first identifier that has one: the canonical key, where the identifiers come strongest first. */
export function strongest(identifiers: readonly Identifier[]): string | undefined {
  return identifiers.find(({ value }) => value !== undefined)?.value;
}

/** Text with blank as undefined and, for names that no system tells apart by case, in lower case. */
export function folded(text: string | undefined): string | undefined {
  return given(text)?.toLowerCase();
}

/** Text without surrounding blanks, or undefined when nothing is left. */
export function given(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Parts joined, or undefined when one of them is missing. */
export function joined(separator: string, ...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join(separator);
}

/** `name=value` of a part of a key, so that equal values of different parts do not meet; undefined without a value. */
export const part = (name: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : `${name}=${value}`;

/** The parts there are, joined; undefined when there is none. */
export function known(separator: string, ...parts: readonly (string | undefined)[]): string | undefined {
  const present = parts.filter((text) => text !== undefined);
  return present.length === 0 ? undefined : present.join(separator);
}

function identifier(name: string, value: string | undefined, strength: Identifier['strength']): Identifier {
  return { name, value: given(value), strength };
}
