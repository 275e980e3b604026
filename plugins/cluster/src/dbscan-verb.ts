import { defineVerb, gather, inTurns, withColumns, type Column, type Table, type VerbCall } from '@pivotkit/core';
import { z } from 'zod';
import { clusterRows, sizeAt, timesFor, type ClusteredRows } from './cluster-rows.ts';
import { clusterColumns } from './columns.ts';
import { numbersOf } from './numbers-of.ts';
import { clusterOptions } from './options.ts';

/**
 * Groups like rows by density. Rows: n → one for each cluster (its first in the order of the table) and each row that
 * is in none: those in none first, in their order, then the clusters by number. With `rows: 'all'`: n → n, order kept.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_COLUMN_TAKEN
 * @throws TABLE_CELL_INVALID when a cell is no finite number and such rows are not asked to be noise.
 */
export const dbscanVerb = defineVerb({
  name: 'cluster.dbscan',
  description: 'Groups like rows by density (DBSCAN): one row for each group and each row that is like no other',
  options: clusterOptions.extend({
    rows: z
      .enum(['exemplars', 'all'])
      .default('exemplars')
      .describe('One row for each cluster, or all rows with the cluster they are in'),
  }),
  columns: clusterColumns,
  result: 'added-columns',
  examples: ["session.from(processes).verb('cluster.features', {}).verb('cluster.dbscan', {})"],
  run: async (table, options, call: VerbCall) => {
    const times = timesFor(table, options.timeColumn);
    const clustered = await inTurns(clusterRows(table, options), call);
    if (options.verbose) call.log.info('clustered', countsOf(clustered));
    const all = withColumns(table, addedColumns(clustered, times));
    return options.rows === 'all' ? all : exemplars(all, clustered);
  },
});

const countsOf = ({ labels, sizes }: ClusteredRows): { rows: number; clusters: number; noise: number } => ({
  rows: labels.length,
  clusters: sizes.length,
  noise: labels.reduce((count, label) => count + Number(label === -1), 0),
});

function addedColumns(clustered: ClusteredRows, times: Float64Array): Record<keyof typeof clusterColumns, Column> {
  const { labels } = clustered;
  const [first, last] = spans(clustered, times);
  return {
    Clustered: {
      spec: clusterColumns.Clustered,
      vector: { kind: 'boolean', flags: new Uint8Array(labels.map((label) => (label === -1 ? 0 : 1))) },
    },
    ClusterId: { spec: clusterColumns.ClusterId, vector: { kind: 'number', numbers: new Float64Array(labels) } },
    ClusterSize: {
      spec: clusterColumns.ClusterSize,
      vector: { kind: 'number', numbers: numbersOf(labels.length, (row) => sizeAt(clustered, row)) },
    },
    FirstEventTime: { spec: clusterColumns.FirstEventTime, vector: { kind: 'time', times: first } },
    LastEventTime: { spec: clusterColumns.LastEventTime, vector: { kind: 'time', times: last } },
  };
}

/** For each row first and last time of its cluster; of a row in none its own. Rows without a time count for nothing. */
function spans({ labels, sizes }: ClusteredRows, times: Float64Array): [first: Float64Array, last: Float64Array] {
  const firstOf = new Float64Array(sizes.length).fill(Infinity);
  const lastOf = new Float64Array(sizes.length).fill(-Infinity);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? -1;
    const instant = times[row] ?? NaN;
    if (label === -1 || Number.isNaN(instant)) continue;
    if (instant < (firstOf[label] ?? 0)) firstOf[label] = instant;
    if (instant > (lastOf[label] ?? 0)) lastOf[label] = instant;
  }
  const spread = (ofCluster: Float64Array): Float64Array =>
    numbersOf(labels.length, (row) => finite(labels[row] === -1 ? times[row] : ofCluster[labels[row] ?? -1]));
  return [spread(firstOf), spread(lastOf)];
}

const finite = (instant: number | undefined): number =>
  instant !== undefined && Number.isFinite(instant) ? instant : NaN;

function exemplars(all: Table<object>, { labels, sizes }: ClusteredRows): Table<object> {
  const noise: number[] = [];
  const firstRows = new Int32Array(sizes.length).fill(-1);
  labels.forEach((label, row) => {
    if (label === -1) noise.push(row);
    else if (firstRows[label] === -1) firstRows[label] = row;
  });
  return gather(all, Int32Array.from([...noise, ...firstRows]));
}
