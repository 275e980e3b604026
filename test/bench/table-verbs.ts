/**
 * Verbs and formats on 1,000,000 rows beside the plain loops one would write instead.
 *
 *     npx node --conditions=pivotkit-source test/bench/table-verbs.ts [rows]
 */
import { count, formatArrow, formatCsv, readArrow, readCsv, sum, Table } from '@pivotkit/core';
import { addressList, compare, flowColumns } from './table-measure.ts';

const [size = 1_000_000] = process.argv.slice(2).map(Number);
const columns = flowColumns(size, addressList(10_000));
const table = Table.fromColumns(columns);
const rows = table.toRows();
const csv = formatCsv(table, { lineEnd: '\n' });
const arrow = formatArrow(table);
console.log(
  `${size.toLocaleString('en')} rows, 5 columns; CSV ${Math.round(csv.length / 1e6)} MB, Arrow ${Math.round(arrow.length / 1e6)} MB`,
);

await compare(
  'Rows in',
  [
    { name: 'Table.fromRows', run: () => Table.fromRows(rows) },
    { name: 'Table.fromColumns', run: () => Table.fromColumns(columns) },
    { name: 'copy of the row objects', run: () => rows.map((row) => ({ ...row })) },
  ],
  3,
);
await compare(
  'Rows out',
  [
    { name: 'toRows', run: () => table.toRows() },
    { name: 'copy of the row objects', run: () => rows.map((row) => ({ ...row })) },
  ],
  3,
);
await compare('Filter by a number (half stay)', [
  { name: 'filter((row) => row.bytes > …)', run: () => table.filter((row) => row.bytes > 500_000) },
  { name: "filterBy('bytes', …)", run: () => table.filterBy('bytes', (bytes) => bytes > 500_000) },
  { name: 'rows.filter', run: () => rows.filter((row) => row.bytes > 500_000) },
]);
await compare('Filter by a text', [
  { name: "filterBy('host', …)", run: () => table.filterBy('host', (host) => host.endsWith('7')) },
  { name: 'filter((row) => row.host…)', run: () => table.filter((row) => row.host.endsWith('7')) },
  { name: 'rows.filter', run: () => rows.filter((row) => row.host.endsWith('7')) },
]);
await compare(
  'Sort by a number',
  [
    { name: "sort('bytes')", run: () => table.sort('bytes') },
    { name: 'rows.toSorted', run: () => rows.toSorted((left, right) => left.bytes - right.bytes) },
  ],
  3,
);
await compare(
  'Sort by a text, then a number down',
  [
    {
      name: "sort('host', { column: 'at', descending })",
      run: () => table.sort('host', { column: 'at', descending: true }),
    },
    {
      name: 'rows.toSorted',
      run: () =>
        rows.toSorted(
          (left, right) => (left.host < right.host ? -1 : Number(left.host > right.host)) || right.at - left.at,
        ),
    },
  ],
  3,
);
await compare('Count and sum by a text', [
  { name: 'groupBy.summarize', run: () => table.groupBy('ip').summarize({ rows: count(), bytes: sum('bytes') }) },
  {
    name: 'Map over row objects',
    run: () => {
      const groups = new Map<string, { rows: number; bytes: number }>();
      for (const row of rows) {
        const group = groups.get(row.ip);
        if (group === undefined) groups.set(row.ip, { rows: 1, bytes: row.bytes });
        else {
          group.rows++;
          group.bytes += row.bytes;
        }
      }
      return groups;
    },
  },
]);
await compare('Distinct values of a text', [
  { name: "distinct('ip')", run: () => table.distinct('ip') },
  { name: 'new Set of the cells', run: () => new Set(rows.map((row) => row.ip)) },
]);
await compare(
  'CSV in',
  [
    { name: 'readCsv, texts', run: () => readCsv(csv) },
    {
      name: 'readCsv, three numbers stated',
      run: () => readCsv(csv, { types: { bytes: 'number', port: 'number', at: 'number' } }),
    },
    { name: 'split by hand (no quotes, no checks)', run: () => csv.split('\n').map((line) => line.split(',')) },
  ],
  3,
);
await compare(
  'CSV out, Arrow',
  [
    { name: 'formatCsv', run: () => formatCsv(table) },
    { name: 'formatArrow', run: () => formatArrow(table) },
    { name: 'readArrow', run: () => readArrow(arrow) },
  ],
  3,
);
