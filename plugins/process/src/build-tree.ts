import { atOnce, gather, Table, type Work, type Column, type ColumnSpec, type RowOf, type With } from '@pivotkit/core';
import { textOf } from './codes.ts';
import { longestPath, treeColumns } from './columns.ts';
import { linkParents, none, type Inferred, type Links } from './link-parents.ts';
import { processCreations, readProcessRows, type Identity, type ProcessRows } from './process-rows.ts';
import { resolveSchema, type ResolvedSchema } from './resolve-schema.ts';
import type { ProcessSchema, SchemaName, SchemaRole } from './schema.ts';
import { tickWriter } from './ticks.ts';
import { rowNumbers } from './time-order.ts';
import { shapeOf, type TreeShape } from './tree-shape.ts';

export interface TreeOptions {
  /** A known form of events, or which column says what. Default: the known form that fits best. */
  readonly schema?: SchemaName | ProcessSchema | undefined;
  /** `input`: rows as they came, inferred processes last; `tree`: each process directly before its children. */
  readonly order?: 'input' | 'tree' | undefined;
}

export type TreeRow = RowOf<typeof treeColumns>;

/**
 * Relates processes to their parents. Rows: n → c + i: the process creations among them, then the processes they name
 * as parents and that are not there. Time grows with rows alone.
 * @throws TABLE_COLUMN_MISSING, OPTIONS_INVALID, TABLE_COLUMN_TAKEN
 */
export function buildProcessTree<R extends object>(
  table: Table<R>,
  options: TreeOptions = {},
): Table<With<R, TreeRow>> {
  return atOnce(treeWork(table, options, 'process.tree'));
}

/** The same in pieces, for verbs; errors name the verb. */
export function* treeWork<R extends object>(
  table: Table<R>,
  options: TreeOptions,
  verb: string,
): Work<Table<With<R, TreeRow>>> {
  yield [0, table.size];
  const schema = resolveSchema(table, options.schema, verb);
  const creations = processCreations(table, schema);
  const rows = readProcessRows(creations, schema);
  const links = yield* linkParents(rows, schema.parentTimeStamp !== undefined);
  yield [rows.size, rows.size];
  const shape = shapeOf(links);
  const all = links.inferred.length === 0 ? creations : withInferred(creations, schema, links.inferred);
  const tree = besides<With<R, TreeRow>>(all, columnsOf(rows, links, shape));
  return options.order === 'tree' ? gather(tree, shape.treeOrder) : tree;
}

/** The table with columns that are still unread behind its own. Those of an earlier tree are replaced. */
function besides<S extends object>(table: Table<object>, added: Readonly<Record<string, Column>>): Table<S> {
  const whole = table.columnar.index === undefined ? table : gather(table, rowNumbers(table.size));
  const columns = new Map([...whole.columnar.columns, ...Object.entries(added)]);
  return new Table({ size: table.size, columns });
}

/** The inferred processes below, with what is known of them: name, id, host and, where it is named, their time. */
function withInferred(creations: Table<object>, schema: ResolvedSchema, inferred: readonly Inferred[]): Table<object> {
  const naming = gather(
    creations,
    Uint32Array.from(inferred, ({ namedBy }) => namedBy),
  );
  const told = (column: string | undefined): readonly unknown[] => (column === undefined ? [] : naming.cells(column));
  const either = (parent: SchemaRole, grandparent: SchemaRole): readonly unknown[] => {
    const above = { parent: told(schema[parent]), grandparent: told(schema[grandparent]) };
    return inferred.map(({ as }, i) => above[as][i] ?? null);
  };
  const known: Readonly<Record<string, readonly unknown[]>> = {
    ...(schema.hostNameColumn !== undefined && { [schema.hostNameColumn]: told(schema.hostNameColumn) }),
    [schema.timeStamp]: either('parentTimeStamp', 'grandparentTimeStamp'),
    [schema.processId]: either('parentId', 'grandparentId'),
    [schema.processName]: either('parentName', 'grandparentName').map((name) => name ?? unknownName),
  };
  const specs = creations.columns;
  const types = Object.fromEntries(Object.keys(known).map((name) => [name, specs.get(name)?.type ?? 'any']));
  return creations.concatFill(Table.fromColumns(sameTypes(known, types), { types }));
}

/** A parent's id may be a number where the process's own is a text. What does not fit stays out. */
function sameTypes(
  columns: Readonly<Record<string, readonly unknown[]>>,
  types: Readonly<Record<string, ColumnSpec['type']>>,
): Record<string, readonly unknown[]> {
  const fitted = Object.entries(columns).map(([name, cells]) => {
    if (types[name] === 'text')
      return [
        name,
        cells.map((cell) => (cell === null || typeof cell === 'string' ? cell : cellAsText(cell))),
      ] as const;
    if (types[name] === 'number')
      return [name, cells.map((cell) => (cell === null || typeof cell === 'number' ? cell : numberOf(cell)))] as const;
    return [name, cells] as const;
  });
  return Object.fromEntries(fitted);
}

