/** A text that is an entity of some kind, or the reason why it is not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export const accepted = <T>(value: T): Parsed<T> => ({ ok: true, value });

/** `reason` is a phrase that completes “… is not an address: ”, without a full stop. */
export const refused = (reason: string): Parsed<never> => ({ ok: false, reason });

/** `original` for a text that was brought into another form; one that is known already stays. */
export function originalBeside(
  attributes: { readonly original?: string | undefined },
  given: string,
  canonical: string,
): { readonly original?: string } {
  return attributes.original !== undefined || given === canonical ? {} : { original: given };
}
