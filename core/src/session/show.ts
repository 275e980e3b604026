import { writeOutput } from '../io/standard-output.ts';
import type { ShowOptions } from '../pipeline/runtime.ts';
import { formatText } from '../table/format/text.ts';
import type { Table } from '../table/index.ts';

const defaultRows = 10;

/** Writes the first rows of a table as text, with what is left out said below. */
export function showTable(
  table: Table<object>,
  options: ShowOptions,
  print: (text: string) => void = writeOutput,
): void {
  const { title, columns, rows = defaultRows } = options;
  print(`${title === undefined ? '' : `${title}\n`}${formatText(table, { rows, ...(columns && { columns }) })}\n`);
}
