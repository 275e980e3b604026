import { defineVerb, Table, type RowOf } from '@pivotkit/core';
import { z } from 'zod';
import { verbColumns } from './columns.ts';
import { iocExtractor } from './extract.ts';
import { extractOptions } from './options.ts';
import type { Ioc } from './types.ts';

type VerbRow = RowOf<typeof verbColumns>;

/**
 * The observables in the texts of a table. Rows: n → m, one per observable, type and cell, in the order of the rows,
 * the columns and the text; a cell without any gives none.
 */
export const extract = defineVerb({
  name: 'ioc.extract',
  description: 'Finds addresses, names, URLs, mail addresses, hashes, paths and other observables in texts',
  options: extractOptions.extend({
    /** Columns to search. Default: all columns of text. */
    columns: z.union([z.string(), z.array(z.string()).nonempty()]).optional(),
  }),
  columns: verbColumns,
  result: 'new-table',
  examples: ["session.from(processes).verb('ioc.extract', { columns: ['CommandLine'] })"],
  run: (table, { columns, ...options }) => {
    const names = columns === undefined ? textColumns(table) : [columns].flat();
    const extractFrom = iocExtractor(options);
    const known = new Map<string, readonly Ioc[]>();
    const find = (text: string): readonly Ioc[] => {
      const found = known.get(text) ?? extractFrom(text);
      known.set(text, found);
      return found;
    };
    return Table.fromRows(rowsOf(table, names, find), { specs: verbColumns });
  },
});

const textColumns = (table: Table<object>): string[] =>
  [...table.columns].filter(([, { type }]) => type === 'text').map(([name]) => name);

function rowsOf(table: Table<object>, names: readonly string[], find: (text: string) => readonly Ioc[]): VerbRow[] {
  const cells = names.map((name) => ({ name, cells: table.cells(name) }));
  const rows: VerbRow[] = [];
  for (let i = 0; i < table.size; i++)
    for (const column of cells) {
      const cell = column.cells[i];
      if (typeof cell !== 'string') continue;
      for (const ioc of find(cell)) rows.push(rowOf(ioc, { SourceIndex: i, Input: cell, Column: column.name }));
    }
  return rows;
}

const rowOf = (ioc: Ioc, place: Pick<VerbRow, 'SourceIndex' | 'Input' | 'Column'>): VerbRow => ({
  IoCType: ioc.type,
  Observable: ioc.observable,
  ...place,
  Start: ioc.start,
  Kind: ioc.kind ?? null,
  IpAddress: keyOf(ioc, 'IpAddress'),
  Dns: keyOf(ioc, 'Dns'),
  Url: keyOf(ioc, 'Url'),
  FileHash: keyOf(ioc, 'FileHash'),
});

const keyOf = ({ kind, key }: Ioc, wanted: string): string | null => (kind === wanted ? (key ?? null) : null);
