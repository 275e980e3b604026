import { atOnce, sampleBelow, seededRandom, wholeBelow, type Random, type Work } from '@pivotkit/core';

export interface ForestOptions {
  /** Trees. Default: 100. */
  readonly trees?: number;
  /** Rows that each tree is grown from. Default: 256, or all where there are fewer. */
  readonly maxSamples?: number;
  /** Columns that each tree looks at. Default: all. */
  readonly maxFeatures?: number;
  /** Same seed, same forest. Default: 42. */
  readonly seed?: number;
}

/** Nodes by number, the root being 0. A row whose `feature` is at most `threshold` goes to `left`, else to the next. */
export interface IsolationTree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Number of the left child, the right one following it; 0 for a leaf. */
  readonly left: Int32Array;
  /** Of a leaf: its depth, and what a search among its rows would take on average. */
  readonly pathLength: Float64Array;
}

export interface IsolationForest {
  readonly trees: readonly IsolationTree[];
  /** Rows that each tree was grown from. */
  readonly samples: number;
}

/** Rows of finite numbers, one after the other. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly cells: Float64Array;
}

/**
 * Trees that split rows by random columns at random places: what is unlike the rest is soon alone. F. T. Liu, K. M. Ting,
 * Z.-H. Zhou, "Isolation Forest", ICDM 2008: depth up to log2 of the sample, rounded up.
 */
export function* growForest(matrix: Matrix, options: ForestOptions): Work<IsolationForest> {
  const { trees: count = 100, seed = 42 } = options;
  const samples = Math.min(options.maxSamples ?? 256, matrix.rows);
  const features = Math.max(1, Math.min(options.maxFeatures ?? matrix.columns, matrix.columns));
  const random = seededRandom(seed);
  const trees: IsolationTree[] = [];
  for (let tree = 0; tree < count; tree++) {
    yield [tree, count];
    const rows = sampleBelow(random, samples, matrix.rows);
    trees.push(growTree(matrix, rows, { columns: sampleBelow(random, features, matrix.columns), random }));
  }
  return { trees, samples };
}

interface Growth {
  /** Columns the tree looks at; reordered while it grows. */
  readonly columns: Uint32Array;
  readonly random: Random;
}

function growTree(matrix: Matrix, rows: Uint32Array, growth: Growth): IsolationTree {
  const deepest = Math.ceil(Math.log2(Math.max(rows.length, 2)));
  const most = 2 * rows.length;
  const tree = {
    feature: new Int32Array(most),
    threshold: new Float64Array(most),
    left: new Int32Array(most),
    pathLength: new Float64Array(most),
  };
  let nodes = 1;
  const grow = (node: number, range: { first: number; end: number }, depth: number): void => {
    const { first, end } = range;
    const split =
      depth < deepest && end - first > 1 ? chooseSplit(matrix, rows.subarray(first, end), growth) : undefined;
    if (split === undefined) {
      tree.pathLength[node] = depth + averagePathLength(end - first);
      return;
    }
    const middle = first + partition(matrix, rows.subarray(first, end), split);
    const left = nodes;
    nodes += 2;
    tree.feature[node] = split.column;
    tree.threshold[node] = split.threshold;
    tree.left[node] = left;
    grow(left, { first, end: middle }, depth + 1);
    grow(left + 1, { first: middle, end }, depth + 1);
  };
  grow(0, { first: 0, end: rows.length }, 0);
  return {
    feature: tree.feature.slice(0, nodes),
    threshold: tree.threshold.slice(0, nodes),
    left: tree.left.slice(0, nodes),
    pathLength: tree.pathLength.slice(0, nodes),
  };
}

interface Split {
  readonly column: number;
  readonly threshold: number;
}

/** A random place in a random one of the columns in which the rows differ; undefined when they differ in none. */
function chooseSplit(matrix: Matrix, rows: Uint32Array, { columns, random }: Growth): Split | undefined {
  for (let left = columns.length; left > 0; left--) {
    const at = wholeBelow(random, left);
    const column = columns[at] ?? 0;
    [columns[at], columns[left - 1]] = [columns[left - 1] ?? 0, column];
    const [least, greatest] = rangeOf(matrix, rows, column);
    if (least === greatest) continue;
    // Below the greatest by rounding at most, so that both sides have a row.
    const place = least + random() * (greatest - least);
    return { column, threshold: place < greatest ? place : least };
  }
  return undefined;
}

function rangeOf({ cells, columns }: Matrix, rows: Uint32Array, column: number): [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const row of rows) {
    const value = cells[row * columns + column] ?? 0;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** Puts the rows that go to the left first, and says how many they are. */
function partition({ cells, columns }: Matrix, rows: Uint32Array, { column, threshold }: Split): number {
  let left = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if ((cells[row * columns + column] ?? 0) > threshold) continue;
    rows[i] = rows[left] ?? 0;
    rows[left++] = row;
  }
  return left;
}

const eulerGamma = 0.577_215_664_901_532_9;

/** Average length of an unsuccessful search among `rows` rows: c(n) of the paper, equation 1. */
export function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + eulerGamma) - (2 * (rows - 1)) / rows;
}

/**
 * How unlike the others each row is: 2 to the power of minus its average path length over that of the sample, equation 2
 * of the paper. Near 1 is an outlier, below 0.5 is none; 0.5 for all is nothing to be found.
 */
export function* scoreRows({ trees, samples }: IsolationForest, matrix: Matrix): Work<Float64Array> {
  const paths = new Float64Array(matrix.rows);
  for (let tree = 0; tree < trees.length; tree++) {
    const one = trees[tree];
    if (one === undefined) continue;
    for (let start = 0; start < matrix.rows; start += 16_384) {
      yield [tree * matrix.rows + start, trees.length * matrix.rows];
      addPaths(paths, one, matrix, { start, end: Math.min(start + 16_384, matrix.rows) });
    }
  }
  const scale = -1 / (trees.length * averagePathLength(samples));
  return paths.map((path) => (Number.isFinite(scale) ? 2 ** (path * scale) : 0.5));
}

function addPaths(
  paths: Float64Array,
  { feature, threshold, left, pathLength }: IsolationTree,
  { cells, columns }: Matrix,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  for (let row = start; row < end; row++) {
    const at = row * columns;
    let node = 0;
    for (let child = left[0] ?? 0; child !== 0; child = left[node] ?? 0)
      node = (cells[at + (feature[node] ?? 0)] ?? 0) <= (threshold[node] ?? 0) ? child : child + 1;
    paths[row] = (paths[row] ?? 0) + (pathLength[node] ?? 0);
  }
}

/** Rows of columns of one length. */
export function matrixOf(columns: readonly ArrayLike<number>[]): Matrix {
  const rows = columns[0]?.length ?? 0;
  const cells = new Float64Array(rows * columns.length);
  columns.forEach((column, at) => {
    for (let row = 0; row < rows; row++) cells[row * columns.length + at] = column[row] ?? NaN;
  });
  return { rows, columns: columns.length, cells };
}

/** Score of each row, from columns of finite numbers; see `scoreRows`. */
export function isolationScores(columns: readonly ArrayLike<number>[], options: ForestOptions = {}): Float64Array {
  const matrix = matrixOf(columns);
  return atOnce(scoreRows(atOnce(growForest(matrix, options)), matrix));
}
