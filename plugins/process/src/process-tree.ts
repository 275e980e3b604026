import { gather, PivotKitError, type RowOf, type Table } from '@pivotkit/core';
import { nearest } from '@pivotkit/entities';
import type { TreeRow } from './build-tree.ts';
import type { summaryColumns } from './columns.ts';
import { none } from './link-parents.ts';
import { childrenOf, type Children } from './tree-shape.ts';

export type TreeSummary = RowOf<typeof summaryColumns>;

export interface RelativesOptions {
  /** The process itself too. Default: false. */
  readonly includeSource?: boolean | undefined;
}

export interface DescendantsOptions extends RelativesOptions {
  /** Generations. Default: all. */
  readonly maxLevels?: number | undefined;
}

/**
 * Ways through a table that `buildProcessTree` made. Processes are named by `proc_key`; answers are tables of its rows,
 * rows that repeat a process left out.
 * @throws OPTIONS_INVALID when there is no process of the key
 */
export class ProcessTree<R extends object = TreeRow> {
  readonly table: Table<R>;
  readonly #rowByKey = new Map<unknown, number>();
  readonly #keys: readonly unknown[];
  readonly #parents: Int32Array;
  readonly #isRepeated: readonly unknown[];
  readonly #children: Children;
  readonly #order: Uint32Array;

