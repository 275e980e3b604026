import { PivotKitError } from '../../error/pivotkit-error.ts';
import { columnarFromRows, type BuildOptions } from '../build.ts';
import { rowReader } from '../row-reader.ts';
import { Table } from '../table.ts';
import { stringifyJson } from './cell-text.ts';
import { JsonTextError, parseJson } from './parse-json.ts';

/**
 * The table that a JSON text holds: a list of objects, or an object with such a list as `rows`. Whole numbers beyond
 * 2^53 are bigints, digit for digit; texts stay texts unless `types` says otherwise.
 * @throws TABLE_JSON_INVALID when the text is no JSON, with line and place, or holds no rows.
 * @throws TABLE_CELL_INVALID when a cell is not of the stated type.
 */
export function readJson(text: string, options: BuildOptions = {}): Table {
  return new Table(columnarFromRows(rowsOf(parseDocument(text)), options));
}

function parseDocument(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    throw new PivotKitError('TABLE_JSON_INVALID', { where: `Line ${cause.line}`, problem: cause.message }, { cause });
  }
}

function rowsOf(value: unknown): object[] {
  const rows = isRecord(value) && 'rows' in value ? value['rows'] : value;
  if (!Array.isArray(rows)) throw notRows('The document', 'it is neither a list of objects nor an object with `rows`');
  return rows.map((row: unknown, i) => {
    if (!isRecord(row)) throw notRows(`Row ${i}`, 'it is not an object');
    return row;
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function notRows(where: string, problem: string): PivotKitError {
  return new PivotKitError('TABLE_JSON_INVALID', { where, problem });
}

export interface JsonWriteOptions {
  /** Spaces per level; default 0: all on one line. */
  readonly indent?: number;
}

/** The rows as a JSON list. Times are ISO 8601 in UTC, bigints digits; NaN and infinities are null, as JSON has none. */
export function formatJson(table: Table<object>, options: JsonWriteOptions = {}): string {
  return `${stringifyJson(table.toRows(), options.indent)}\n`;
}

/** The rows as NDJSON: one JSON object a line. */
export function formatNdjson(table: Table<object>): string {
  const readRow = rowReader(table.columnar);
  let text = '';
  for (let i = 0; i < table.size; i++) text += `${stringifyJson(readRow(i))}\n`;
  return text;
}
