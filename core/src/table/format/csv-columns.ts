import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { ColumnSpec, ColumnType } from '../column-spec.ts';
import { columnMissing, columnarOf, type Columnar } from '../columnar.ts';
import { cellInvalid, ColumnBuilder } from '../column-builder.ts';
import { parseCell } from '../parse-cell.ts';
import { inferTypes } from '../infer-types.ts';
import { retype } from '../verbs/retype.ts';
import { requireHeader, uniqueNames } from './csv-names.ts';
import type { CsvNote, CsvOptions } from './csv-options.ts';
import { CsvScanner } from './csv-scanner.ts';

interface CsvColumn {
  readonly name: string;
  readonly type: ColumnType;
  builder: ColumnBuilder;
}

const emptyField = 'the field is empty';

/** Reads CSV text piece by piece into the columns of a columnar, which can be taken whenever there are rows enough. */
export class CsvReader {
  readonly #options: CsvOptions;
  readonly #scanner: CsvScanner;
  readonly #note: (note: CsvNote) => void;
  #names: readonly string[] | undefined;
  #columns: CsvColumn[] = [];
  /** With `infer`: found in the first rows taken, and from then on stated. */
  #inferred: Readonly<Record<string, ColumnType>> | undefined;
  #size = 0;

  constructor(options: CsvOptions = {}) {
    this.#options = options;
    this.#note = options.onNote ?? (() => undefined);
    this.#scanner = new CsvScanner((fields, line) => this.#addRow(fields, line), options);
    if (options.columns !== undefined) this.#start(options.columns);
  }

  /** Number of rows read and not taken. */
  get size(): number {
    return this.#size;
  }

  /** @throws TABLE_CSV_RAGGED TABLE_CSV_QUOTE TABLE_CELL_INVALID */
  push(text: string): void {
    this.#scanner.push(text);
  }

  end(): void {
    this.#scanner.end();
  }

  /** The rows read since the last time. @throws TABLE_CSV_EMPTY when not even a header was read. */
  take(): Columnar {
    requireHeader(this.#names);
    const columns = this.#columns.map(
      ({ name, builder, type }) => [name, builder.column({ type, ...this.#spec(name) })] as const,
    );
    const columnar = columnarOf(new Map(columns));
    this.#columns = this.#columns.map((column) => ({ ...column, builder: newBuilder(column) }));
    this.#size = 0;
    return this.#options.types === 'infer' ? this.#retyped(columnar) : columnar;
  }

  #retyped(columnar: Columnar): Columnar {
    this.#inferred ??= inferTypes(columnar);
    return retype(columnar, this.#inferred);
  }

  #spec(name: string): Partial<ColumnSpec> {
    const { specs = {}, empty = 'null' } = this.#options;
    return {
      ...(empty === 'null' ? { nullWhen: emptyField } : {}),
      ...(Object.hasOwn(specs, name) ? specs[name] : {}),
    };
  }

  #start(header: readonly (string | null)[]): void {
    const { types = {}, specs = {} } = this.#options;
    this.#names = uniqueNames(header, this.#note);
    const stated = typeof types === 'string' ? {} : types;
    for (const name of [...Object.keys(stated), ...Object.keys(specs)]) {
      if (!this.#names.includes(name)) throw columnMissing(name, this.#names, ' in the header');
    }
    this.#columns = this.#names.map((name) => {
      const type = (Object.hasOwn(stated, name) ? stated[name] : undefined) ?? 'text';
      return { name, type, builder: newBuilder({ name, type }) };
    });
  }

  #addRow(fields: readonly (string | null)[], line: number): void {
    if (this.#names === undefined) return this.#start(fields);
    const columns = this.#columns;
    if (fields.length !== columns.length && !this.#isUsable(fields, line)) return;
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j];
      if (column !== undefined) this.#addField(column, fields[j] ?? null, line);
    }
    this.#size++;
  }

  #addField({ name, type, builder }: CsvColumn, field: string | null, line: number): void {
    const text = field ?? (this.#options.empty === 'text' ? '' : null);
    if (text === null || type === 'text') return builder.push(text);
    const cell = parseCell(text, type);
    if (cell === undefined) throw cellInvalid(text, { column: name, line, type });
    builder.push(cell);
  }

  /** Whether a row of another length than the header is a row. An empty line is none. */
  #isUsable(fields: readonly (string | null)[], line: number): boolean {
    const expected = this.#columns.length;
    if (fields.length === 1 && fields[0] === null) return false;
    const { ragged = 'error' } = this.#options;
    if (ragged === 'error' || (ragged === 'pad' && fields.length > expected)) {
      throw new PivotKitError('TABLE_CSV_RAGGED', { line, fields: fields.length, expected });
    }
    this.#note({ kind: 'ragged', line, fields: fields.length, expected });
    return ragged === 'pad';
  }
}

function newBuilder({ name, type }: { readonly name: string; readonly type: ColumnType }): ColumnBuilder {
  return new ColumnBuilder({ name, type });
}
