import { columnarFromRows, type BuildOptions } from '../build.ts';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { Table } from '../table.ts';
import { isRecord, notRows } from './json.ts';
import { JsonTextError, parseJson } from './parse-json.ts';

/**
 * The table that NDJSON holds: one JSON object a line, empty lines left out; numbers as in `readJson`.
 * @throws TABLE_JSON_INVALID when a line is no JSON object, with its number.
 * @throws TABLE_CELL_INVALID when a cell is not of the stated type.
 */
export function readNdjson(text: string, options: BuildOptions = {}): Table {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rows = lines.flatMap((line, i) => ndjsonRow(line, i + 1));
  return new Table(columnarFromRows(rows, options));
}

/** The row of one line; none when it is empty. @throws TABLE_JSON_INVALID */
export function ndjsonRow(line: string, number: number): object[] {
  if (line.trim() === '') return [];
  const value = parseLine(line, number);
  if (!isRecord(value)) throw notRows(`Line ${number}`, 'it is not an object');
  return [value];
}

function parseLine(line: string, number: number): unknown {
  try {
    return parseJson(line);
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    throw new PivotKitError('TABLE_JSON_INVALID', { where: `Line ${number}`, problem: cause.message }, { cause });
  }
}
