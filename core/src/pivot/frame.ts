import { detectKind, type Tlp } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { columnMissing, distinctCells, type ColumnSpec, type Row, type Table } from '../table/index.ts';
import { entityGraph, type EntityGraph } from './graph.ts';
import { isPivotRun, provenanceOf, type PivotRun, type Provenance } from './lookup.ts';
import { markingOfRows } from './markings.ts';
import type { PivotInfo } from './pivot-info.ts';
import { statusText, type Status } from './lookup-result.ts';

/** What a frame knows of its session: the pivots of a kind of entity. */
export interface FrameContext {
  pivotsOf(kind: string): readonly PivotInfo[];
}

/** Rows per status of one pivot over one column. */
export interface StatusCount {
  readonly pivot: string;
  readonly column: string;
  readonly counts: Readonly<Partial<Record<Status, number>>>;
}

/**
 * The result of a run: a table whose cells know where they came from and what can be asked next. Verbs are on `table`;
 * go on asking with `session.from(frame)`.
 */
export class Frame<out R extends object = Row> implements Iterable<R> {
  readonly table: Table<R>;
  readonly #context: FrameContext;

  constructor(table: Table<R>, context: FrameContext) {
    this.table = table;
    this.#context = context;
  }

  /** Number of rows. */
  get size(): number {
    return this.table.size;
  }

  get columns(): ReadonlyMap<string, ColumnSpec> {
    return this.table.columns;
  }

  get columnNames(): readonly string[] {
    return this.table.columnNames;
  }

  row(i: number): R {
    return this.table.row(i);
  }

  rows(): IterableIterator<R> {
    return this.table.rows();
  }

  toRows(): R[] {
    return this.table.toRows();
  }

  toJSON(): R[] {
    return this.table.toRows();
  }

  [Symbol.iterator](): IterableIterator<R> {
    return this.table.rows();
  }

  /**
   * Where one cell came from: who said it, when, about what, and what happened to the look-up. undefined for a cell that
   * no pivot gave. @throws TABLE_COLUMN_MISSING TABLE_ROW_MISSING
   */
  why(row: number, column: keyof R & string): Provenance | undefined {
    if (!Number.isInteger(row) || row < 0 || row >= this.size)
      throw new PivotKitError('TABLE_ROW_MISSING', { row, size: this.size });
    const { origin } = this.table.column(column as never);
    const run = origin?.source;
    if (!isPivotRun(run)) return undefined;
    const lookup = run.lookups[(origin?.codes[row] ?? 0) - 1];
    return lookup === undefined ? undefined : provenanceOf(run, lookup);
  }

  /**
   * Who may be told of the rows, or of one of them: the strictest marking of any cell, what pivots answered included.
   * undefined = nothing is marked.
   */
  marking(row?: number): Tlp | undefined {
    return markingOfRows(this.table, row);
  }

  /**
   * How many rows each pivot answered, and what became of the others; then of each pivot that one of them asked, its
   * look-ups behind these rows.
   */
  statuses(): StatusCount[] {
    return this.columnNames.flatMap((name) => {
      const { origin, vector } = this.table.column(name as never);
      const run = origin?.source;
      if (!isPivotRun(run) || !name.includes(`${run.pivot}.status`) || vector.kind !== 'text') return [];
      const counts: Record<string, number> = {};
      for (const code of vector.codes) {
        const status = vector.values[code - 1] ?? '';
        counts[status] = (counts[status] ?? 0) + 1;
      }
      return [{ pivot: run.pivot, column: run.column, counts }, ...countsBehind(run, new Set(origin?.codes))];
    });
  }

  /**
   * Pivots that can be asked about a column: by the kind of entity its cells name where that is declared, else by what
   * most of its first texts look like. @throws TABLE_COLUMN_MISSING
   */
  next(column: keyof R & string): readonly PivotInfo[] {
    const spec = this.columns.get(column);
    if (spec === undefined) throw columnMissing(column, this.columnNames);
    const kind = spec.entity ?? detectKind(firstTexts(this.table, column));
    return kind === undefined ? [] : this.#context.pivotsOf(kind);
  }

  /** The entities asked about and named in these rows, and which pivot led from one to the other. */
  graph(): EntityGraph {
    return entityGraph(this.table);
  }
}

/** Of each pivot behind some look-ups of a run, by their codes: how many of its look-ups have which status. */
function countsBehind({ lookups, column }: PivotRun, codes: Iterable<number>): StatusCount[] {
  const counts = new Map<string, Record<string, number>>();
  for (const code of codes)
    for (const { run, lookup } of lookups[code - 1]?.behind ?? []) {
      const ofPivot = counts.get(run.pivot) ?? {};
      const status = statusText(lookup.result);
      ofPivot[status] = (ofPivot[status] ?? 0) + 1;
      counts.set(run.pivot, ofPivot);
    }
  return [...counts].map(([pivot, ofPivot]) => ({ pivot, column, counts: ofPivot }));
}

const sampled = 1_000;

function firstTexts(table: Table<object>, column: string): string[] {
  const { values } = distinctCells(table, column);
  return values.slice(0, sampled).filter((cell) => typeof cell === 'string');
}
