import type { Cell } from '../cell.ts';
import { cellReader } from '../row-reader.ts';
import { Table } from '../table.ts';
import { cellText } from './cell-text.ts';
import { CsvReader } from './csv-columns.ts';
import type { CsvOptions } from './csv-options.ts';

/**
 * The table that a CSV text holds (RFC 4180, first row: names). Every cell is text as written unless `types` says
 * otherwise; rows keep their order, empty lines are no rows.
 * @throws TABLE_CSV_RAGGED when a row has more or fewer fields than the header, with its line.
 * @throws TABLE_CSV_QUOTE when a quote never closes, or with `quotes: 'strict'` text follows a closing one, with its line.
 * @throws TABLE_CSV_EMPTY when there is not even a header.
 * @throws TABLE_CELL_INVALID when a cell is not of the stated type, with line and column.
 */
export function readCsv(text: string, options: CsvOptions = {}): Table {
  const reader = new CsvReader(options);
  reader.push(text);
  reader.end();
  return new Table(reader.take());
}

export interface CsvWriteOptions {
  /** One character between fields; default: comma. */
  readonly delimiter?: string;
  /** End of a row; default CRLF, as RFC 4180 says. */
  readonly lineEnd?: '\r\n' | '\n';
  /** Whether the text begins with a byte order mark, which Excel needs to see UTF-8; default: no. */
  readonly byteOrderMark?: boolean;
  /**
   * What happens to texts that a spreadsheet would run as a formula (they begin with = + - @, tab or CR); default
   * `escape`: an apostrophe is put before. `keep` writes them as they are: for programs, never for people with Excel.
   * Numbers are never touched. Source: OWASP, CSV Injection, read 2026-11-20.
   */
  readonly formulas?: 'escape' | 'keep';
}

/**
 * The table as CSV with a header. Null is an empty field and the empty text `""`, so both come back as they were;
 * times are ISO 8601 in UTC, lists and objects JSON.
 */
export function formatCsv(table: Table<object>, options: CsvWriteOptions = {}): string {
  const mark = options.byteOrderMark === true ? '\uFEFF' : '';
  return mark + formatCsvHeader(table.columnNames, options) + formatCsvRows(table, options);
}

export function formatCsvHeader(names: readonly string[], options: CsvWriteOptions = {}): string {
  return names.map(fieldWriter(options)).join(options.delimiter ?? ',') + lineEndOf(options);
}

export function formatCsvRows(table: Table<object>, options: CsvWriteOptions = {}): string {
  const write = fieldWriter(options);
  const delimiter = options.delimiter ?? ',';
  const readers = table.columnNames.map((name) => cellReader(table.columnar, name));
  let text = '';
  for (let i = 0; i < table.size; i++)
    text += readers.map((read) => write(read(i))).join(delimiter) + lineEndOf(options);
  return text;
}

function lineEndOf({ lineEnd = '\r\n' }: CsvWriteOptions): string {
  return lineEnd;
}

/** Fields are quoted where they must be, and the empty text always: it is not null. */
function fieldWriter({ delimiter = ',', formulas = 'escape' }: CsvWriteOptions): (cell: Cell) => string {
  const mustQuote = (text: string): boolean => text.includes(delimiter) || /["\r\n]|^$|^\s|\s$/.test(text);
  return (cell) => {
    if (cell === null) return '';
    const text = typeof cell === 'string' && formulas === 'escape' ? escapeFormula(cell) : cellText(cell);
    return mustQuote(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
}

function escapeFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
