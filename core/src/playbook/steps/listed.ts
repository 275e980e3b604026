/** One or several, as a list. */
export const listed = <T>(items: T | readonly T[]): readonly T[] => (isList(items) ? items : [items]);

const isList = <T>(items: T | readonly T[]): items is readonly T[] => Array.isArray(items);
