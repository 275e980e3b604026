import {
  columnMissing,
  defineVerb,
  distinctCells,
  inTurns,
  type Cell,
  type DistinctCells,
  type Table,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { verbColumns } from './columns.ts';
import { decodeText, type DecodeLimits } from './decode-text.ts';
import { DecodedRows, type Range } from './decoded-rows.ts';
import { decodeOptions } from './options.ts';

/**
 * What is encoded in the texts of a column. Rows: n → m, one for each thing decoded, in the order of the rows and of the
 * text, an outer thing before its inner ones; a cell without any gives none.
 * @throws TABLE_COLUMN_MISSING
 */
export const decodeBase64 = defineVerb({
  name: 'decode.base64',
  description: 'Decodes base64, hexadecimal, base32 and archives in texts, nested as deep as they go',
  options: decodeOptions.extend({
    column: z
      .union([z.string(), z.array(z.string()).nonempty()])
      .optional()
      .describe('Column to look in, or several. Default: all columns of text.'),
  }),
  columns: verbColumns,
  result: 'new-table',
  streamable: true,
  examples: ["session.from(processes).verb('decode.base64', { column: 'CommandLine' })"],
  run: async (table, { column, ...limits }, call) => {
    const names = column === undefined ? textColumns(table) : [column].flat();
    for (const name of names) if (!table.hasColumn(name)) throw columnMissing(name, table.columnNames);
    return (await inTurns(rowsOf(table, names, limits), call)).table(call.firstRow);
  },
});

const textColumns = (table: Table<object>): string[] =>
  [...table.columns].filter(([, { type }]) => type === 'text').map(([name]) => name);

interface SearchedColumn extends DistinctCells {
  readonly name: string;
  /** What was decoded in each distinct cell, by its code. */
  readonly known: (Range | undefined)[];
}

/** Each distinct text of a column is decoded once. */
function* rowsOf(table: Table<object>, names: readonly string[], limits: DecodeLimits): Work<DecodedRows> {
  const columns = names.map((name): SearchedColumn => ({ name, ...distinctCells(table, name), known: [] }));
  const rows = new DecodedRows();
  for (let row = 0; row < table.size; row++) {
    if (row % 16 === 0) yield [row, table.size];
    for (const { name, codes, values, known } of columns) {
      const code = codes[row] ?? 0;
      if (code > 0) rows.add((known[code] ??= decoded(values[code - 1], name, { rows, limits })), row);
    }
  }
  return rows;
}

const nothing: Range = { from: 0, to: 0 };

function decoded(
  cell: Cell | undefined,
  column: string,
  { rows, limits }: { readonly rows: DecodedRows; readonly limits: DecodeLimits },
): Range {
  if (typeof cell !== 'string') return nothing;
  const { text, items } = decodeText(cell, limits);
  return items.length === 0 ? nothing : rows.keep(items, { column, input: cell, full: text });
}
