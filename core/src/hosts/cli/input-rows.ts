import { basename } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { BatchSource } from '../../pipeline/source.ts';
import {
  csvBatches,
  inputFormat as formatOfEnding,
  lineBatches,
  ndjsonBatches,
  readTable,
  Table,
  type ColumnType,
  type CsvNote,
  type CsvOptions,
  type InputFormat,
} from '../../table/index.ts';
import { linesOf } from '../../table/stream/lines.ts';
import { textChunks, type TextSource } from '../../table/stream/text-chunks.ts';
import { listed, namedValues } from './named-values.ts';
import type { Terminal } from './terminal.ts';

export interface InputOptions {
  readonly input?: string;
  readonly inputFormat?: string;
  readonly types?: string;
}

/** Rows of a file or of standard input, in batches where the format allows it. */
export interface InputRows {
  readonly source: BatchSource<object>;
  readonly format: InputFormat;
  /** What is read, for people. */
  readonly name: string;
}

const standardInput = '-';
const inputFormats: readonly InputFormat[] = ['csv', 'tsv', 'json', 'ndjson', 'arrow', 'lines'];

/** @throws TABLE_FORMAT_UNKNOWN, USAGE_INVALID */
export function inputRows(path: string, options: InputOptions, terminal: Terminal): InputRows {
  const isStandard = path === standardInput;
  const format = inputFormat(path, options.inputFormat);
  const name = isStandard ? 'standard input' : basename(path);
  const types = columnTypes(options.types);
  const from: TextSource = isStandard ? terminal.stdin() : path;
  const settings: CsvOptions = { ...(types !== undefined && { types }), onNote: noteSayer(name, terminal) };
  const batches = (): AsyncIterable<Table> => batchesOf(from, format, settings, isStandard);
  return { source: { text: name, batches }, format, name };
}

function inputFormat(path: string, stated: string | undefined): InputFormat {
  if (stated === undefined) return path === standardInput ? 'csv' : formatOfEnding(path);
  const found = inputFormats.find((format) => format === stated.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(stated, inputFormats);
  throw new PivotKitError('USAGE_INVALID', {
    problem: `There is no input format '${stated}'`,
    suggestion: near === undefined ? `Formats: ${inputFormats.join(', ')}.` : `Did you mean '${near}'?`,
  });
}

function batchesOf(
  from: TextSource,
  format: InputFormat,
  settings: CsvOptions,
  isStandard: boolean,
): AsyncIterable<Table> {
  const { types } = settings;
  if (format === 'csv') return csvBatches(from, settings);
  if (format === 'tsv') return csvBatches(from, { ...settings, delimiter: '\t' });
  if (format === 'lines') return lineBatches(from);
  if (format === 'ndjson') return ndjsonBatches(from, typeof types === 'object' ? { types } : {});
  if (typeof from === 'string') return whole(() => readTable(from, { ...settings, format }));
  throw new PivotKitError('USAGE_INVALID', {
    problem: `${format} cannot be read from ${isStandard ? 'standard input' : 'a stream'}`,
    suggestion: 'Give a file, or pipe CSV, NDJSON (--input-format ndjson) or lines (--input-format lines).',
  });
}

const notesSaid = 5;

/** Says what was odd in a file and did not stop the reading: the first few oddities, then no more. */
function noteSayer(name: string, terminal: Terminal): (note: CsvNote) => void {
  let said = 0;
  return (note) => {
    if (said++ < notesSaid) terminal.say(`Note: ${name}, ${noteText(note)}`);
    else if (said === notesSaid + 1) terminal.say(`Note: ${name} has more of the kind`);
  };
}

function noteText(note: CsvNote): string {
  switch (note.kind) {
    case 'quote':
      return `line ${note.line}: text behind a closing quote was taken as part of the field`;
    case 'ragged':
      return `line ${note.line}: ${note.fields} fields instead of ${note.expected}`;
    case 'renamed':
      return `column ${note.column} is called '${note.name}' here`;
  }
}

async function* whole(read: () => Promise<Table>): AsyncIterable<Table> {
  yield await read();
}

const typeNames: readonly ColumnType[] = ['text', 'number', 'bigint', 'boolean', 'time', 'list', 'object', 'any'];

/** `infer`, or `port=number,at=time`. @throws USAGE_INVALID */
function columnTypes(text: string | undefined): CsvOptions['types'] {
  if (text === undefined || text === 'infer') return text;
  const pairs = Object.entries(namedValues(listed(text), '--types'));
  return Object.fromEntries(pairs.map(([column, name]) => [column, columnType(column, name)]));
}

function columnType(column: string, name: string): ColumnType {
  const found = typeNames.find((type) => type === name);
  if (found !== undefined) return found;
  const near = nearest(name, typeNames);
  throw new PivotKitError('USAGE_INVALID', {
    problem: `--types: '${name}' for the column '${column}' is no type`,
    suggestion: near === undefined ? `Types: ${typeNames.join(', ')}.` : `Did you mean '${near}'?`,
  });
}

/** Values as a table with one column, `input`; from standard input one a line, empty lines left out, in batches. */
export function inputValues(values: readonly string[], terminal: Terminal): BatchSource<object> {
  if (values.length > 0 && !values.includes(standardInput))
    return { text: 'values', batches: () => oneBatch(valuesTable(values)) };
  return { text: 'values from standard input', batches: () => valueBatches(terminal.stdin()) };
}

async function* oneBatch(table: Table): AsyncIterable<Table> {
  yield table;
}

const valuesAtOnce = 10_000;

async function* valueBatches(stdin: AsyncIterable<Uint8Array>): AsyncIterable<Table> {
  let values: string[] = [];
  for await (const line of linesOf(textChunks(stdin))) {
    if (line.trim() !== '') values.push(line);
    if (values.length < valuesAtOnce) continue;
    yield valuesTable(values);
    values = [];
  }
  yield valuesTable(values);
}

export const valueColumn = 'input';

function valuesTable(values: readonly string[]): Table {
  const specs = { [valueColumn]: { type: 'text', description: 'Value asked about' } } as const;
  return Table.fromColumns({ [valueColumn]: values }, { specs });
}