  /** @throws TABLE_COLUMN_MISSING when the table is no tree */
  constructor(table: Table<R & TreeRow>) {
    this.table = table;
    const tree: Table<TreeRow> = table;
    this.#keys = tree.cells('proc_key');
    this.#isRepeated = tree.cells('IsDuplicate');
    for (let row = 0; row < table.size; row++)
      if (this.#isRepeated[row] !== true) this.#rowByKey.set(this.#keys[row], row);
    const rowOf = (key: unknown): number => this.#rowByKey.get(key) ?? none;
    const parentKeys = tree.cells('parent_key');
    this.#parents = Int32Array.from(parentKeys, (key, row) => (this.#isRepeated[row] === true ? none : rowOf(key)));
    this.#order = orderOf(tree.cells('source_index'));
    this.#children = childrenOf(this.#parents, this.#order);
  }

  /** Processes without a known parent. */
  roots(): Table<R> {
    return this.at(this.#rowsWhere((row) => this.#parents[row] === none));
  }

  /** Processes without known children. */
  leaves(): Table<R> {
    return this.at(this.#rowsWhere((row) => this.childRows(row).length === 0));
  }

  process(key: string): Table<R> {
    return this.at([this.rowOf(key)]);
  }

  /** No row for a root. */
  parent(key: string): Table<R> {
    const parent = this.#parents[this.rowOf(key)] ?? none;
    return this.at(parent === none ? [] : [parent]);
  }

  children(key: string, { includeSource = false }: RelativesOptions = {}): Table<R> {
    const row = this.rowOf(key);
    return this.at([...(includeSource ? [row] : []), ...this.childRows(row)]);
  }

  /** From the root down. */
  ancestors(key: string, { includeSource = false }: RelativesOptions = {}): Table<R> {
    const row = this.rowOf(key);
    return this.at([...this.ancestorRows(row), ...(includeSource ? [row] : [])]);
  }

  /** Each before its own children. */
  descendants(key: string, { includeSource = false, maxLevels = Infinity }: DescendantsOptions = {}): Table<R> {
    const [self = 0, ...below] = this.descendantRows(this.rowOf(key), maxLevels);
    return this.at(includeSource ? [self, ...below] : below);
  }

  /** Other children of the parent; a root has none. */
  siblings(key: string, { includeSource = false }: RelativesOptions = {}): Table<R> {
    return this.at(this.siblingRows(this.rowOf(key), includeSource));
  }

  root(key: string): Table<R> {
    return this.at([this.rootRow(this.rowOf(key))]);
  }

  /** All processes of the tree in which the process is, each before its children. */
  treeOf(key: string): Table<R> {
    return this.at(this.descendantRows(this.rootRow(this.rowOf(key))));
  }

  /** All processes, each directly before its children. */
  inOrder(): Table<R> {
    return this.at(this.#rowsWhere((row) => this.#parents[row] === none).flatMap((root) => this.descendantRows(root)));
  }

  summary(): TreeSummary {
    const tally = { Processes: 0, RootProcesses: 0, LeafProcesses: 0, BranchProcesses: 0, IsolatedProcesses: 0 };
    for (const row of this.#order) {
      if (this.#isRepeated[row] === true) continue;
      const isRoot = this.#parents[row] === none;
      const isLeaf = this.childRows(row).length === 0;
      tally.Processes += 1;
      if (isRoot) tally.RootProcesses += 1;
      if (isLeaf) tally.LeafProcesses += 1;
      if (isRoot && isLeaf) tally.IsolatedProcesses += 1;
      if (!isRoot && !isLeaf) tally.BranchProcesses += 1;
    }
    const tree: Table<object> = this.table;
    const InferredProcesses = tree.cells('IsInferred').filter((is) => is === true).length;
    const LargestTreeDepth = tree.cells('level').reduce<number>((most, level) => Math.max(most, Number(level)), 0);
    return { ...tally, LargestTreeDepth, InferredProcesses, DuplicateRows: this.table.size - tally.Processes };
  }

  /** The table's row of the process. @throws OPTIONS_INVALID */
  rowOf(key: string): number {
    const row = this.#rowByKey.get(key);
    if (row !== undefined) return row;
    const like = nearest(key, this.#someKeys());
    throw new PivotKitError('OPTIONS_INVALID', {
      name: 'process.related',
      problems: `there is no process '${key}'`,
      suggestion: like === undefined ? 'Take a `proc_key` of the tree.' : `Did you mean '${like}'?`,
    });
  }

  childRows(row: number): Uint32Array {
    const { starts, children } = this.#children;
    return children.subarray(starts[row] ?? 0, starts[row + 1] ?? 0);
  }

  /** From the root down. */
  ancestorRows(row: number): number[] {
    const above: number[] = [];
    for (let at = this.#parents[row] ?? none; at !== none; at = this.#parents[at] ?? none) above.push(at);
    return above.reverse();
  }

  siblingRows(row: number, includeSource = false): number[] {
    const parent = this.#parents[row] ?? none;
    if (parent === none) return includeSource ? [row] : [];
    return Array.from(this.childRows(parent)).filter((child) => includeSource || child !== row);
  }

  /** The row, then those below it, each before its children. */
  descendantRows(row: number, maxLevels = Infinity, maxRows = Infinity): number[] {
    const found: number[] = [];
    const waiting: [row: number, level: number][] = [[row, 0]];
    for (let next = waiting.pop(); next !== undefined && found.length < maxRows; next = waiting.pop()) {
      const [at, level] = next;
      found.push(at);
      if (level >= maxLevels) continue;
      const children = this.childRows(at);
      for (let i = children.length - 1; i >= 0; i--) waiting.push([children[i] ?? 0, level + 1]);
    }
    return found;
  }

  rootRow(row: number): number {
    let root = row;
    for (let at = row; at !== none; at = this.#parents[at] ?? none) root = at;
    return root;
  }

  at(rows: readonly number[]): Table<R> {
    return gather(this.table, Uint32Array.from(rows));
  }

  #rowsWhere(is: (row: number) => boolean): number[] {
    return Array.from(this.#order).filter((row) => this.#isRepeated[row] !== true && is(row));
  }

  /** Enough to find a slip, few enough to compare. */
  #someKeys(): string[] {
    return this.#keys.slice(0, 10_000).filter((key) => typeof key === 'string');
  }
}

/** Rows by `source_index`. */
function orderOf(indexes: readonly string[]): Uint32Array {
  const rows = new Uint32Array(indexes.length);
  const places = indexes.map(Number);
  return rows.map((_, row) => row).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b);
}
