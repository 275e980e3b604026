/** The properties of T without `undefined` among their types. */
type Defined<T> = { [N in keyof T]: Exclude<T[N], undefined> };

/** The object without the properties that are undefined: an absent option and one that is undefined are not the same. */
export function defined<T extends object>(values: T): Defined<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  // The filter above is what the type says.
  return Object.fromEntries(entries) as Defined<T>;
}
