import { showCell } from '../cell.ts';
import type { Table } from '../table.ts';

export interface TextOptions {
  /** Rows shown. Default: all. */
  readonly rows?: number;
  readonly columns?: readonly string[];
}

/** The table as plain text in aligned columns; control characters in cells cannot reach the terminal. */
export function formatText(
  table: Table<object>,
  { rows = Infinity, columns = table.columnNames }: TextOptions = {},
): string {
  const shown = table.toRows().slice(0, rows);
  const cells = [columns, ...shown.map((row) => columns.map((name) => showCell(Reflect.get(row, name))))];
  const widths = columns.map((_, j) => Math.max(...cells.map((line) => (line[j] ?? '').length)));
  const lines = cells.map((line) =>
    line
      .map((cell, j) => cell.padEnd(widths[j] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...(table.size > shown.length ? [`… ${table.size - shown.length} more rows`] : [])].join('\n');
}
