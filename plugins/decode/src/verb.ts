import { columnMissing, defineVerb, distinctCells, inTurns, Table, type RowOf, type Work } from '@pivotkit/core';
import { z } from 'zod';
import { verbColumns } from './columns.ts';
import { decodeText, hashesOf, hexOf, type Decoded, type DecodedText, type DecodeLimits } from './decode-text.ts';
import { decodeOptions } from './options.ts';

type VerbRow = RowOf<typeof verbColumns>;

/**
 * What is encoded in the texts of a column. Rows: n → m, one for each thing decoded, in the order of the rows and of the
 * text, an outer thing before its inner ones; a cell without any gives none.
 * @throws TABLE_COLUMN_MISSING
 */
export const decodeBase64 = defineVerb({
  name: 'decode.base64',
  description: 'Decodes base64, hexadecimal, base32 and archives in texts, nested as deep as they go',
  options: decodeOptions.extend({
    /** Column to look in, or several. Default: all columns of text. */
    column: z.union([z.string(), z.array(z.string()).nonempty()]).optional(),
  }),
  columns: verbColumns,
  result: 'new-table',
  streamable: false,
  examples: ["session.from(processes).verb('decode.base64', { column: 'CommandLine' })"],
  run: async (table, { column, ...limits }, call) => {
    const names = column === undefined ? textColumns(table) : [column].flat();
    for (const name of names) if (!table.hasColumn(name)) throw columnMissing(name, table.columnNames);
    const rows = await inTurns(rowsOf(table, names, limits), call);
    return Table.fromRows(rows, { specs: verbColumns });
  },
});

const textColumns = (table: Table<object>): string[] =>
  [...table.columns].filter(([, { type }]) => type === 'text').map(([name]) => name);

/** Each distinct text is decoded once. */
function* rowsOf(table: Table<object>, names: readonly string[], limits: DecodeLimits): Work<VerbRow[]> {
  const found: {
    readonly row: number;
    readonly name: string;
    readonly input: string;
    readonly decoded: DecodedText;
  }[] = [];
  for (const name of names) {
    const { codes, values } = distinctCells(table, name);
    const decoded: (DecodedText | undefined)[] = [];
    for (const [i, cell] of values.entries()) {
      if (i % 16 === 0) yield [i, values.length];
      const result = typeof cell === 'string' ? decodeText(cell, limits) : undefined;
      decoded.push(result !== undefined && result.items.length > 0 ? result : undefined);
    }
    for (const [row, code] of codes.entries()) {
      const [input, result] = [values[code - 1], decoded[code - 1]];
      if (result !== undefined && typeof input === 'string') found.push({ row, name, input, decoded: result });
    }
  }
  found.sort((left, right) => left.row - right.row);
  const rows: VerbRow[] = [];
  for (const [i, { row, name, input, decoded }] of found.entries()) {
    if (i % 256 === 0) yield [i, found.length];
    const place = { src_index: row, column: name, input, full_decoded_string: decoded.text };
    for (const item of decoded.items) rows.push(rowOf(item, place));
  }
  return rows;
}

function rowOf(item: Decoded, place: Pick<VerbRow, 'src_index' | 'column' | 'input' | 'full_decoded_string'>): VerbRow {
  const hashes = hashesOf(item.bytes);
  return {
    reference: item.reference,
    original_string: item.original,
    file_name: item.fileName ?? null,
    file_type: item.fileType ?? null,
    input_bytes: item.bytes.toString('base64'),
    decoded_string: item.text ?? null,
    encoding_type: item.textEncoding,
    file_hashes: { ...hashes },
    ...hashes,
    printable_bytes: hexOf(item.bytes),
    ...place,
    encoding: item.encoding,
    depth: item.depth,
    problem: item.problem ?? null,
  };
}
