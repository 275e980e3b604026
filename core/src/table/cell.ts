/** One value of a table. `null` is "no value" and the only such: NaN is a number, '' is a text. Times are UTC instants. */
export type Cell =
  string | number | bigint | boolean | Date | null | readonly unknown[] | { readonly [key: string]: unknown };

/** A row without known columns. Interfaces are row types too: what takes rows asks for `object`. */
export type Row = { readonly [column: string]: Cell };

/** A cell for a message: JSON where that is short, cut at 60 characters. */
export function showCell(cell: unknown): string {
  const text = typeof cell === 'bigint' ? `${cell}n` : (JSON.stringify(cell, bigintAsText) ?? String(cell));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
