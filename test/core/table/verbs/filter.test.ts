import { expect, test } from 'vitest';
import { Table } from '../../../../core/src/table/index.ts';

const table = Table.fromColumns({ ip: ['a', null, 'b', 'a'], n: [1, 2, 3, 4] });

test('keeps rows and order, also of a filtered or sorted table', () => {
  expect(table.filter((row) => row.ip === 'a').cells('n')).toEqual([1, 4]);
  const down = table.sort({ column: 'n', descending: true }).filter((row) => row.n !== 3);
  expect(down.cells('n')).toEqual([4, 2, 1]);
  expect(down.filter((row, i) => i > 0 && row.ip !== null).toRows()).toEqual([{ ip: 'a', n: 1 }]);
  expect(table.filter(() => false).toRows()).toEqual([]);
  expect(table.size).toBe(4);
});

test('the view of a row can be kept and written as JSON', () => {
  const seen: unknown[] = [];
  table.filter((row) => seen.push(row) > 0);
  expect(JSON.stringify(seen[2])).toBe('{"ip":"b","n":3}');
});
