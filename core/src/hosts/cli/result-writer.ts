import { PivotKitError } from '../../error/pivotkit-error.ts';
import { concatTables } from '../../pipeline/concat-tables.ts';
import type { OutputFormat } from '../../session/config-schema.ts';
import { formatCsvHeader, formatCsvRows, type CsvWriteOptions } from '../../table/format/csv.ts';
import { formatRecord, formatText } from '../../table/format/text.ts';
import { columnMissing, formatArrow, formatMarkdown, formatNdjson, type Table } from '../../table/index.ts';
import { escapeFormulas } from './escape-formulas.ts';
import { tableStyle } from './table-style.ts';
import type { Terminal } from './terminal.ts';

/** Takes tables one after the other and writes their rows, each format in as little memory as it can. */
export interface ResultWriter {
  add(table: Table<object>): Promise<void>;
  /** Writes what could not be written before. */
  end(): Promise<void>;
}

export interface ResultWriterOptions {
  readonly format: OutputFormat;
  readonly terminal: Terminal;
  readonly write: (content: string | Uint8Array) => Promise<void>;
  /** Rows of a `table` that are shown. */
  readonly rows?: number;
  /** Columns of a `table` in order of importance, for lines that are too short for all. */
  readonly importantColumns?: (table: Table<object>) => readonly string[];
  /** Columns of a CSV that are written as they came, texts like formulas included. Default: none. */
  readonly keptColumns?: (name: string) => boolean;
  /** Whether the target is a terminal, for colours and the width of lines. */
  readonly isTerminal?: boolean;
}

export function createResultWriter(options: ResultWriterOptions): ResultWriter {
  switch (options.format) {
    case 'csv':
      return csvResult(options, { lineEnd: '\n' });
    case 'tsv':
      return csvResult(options, { delimiter: '\t', lineEnd: '\n' });
    case 'ndjson':
      return {
        add: async (table) => eachPart(table, (part) => options.write(formatNdjson(part))),
        end: async () => {},
      };
    case 'json':
      return jsonResult(options);
    case 'markdown':
      return gathered(options, (table) => formatMarkdown(table));
    case 'arrow':
      return gathered(options, (table) => formatArrow(table));
    case 'table':
      return textResult(options);
  }
}

/** Rows made into text at once. */
const rowsAtOnce = 5_000;

async function eachPart(table: Table<object>, write: (part: Table<object>) => Promise<void>): Promise<void> {
  for (let start = 0; start < table.size; start += rowsAtOnce) await write(table.slice(start, start + rowsAtOnce));
}

function csvResult({ write, keptColumns = () => false }: ResultWriterOptions, csv: CsvWriteOptions): ResultWriter {
  let names: readonly string[] | undefined;
  const unescaped: CsvWriteOptions = { ...csv, formulas: 'keep' };
  return {
    async add(table) {
      if (names === undefined) {
        names = table.columnNames;
        await write(formatCsvHeader(names, csv));
      }
      const added = table.columnNames.find((name) => names?.includes(name) === false);
      if (added !== undefined) throw columnMissing(added, names, ' in the rows written before');
      const safe = escapeFormulas(table.select(...names), keptColumns);
      await eachPart(safe, (part) => write(formatCsvRows(part, unescaped)));
    },
    end: async () => {},
  };
}

function jsonResult({ write }: ResultWriterOptions): ResultWriter {
  let rows = 0;
  return {
    add: async (table) =>
      eachPart(table, async (part) => {
        const lines = formatNdjson(part).trimEnd().replaceAll('\n', ',\n');
        await write(`${rows === 0 ? '[\n' : ',\n'}${lines}`);
        rows += part.size;
      }),
    end: () => write(rows === 0 ? '[]\n' : '\n]\n'),
  };
}

function gathered(
  { write, isTerminal, format }: ResultWriterOptions,
  formatted: (table: Table<object>) => string | Uint8Array,
): ResultWriter {
  if (format === 'arrow' && isTerminal === true)
    throw new PivotKitError('USAGE_INVALID', {
      problem: 'Arrow is not for the eye',
      suggestion: 'Give a file with --output, or pipe the result.',
    });
  const tables: Table<object>[] = [];
  return { add: async (table) => void tables.push(table), end: () => write(formatted(concatTables(tables))) };
}

/** Keeps only the rows that will be shown. */
function textResult(options: ResultWriterOptions): ResultWriter {
  const {
    terminal,
    write,
    rows = Infinity,
    isTerminal = false,
    importantColumns = (table) => table.columnNames,
  } = options;
  const tables: Table<object>[] = [];
  let kept = 0;
  let totalRows = 0;
  return {
    async add(table) {
      totalRows += table.size;
      if (kept >= rows && tables.length > 0) return;
      const head = table.slice(0, Math.min(rows - kept, table.size));
      kept += head.size;
      tables.push(head);
    },
    async end() {
      const table = concatTables(tables);
      const settings = {
        totalRows,
        ...(isTerminal && { columns: importantColumns(table), width: terminal.width, style: tableStyle(terminal.out) }),
      };
      const isRecord = isTerminal && totalRows === 1;
      await write(`${isRecord ? formatRecord(table, settings) : formatText(table, settings)}\n`);
    },
  };
}
