import { defineVerb, inTurns, vectorReader, type Column, type Table, type VerbCall, type Work } from '@pivotkit/core';
import { z } from 'zod';
import { verbColumns } from './columns.ts';
import { iocExtractor } from './extract.ts';
import { FoundRows } from './found-rows.ts';
import { extractOptions } from './options.ts';
import { Recent } from './recent.ts';
import type { Ioc } from './types.ts';

/**
 * The observables in the texts of a table. Rows: n → m, one per observable, type and cell, in the order of the rows,
 * the columns and the text; a cell without any gives none.
 */
export const extract = defineVerb({
  name: 'ioc.extract',
  description: 'Finds addresses, names, URLs, mail addresses, hashes, paths and other observables in texts',
  options: extractOptions.extend({
    columns: z
      .union([z.string(), z.array(z.string()).nonempty()])
      .optional()
      .describe('Columns to search. Default: all columns of text.'),
  }),
  columns: verbColumns,
  result: 'new-table',
  streamable: true,
  examples: ["session.from(processes).verb('ioc.extract', { columns: ['CommandLine'] })"],
  run: async (table, { columns, ...options }, call: VerbCall) => {
    const names = columns === undefined ? textColumns(table) : [columns].flat();
    const rows = await inTurns(foundIn(table, names, iocExtractor(options)), call);
    return rows.table(call.firstRow);
  },
});

function* foundIn(table: Table<object>, names: readonly string[], find: Find): Work<FoundRows> {
  // Names that come from the table itself need no check by the compiler.
  const columnAt = (name: string): Column => table.column(name);
  const searches = names.map((name) => ({ name, search: searchOf(columnAt(name), find) }));
  const rows = new FoundRows();
  for (let row = 0; row < table.size; row++) {
    if (row % 16 === 0) yield [row, table.size];
    for (const { name, search } of searches) {
      const { text, iocs } = search(row);
      if (iocs.length > 0) rows.add(iocs, { row, column: name, text });
    }
  }
  return rows;
}

type Find = (text: string) => readonly Ioc[];

const textColumns = (table: Table<object>): string[] =>
  [...table.columns].filter(([, { type }]) => type === 'text').map(([name]) => name);

interface Searched {
  readonly text: string;
  readonly iocs: readonly Ioc[];
}

/** What is in the cell of a row. A dictionary's texts are searched once; where there is none, most texts are different. */
function searchOf({ vector }: Column, find: Find): (row: number) => Searched {
  const read = vectorReader(vector);
  if (vector.kind === 'text') {
    const known: Searched[] = [];
    return (row) => (known[vector.codes[row] ?? 0] ??= searched(read(row), find));
  }
  const recent = new Recent();
  return (row) => searched(read(row), (text) => recent.get(text, find));
}

const searched = (cell: unknown, find: Find): Searched =>
  typeof cell === 'string' ? { text: cell, iocs: find(cell) } : nothing;

const nothing: Searched = { text: '', iocs: [] };
