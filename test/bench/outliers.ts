/**
 * Isolation forest over rows of five numbers, beside a plain one in the same run.
 *
 *     npx node --conditions=pivotkit-source test/bench/outliers.ts [most rows]
 *
 * The peer's stored figures (../shared/oracle/TIMINGS.md) have none for outliers.
 */
import { seededRandom } from '@pivotkit/core';
import { averagePathLength, isolationScores } from '@pivotkit/plugin-outliers';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';

const [most = 1_000_000] = process.argv.slice(2).map(Number);
const random = seededRandom(1);

interface Node {
  readonly column?: number;
  readonly threshold?: number;
  readonly left?: Node;
  readonly right?: Node;
  readonly size: number;
}

/** Trees of objects over rows that are lists, each row walked by itself. */
function plainForest(rows: readonly (readonly number[])[]): number[] {
  const grow = (part: readonly (readonly number[])[], depth: number): Node => {
    const column = Math.floor(random() * 5);
    const values = part.map((row) => row[column]!);
    const [least, greatest] = [Math.min(...values), Math.max(...values)];
    if (depth >= 8 || part.length <= 1 || least === greatest) return { size: part.length };
    const threshold = least + random() * (greatest - least);
    const left = grow(
      part.filter((row) => row[column]! <= threshold),
      depth + 1,
    );
    const right = grow(
      part.filter((row) => row[column]! > threshold),
      depth + 1,
    );
    return { column, threshold, left, right, size: part.length };
  };
  const trees = Array.from({ length: 100 }, () =>
    grow(
      Array.from({ length: 256 }, () => rows[Math.floor(random() * rows.length)]!),
      0,
    ),
  );
  const path = (row: readonly number[], node: Node, depth: number): number =>
    node.left === undefined || node.right === undefined
      ? depth + averagePathLength(node.size)
      : path(row, row[node.column!]! <= node.threshold! ? node.left : node.right, depth + 1);
  return rows.map(
    (row) => 2 ** (-trees.reduce((sum, tree) => sum + path(row, tree, 0), 0) / 100 / averagePathLength(256)),
  );
}

console.log('Seconds of processor time; 100 trees of 256 rows, 5 columns');
console.log('rows        isolation forest   plain forest (same run)   memory');
for (const size of [1_000, 10_000, 100_000, 1_000_000].filter((rows) => rows <= most)) {
  const columns = Array.from({ length: 5 }, () => Float64Array.from({ length: size }, random));
  const ours = await cpuSeconds(() => isolationScores(columns), size > 100_000 ? 1 : 3);
  const rows = size > 100_000 ? [] : Array.from({ length: size }, (_, i) => columns.map((column) => column[i]!));
  const plain = rows.length === 0 ? undefined : await cpuSeconds(() => plainForest(rows), 1);
  console.log(
    [
      size.toLocaleString('en').padEnd(11),
      showSeconds(ours).padEnd(18),
      showRatio(plain, ours).padEnd(25),
      `${Math.round(process.memoryUsage().rss / 1e6)} MB`,
    ].join(' '),
  );
}
