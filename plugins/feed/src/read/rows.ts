import { nearest } from '@pivotkit/entities';
import { ListError, type Reading } from '../indicator.ts';
import { readValue } from '../read-value.ts';
import { readEntry, type Entry, type ListDefaults } from './read-entry.ts';
import { readingOf } from './reading.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface RowsOptions extends ListDefaults {
  /** The column of values. Default: found by its name, else by its cells. */
  readonly column?: string | undefined;
  /** The column of types. Default: found by its name; without one, types are found by the form of the value. */
  readonly typeColumn?: string | undefined;
}

/** Names of columns, folded to letters and digits, the most telling first. */
const names = {
  value:
    'indicator indicatorvalue ioc iocvalue value observable ip ipaddress dstip domain hostname url hash sha256 sha1 md5 email',
  type: 'type indicatortype ioctype kind',
  confidence: 'confidence confidencelevel',
  severity: 'severity threatlevel',
  tlp: 'tlp marking',
  validFrom: 'validfrom firstseen firstseenutc created dateadded',
  validUntil: 'validuntil expires expiresat expiration expirationdate',
  source: 'source provider feed reporter',
  description: 'description comment note remarks title',
  labels: 'labels tags',
};

/**
 * Rows of a table as indicators. References are `row n`, counted from 1 without the header.
 * @throws ListError when a column that is named is not there, or no column looks like one of values
 */
export function readRows(rows: readonly Row[], columns: readonly string[], options: RowsOptions): Reading {
  const value = options.column === undefined ? guessColumn(rows, columns) : requireColumn(options.column, columns);
  const type =
    options.typeColumn === undefined ? named(names.type, columns) : requireColumn(options.typeColumn, columns);
  const rest = columns.filter((column) => column !== value && column !== type);
  const columnOf = (field: keyof typeof names): string | undefined => named(names[field], rest);
  const fields = {
    type,
    confidence: columnOf('confidence'),
    severity: columnOf('severity'),
    tlp: columnOf('tlp'),
    validFrom: columnOf('validFrom'),
    validUntil: columnOf('validUntil'),
    source: columnOf('source'),
    description: columnOf('description'),
    labels: columnOf('labels'),
  };
  return readingOf(rows.values().map((row, i) => readEntry(entryOf(row, i, value, fields), options)));
}

type Fields = Readonly<Record<Exclude<keyof Entry, 'reference' | 'value'>, string | undefined>>;

function entryOf(row: Row, i: number, value: string, columns: Fields): Entry {
  const text = (field: keyof Fields): string | undefined => textOf(row, columns[field]);
  return {
    reference: `row ${i + 1}`,
    value: textOf(row, value) ?? '',
    type: text('type'),
    confidence: text('confidence'),
    severity: text('severity'),
    tlp: text('tlp'),
    validFrom: text('validFrom'),
    validUntil: text('validUntil'),
    source: text('source'),
    description: text('description'),
    labels: labelsOf(columns.labels === undefined ? undefined : row[columns.labels]),
  };
}

function textOf(row: Row, column: string | undefined): string | undefined {
  const cell = column === undefined ? undefined : row[column];
  if (cell === undefined || cell === null || cell === '') return undefined;
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : JSON.stringify(cell);
}

function labelsOf(cell: unknown): readonly string[] | undefined {
  if (Array.isArray(cell)) return cell.map(String);
  if (typeof cell !== 'string' || cell.trim() === '') return undefined;
  return cell.split(/[,;|]/).map((label) => label.trim()).filter((label) => label !== ''); // prettier-ignore
}

function requireColumn(name: string, columns: readonly string[]): string {
  if (columns.includes(name)) return name;
  const near = nearest(name, columns);
  const hint = near === undefined ? `its columns: ${columns.join(', ')}` : `did you mean '${near}'?`;
  throw new ListError(`it has no column '${name}'; ${hint}`);
}

function named(candidates: string, columns: readonly string[]): string | undefined {
  const folded = new Map(columns.map((column) => [column.toLowerCase().replaceAll(/[^a-z0-9]/g, ''), column]));
  const name = candidates.split(' ').find((candidate) => folded.has(candidate));
  return name === undefined ? undefined : folded.get(name);
}

const sampleSize = 50;

/** By name; else the one column, or the first, in which at least half of the first cells are values. */
function guessColumn(rows: readonly Row[], columns: readonly string[]): string {
  const byName = named(names.value, columns);
  if (byName !== undefined) return byName;
  const sample = rows.slice(0, sampleSize);
  const isValue = (row: Row, column: string): boolean => readValue(textOf(row, column) ?? '').ok;
  const byCells = columns.find((column) => sample.filter((row) => isValue(row, column)).length * 2 >= sample.length);
  if (byCells !== undefined && sample.length > 0) return byCells;
  throw new ListError(`none of its columns looks like one of indicators; name it as \`column\`: ${columns.join(', ')}`);
}
