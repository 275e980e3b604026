import { atOnce, readCsv, Table } from '@pivotkit/core';
import { averagePathLength, outliers, type IsolationTree } from '@pivotkit/plugin-outliers';
import { describe, expect, test } from 'vitest';
import { matrixOf, scoreRows } from '../../../plugins/outliers/src/isolation-forest.ts';
import { hasOracle, oracleFolder, oracleJson, oracleText } from '../../support/oracle.ts';
import { verbRunner } from '../../support/run-verb.ts';

const run = await verbRunner(outliers);

interface PeerTree {
  readonly features: readonly number[];
  readonly children_left: readonly number[];
  readonly children_right: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly n_node_samples: readonly number[];
}

interface Variant {
  readonly params: { readonly contamination?: number; readonly max_samples?: number };
  readonly max_features?: number;
  readonly outlier_rows: readonly number[];
  readonly decision_function: readonly number[];
  readonly known_outliers_found?: number;
  readonly jaccard_min?: number;
  readonly yardstick_20_other_seeds?: { readonly jaccard_min: number };
}

interface Expected {
  readonly variants: readonly Variant[];
  readonly columns_used: readonly string[];
  readonly small_forest: {
    readonly rows: readonly number[];
    readonly score_samples: readonly number[];
    readonly trees: readonly PeerTree[];
  };
}

const synthetic = 'outliers-isolationforest';
const features = ['feature1', 'feature2', 'feature3', 'feature4'] as const;
const tableOf = (name: string): Table => readCsv(oracleText(name, 'input.csv') || 'feature1\n', { types: 'infer' });

/** Rank correlation (Spearman) of our scores with the peer's, which go the other way. */
function agreement(ours: readonly number[], peer: readonly number[]): number {
  const ranks = (values: readonly number[]): number[] => {
    const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!);
    const rankOf = values.map(() => 0);
    order.forEach((row, rank) => (rankOf[row] = rank));
    return rankOf;
  };
  const [left, right] = [ranks(ours), ranks(peer.map((value) => -value))];
  const middle = (left.length - 1) / 2;
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + (value - middle) * (b[i]! - middle), 0);
  return product(left, right) / product(left, left);
}

const jaccard = (left: readonly number[], right: readonly number[]): number => {
  const both = left.filter((row) => right.includes(row)).length;
  return both / (left.length + right.length - both);
};

const foundRows = (table: Table): number[] => table.cells('isOutlier').flatMap((flag, i) => (flag === true ? [i] : []));

/** Forests are random: agreement is measured against what the peer's own forests of other seeds have with one another. */
async function compare(table: Table, variant: Variant, options: object): Promise<number[]> {
  const { contamination = 0.05, max_samples: samples } = variant.params;
  const result = await run(table, 'outliers.isolationForest', {
    contamination,
    maxSamples: samples ?? 100,
    ...options,
  });
  const found = foundRows(result);
  expect(Math.abs(found.length - variant.outlier_rows.length)).toBeLessThanOrEqual(1);
  expect(agreement(result.cells('outlierScore').map(Number), variant.decision_function)).toBeGreaterThan(0.8);
  const yardstick = variant.yardstick_20_other_seeds?.jaccard_min ?? variant.jaccard_min ?? 0;
  expect(jaccard(found, variant.outlier_rows)).toBeGreaterThanOrEqual(yardstick - 0.1);
  return found;
}

describe.skipIf(!hasOracle(synthetic))(
  `four normal columns, ten planted outliers (needs ${oracleFolder}/${synthetic})`,
  () => {
    const expected = oracleJson<Expected>(synthetic);

    test.each((expected.variants ?? []).map((variant) => [JSON.stringify(variant.params), variant] as const))(
      '%s',
      async (_, variant) => {
        const found = await compare(tableOf(synthetic), variant, {
          columns: [...features],
          maxFeatures: variant.max_features,
        });
        const planted = found.filter((row) => row >= tableOf(synthetic).size - 10).length;
        expect(planted).toBeGreaterThanOrEqual((variant.known_outliers_found ?? 0) - 1);
      },
    );

    test('the trees of the peer give the scores of the peer', () => {
      const { rows, trees, score_samples } = expected.small_forest!;
      // The peer compares in single precision.
      const columns = features.map((name) => {
        const cells = tableOf(synthetic).cells(name).map(Number);
        return rows.map((row) => Math.fround(cells[row]!));
      });
      const scores = atOnce(scoreRows({ trees: trees.map(treeOf), samples: 50 }, matrixOf(columns)));
      score_samples.forEach((score, i) => expect(scores[i]).toBeCloseTo(-score, 12));
    });
  },
);

/** Nodes in another order: children beside one another. */
function treeOf(peer: PeerTree): IsolationTree {
  const tree = { feature: [0], threshold: [0], left: [0], pathLength: [0] };
  const place = (node: number, at: number, depth: number): void => {
    const [left, right] = [peer.children_left[node]!, peer.children_right[node]!];
    tree.pathLength[at] = depth + averagePathLength(peer.n_node_samples[node]!);
    tree.feature[at] = left === -1 ? 0 : peer.features[peer.feature[node]!]!;
    tree.threshold[at] = peer.threshold[node]!;
    tree.left[at] = left === -1 ? 0 : tree.left.length;
    if (left === -1) return;
    const child = tree.left.push(0, 0) - 2;
    place(left, child, depth + 1);
    place(right, child + 1, depth + 1);
  };
  place(0, 0, 0);
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float64Array.from(tree.threshold),
    left: Int32Array.from(tree.left),
    pathLength: Float64Array.from(tree.pathLength),
  };
}

const logons = 'outliers-nb-demo';

describe.skipIf(!hasOracle(logons))(`logons of accounts by day (needs ${oracleFolder}/${logons})`, () => {
  const expected = oracleJson<Expected>(logons);

  test.each((expected.variants ?? []).map((variant) => [JSON.stringify(variant.params), variant] as const))(
    '%s',
    async (_, variant) => {
      const names = expected.columns_used!;
      const table = tableOf(logons);
      const zeros = Table.fromColumns(
        Object.fromEntries(names.map((name) => [name, table.cells(name).map((cell) => Number(cell ?? 0))])),
      );
      await compare(zeros, variant, { maxFeatures: Math.floor(Math.sqrt(names.length)) });
    },
  );
});
