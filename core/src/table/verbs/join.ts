import { PivotKitError } from '../../error/pivotkit-error.ts';
import { requireFree } from '../add-columns.ts';
import { showCell } from '../cell.ts';
import { alsoNullWhen } from '../column-spec.ts';
import { columnGatherer, withSpec, type Column } from '../column.ts';
import { concatVectors } from '../concat-vectors.ts';
import { columnOf, rowNumbers, withoutIndex, type Columnar } from '../columnar.ts';
import { gatherCodes, gatherVector } from '../gather-vector.ts';
import { gatherMarks, withMarks } from '../marks.ts';
import { matchKeys, type KeyMatch, type RowKeys } from '../match-keys.ts';
import { cellReader } from '../row-reader.ts';
import { noRow } from '../vector.ts';

export type JoinHow = 'left' | 'inner' | 'right' | 'outer';

export interface JoinSettings {
  /** Which rows are kept; default `left`: all of the left. */
  readonly how?: JoinHow;
  /** How many right rows a key may have; default `one`: two are an error. */
  readonly matches?: 'one' | 'all';
  /** Put before the names of all right columns but the shared keys; default: nothing. */
  readonly prefix?: string;
  /** Put behind the names of all right columns but the shared keys; default: nothing. */
  readonly suffix?: string;
  /** Whether texts that differ in case only are one key; default: they are not. */
  readonly ignoreCase?: boolean;
}

export type OneOrMore<N extends string> = N | readonly N[];

/** The key columns: `on` when both tables use the same names, else `left` and `right`, pair by pair. */
export type JoinKeys<L extends string = string, R extends string = string> =
  | { readonly on: OneOrMore<L & R>; readonly left?: never; readonly right?: never }
  | { readonly on?: never; readonly left: OneOrMore<L>; readonly right: OneOrMore<R> };

export type JoinOptions<L extends string = string, R extends string = string> = JoinKeys<L, R> & JoinSettings;

/**
 * Adds the right table's columns to the left rows with the same key. Rows: n → n for `left` with `matches: 'one'`;
 * left order is kept, right order within one left row; rows that only the right has come last, in their order. Null
 * and NaN are no key and match nothing, 1 and '1' differ. Key columns of the same name on both sides become one.
 * @throws TABLE_COLUMN_MISSING when a key column does not exist.
 * @throws TABLE_COLUMN_TAKEN when a right column's name exists on the left.
 * @throws TABLE_KEY_REPEATED when `matches` is 'one' and a right key occurs twice.
 * @throws TABLE_JOIN_KEYS when the left and right keys do not come in pairs.
 */
export function join(left: Columnar, right: Columnar, options: JoinOptions): Columnar {
  const pairs = keyPairs(options);
  for (const [leftName, rightName] of pairs) {
    columnOf(left, leftName, ' in the left table');
    columnOf(right, rightName, ' in the right table');
  }
  requireFreeNames(left, right, pairs, options);
  const keys = matchKeys(left, right, pairs, options.ignoreCase ?? false);
  const matched = options.matches === 'all' ? matchAll(keys) : matchOne(keys, right, pairs);
  const rows = chooseRows(matched, right.size, options.how ?? 'left');
  return assemble(withoutIndex(left), withoutIndex(right), { rows, pairs, options });
}

type Pair = readonly [left: string, right: string];

function keyPairs({ on, left, right }: JoinKeys): Pair[] {
  const leftNames = listed(on ?? left);
  const rightNames = listed(on ?? right);
  if (leftNames.length !== rightNames.length || leftNames.length === 0) {
    throw new PivotKitError('TABLE_JOIN_KEYS', { left: leftNames, right: rightNames });
  }
  return leftNames.map((name, j) => [name, rightNames[j] ?? '']);
}

function listed(names: string | readonly string[] | undefined): readonly string[] {
  return typeof names === 'string' ? [names] : (names ?? []);
}

function isShared(name: string, pairs: readonly Pair[]): boolean {
  return pairs.some(([leftName, rightName]) => leftName === name && rightName === name);
}

function joinedName(name: string, { prefix = '', suffix = '' }: JoinSettings): string {
  return `${prefix}${name}${suffix}`;
}

function requireFreeNames(left: Columnar, right: Columnar, pairs: readonly Pair[], options: JoinSettings): void {
  for (const name of right.columns.keys()) {
    if (!isShared(name, pairs)) requireFree(left.columns, joinedName(name, options), ' in the left table');
  }
}

/** Pairs of row numbers, one list for each side; `noRow` where a side has none. */
interface RowPairs {
  /** Absent: every left row once, in order. */
  readonly left?: Uint32Array;
  readonly right: Uint32Array;
}

function matchOne({ left, right, size }: KeyMatch, columnar: Columnar, pairs: readonly Pair[]): RowPairs {
  const rowOf = new Uint32Array(size + 1).fill(noRow);
  for (let row = 0; row < right.codes.length; row++) {
    const key = keyAt(right, row);
    if (key === 0) continue;
    if (rowOf[key] !== noRow) throw keyRepeated(columnar, pairs, [rowOf[key] ?? 0, row]);
    rowOf[key] = row;
  }
  const rowOfCode = left.keyOf.map((key) => rowOf[key] ?? noRow);
  const matches = new Uint32Array(left.codes.length);
  for (let i = 0; i < matches.length; i++) matches[i] = rowOfCode[left.codes[i] ?? 0] ?? noRow;
  return { right: matches };
}

function keyAt({ codes, keyOf }: RowKeys, row: number): number {
  return keyOf[codes[row] ?? 0] ?? 0;
}

