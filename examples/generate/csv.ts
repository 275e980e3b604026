export type Cell = string | number | null;

/** RFC 4180 with `\n` line ends; a null is an empty cell. Rows in the order given. */
export function toCsv<Name extends string>(
  names: readonly Name[],
  rows: readonly Readonly<Record<Name, Cell>>[],
): string {
  const lines = rows.map((row) => names.map((name) => cellText(row[name])).join(','));
  return [names.join(','), ...lines, ''].join('\n');
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