const cellAsText = (cell: unknown): string | null =>
  typeof cell === 'number' || typeof cell === 'bigint' ? (textOf(cell) ?? null) : null;

function numberOf(cell: unknown): number | null {
  const value = typeof cell === 'string' || typeof cell === 'bigint' ? Number(cell) : NaN;
  return Number.isNaN(value) ? null : value;
}

/** Name of a parent of whom only the id is told. */
const unknownName = 'unknown';

/** Texts are made when somebody reads them. */
function columnsOf(rows: ProcessRows, links: Links, shape: TreeShape): Record<keyof TreeRow, Column> {
  const { parents, canonical, inferred } = links;
  const size = parents.length;
  const keys = once(() => processKeys(rows, inferred));
  const indexes = once(() => sourceIndexes(links, shape));
  const isRoot = (node: number): boolean => parents[node] === none;
  const isLeaf = (node: number): boolean => shape.childCounts[canonical[node] ?? node] === 0;
  return {
    proc_key: textColumn(treeColumns.proc_key, keys),
    parent_key: textColumn(treeColumns.parent_key, () => ofParents(parents, keys())),
    source_index: textColumn(treeColumns.source_index, indexes),
    parent_index: textColumn(treeColumns.parent_index, () => ofParents(parents, indexes())),
    path: textColumn(treeColumns.path, () => pathsOf(links, shape, indexes())),
    IsRoot: { spec: treeColumns.IsRoot, vector: flags(size, isRoot) },
    IsLeaf: { spec: treeColumns.IsLeaf, vector: flags(size, isLeaf) },
    IsBranch: { spec: treeColumns.IsBranch, vector: flags(size, (node) => !isRoot(node) && !isLeaf(node)) },
    level: { spec: treeColumns.level, vector: { kind: 'number', numbers: Float64Array.from(shape.levels) } },
    IsInferred: { spec: treeColumns.IsInferred, vector: flags(size, (node) => node >= rows.size) },
    IsDuplicate: { spec: treeColumns.IsDuplicate, vector: flags(size, (node) => canonical[node] !== node) },
  };
}

function textColumn(spec: ColumnSpec, make: () => readonly (string | null)[]): Column {
  const cells = once(make);
  return {
    spec,
    get vector() {
      return { kind: 'cells', cells: cells() } as const;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function flags(size: number, is: (node: number) => boolean): Column['vector'] {
  const all = new Uint8Array(size);
  for (let node = 0; node < size; node++) all[node] = is(node) ? 1 : 0;
  return { kind: 'boolean', flags: all };
}

function ofParents(parents: Int32Array, values: readonly string[]): (string | null)[] {
  const above: (string | null)[] = [];
  for (const parent of parents) above.push(parent === none ? null : (values[parent] ?? null));
  return above;
}

function sourceIndexes({ parents, canonical }: Links, { positions }: TreeShape): string[] {
  const width = Math.max(5, String(parents.length - 1).length);
  const indexes: string[] = [];
  for (const node of canonical) indexes.push(String(positions[node]).padStart(width, '0'));
  return indexes;
}

function pathsOf({ canonical, parents }: Links, { treeOrder, levels }: TreeShape, indexes: readonly string[]) {
  const paths: (string | null)[] = Array.from({ length: parents.length }, () => null);
  for (const node of treeOrder) {
    if ((levels[node] ?? 0) > longestPath) continue;
    const parent = parents[node] ?? none;
    const own = indexes[canonical[node] ?? node] ?? '';
    paths[node] = parent === none ? own : `${paths[parent]}/${own}`;
  }
  return paths;
}

function processKeys(rows: ProcessRows, inferred: readonly Inferred[]): string[] {
  const write = tickWriter();
  const hostCount = rows.hostNames.texts.length - 1;
  const keyOf = (identity: Identity, node: number, ticks: number, name = ''): string => {
    const host = hostCount > 1 ? `${rows.hostNames.texts[rows.hosts[node] ?? 0]}|` : '';
    // What has no id is a process of its own, whatever else it shares with others.
    const id = rows.ids.texts[identity.ids[node] ?? 0] || `row ${node}`;
    return `${host}${rows.names.texts[identity.names[node] ?? 0] || name}|${id}|${write(ticks)}`;
  };
  const keys: string[] = [];
  for (let node = 0; node < rows.size; node++) keys.push(keyOf(rows.self, node, rows.self.ticks[node] ?? 0));
  for (const { namedBy, as, ticks } of inferred) keys.push(keyOf(rows[as], namedBy, ticks, unknownName));
  return keys;
}