function keyRepeated(right: Columnar, pairs: readonly Pair[], rows: readonly [number, number]): PivotKitError {
  const columns = pairs.map(([, name]) => name);
  const key = columns.map((name) => showCell(cellReader(right, name)(rows[0])));
  return new PivotKitError('TABLE_KEY_REPEATED', { columns, key, rows });
}

function matchAll({ left, right, size }: KeyMatch): RowPairs {
  const { starts, rows } = rowsByKey(right, size);
  const leftCount = left.codes.length;
  let count = 0;
  for (let i = 0; i < leftCount; i++) count += Math.max(1, countOf(starts, keyAt(left, i)));
  const pairs = { left: new Uint32Array(count), right: new Uint32Array(count).fill(noRow) };
  let next = 0;
  for (let i = 0; i < leftCount; i++) {
    const key = keyAt(left, i);
    const matches = countOf(starts, key);
    const start = starts[key] ?? 0;
    pairs.left[next] = i;
    for (let k = 0; k < matches; k++) {
      pairs.left[next + k] = i;
      pairs.right[next + k] = rows[start + k] ?? noRow;
    }
    next += Math.max(1, matches);
  }
  return pairs;
}

function countOf(starts: Uint32Array, key: number): number {
  return key === 0 ? 0 : (starts[key + 1] ?? 0) - (starts[key] ?? 0);
}

/** Row numbers grouped by key: those of key k are `rows[starts[k]]` up to `rows[starts[k + 1]]`, in their order. */
function rowsByKey(keys: RowKeys, size: number): { readonly starts: Uint32Array; readonly rows: Uint32Array } {
  const starts = new Uint32Array(size + 2);
  const rows = new Uint32Array(keys.codes.length);
  for (let row = 0; row < rows.length; row++) starts[keyAt(keys, row) + 1] = (starts[keyAt(keys, row) + 1] ?? 0) + 1;
  for (let key = 1; key < starts.length; key++) starts[key] = (starts[key] ?? 0) + (starts[key - 1] ?? 0);
  const next = starts.slice();
  for (let row = 0; row < rows.length; row++) {
    const key = keyAt(keys, row);
    const place = next[key] ?? 0;
    rows[place] = row;
    next[key] = place + 1;
  }
  return { starts, rows };
}

function chooseRows(matched: RowPairs, rightSize: number, how: JoinHow): RowPairs {
  const kept = how === 'left' || how === 'outer' ? matched : onlyMatched(matched);
  return how === 'left' || how === 'inner' ? kept : withRest(kept, restOf(matched.right, rightSize));
}

function onlyMatched({ left, right }: RowPairs): RowPairs {
  const matched = rowNumbers(right.length).filter((k) => right[k] !== noRow);
  return { left: left === undefined ? matched : gatherCodes(left, matched), right: gatherCodes(right, matched) };
}

function restOf(matchedRows: Uint32Array, rightSize: number): Uint32Array {
  const matched = new Uint8Array(rightSize);
  for (const row of matchedRows) if (row !== noRow) matched[row] = 1;
  return rowNumbers(rightSize).filter((row) => matched[row] === 0);
}

function withRest({ left, right }: RowPairs, rest: Uint32Array): RowPairs {
  const size = right.length + rest.length;
  const pairs = { left: new Uint32Array(size).fill(noRow), right: new Uint32Array(size) };
  pairs.left.set(left ?? rowNumbers(right.length));
  pairs.right.set(right);
  pairs.right.set(rest, right.length);
  return pairs;
}

interface JoinPlan {
  readonly rows: RowPairs;
  readonly pairs: readonly Pair[];
  readonly options: JoinOptions;
}

const unmatched = 'no row of the other table has the key';

function assemble(left: Columnar, right: Columnar, { rows, pairs, options }: JoinPlan): Columnar {
  const how = options.how ?? 'left';
  const takeLeft = rows.left === undefined ? (column: Column) => column : columnGatherer(rows.left);
  const takeRight = columnGatherer(rows.right);
  const columns = new Map<string, Column>();
  for (const [name, column] of left.columns) {
    const taken = takeLeft(column);
    if (isShared(name, pairs))
      columns.set(name, markedKey(keyColumn(taken, columnOf(right, name), rows), columnOf(right, name), rows));
    else columns.set(name, how === 'right' || how === 'outer' ? nullable(taken) : taken);
  }
  for (const [name, column] of right.columns) {
    if (isShared(name, pairs)) continue;
    const taken = takeRight(column);
    columns.set(joinedName(name, options), how === 'left' || how === 'outer' ? nullable(taken) : taken);
  }
  return { size: rows.right.length, columns };
}

/** A key stands for both sides, so the stricter of them counts. */
function markedKey(key: Column, right: Column, rows: RowPairs): Column {
  return right.marks === undefined ? key : withMarks(key, gatherMarks(right.marks, rows.right));
}

function nullable(column: Column): Column {
  return withSpec(column, alsoNullWhen(column.spec, unmatched));
}

/** The left key, and the right key in the rows that only the right has. */
function keyColumn(taken: Column, right: Column, rows: RowPairs): Column {
  const leftCount = rows.left?.indexOf(noRow) ?? -1;
  if (leftCount === -1) return taken;
  const head = gatherVector(taken.vector, rowNumbers(leftCount));
  const tail = gatherVector(right.vector, rows.right.subarray(leftCount));
  const type = taken.spec.type === right.spec.type ? taken.spec.type : 'any';
  return { ...taken, spec: { ...taken.spec, type }, vector: concatVectors([head, tail]) };
}
