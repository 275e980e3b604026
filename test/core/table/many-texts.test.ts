import { expect, test } from 'vitest';
import { distinctCells, formatArrow, formatCsv, readArrow, readCsv, Table } from '../../../core/src/table/index.ts';

// A large column of different texts is kept without a dictionary: nothing but speed may show it.
const texts = Array.from({ length: 40_000 }, (_, i) => (i % 1_000 === 7 ? null : `id-${i < 20_000 ? i : i - 100}`));
const table = Table.fromColumns({ id: texts, n: texts.map((_, i) => i) });

test('cells, distinct values, joins, sorts and groups are the same', () => {
  expect(table.column('id').vector.kind).toBe('cells');
  expect(table.columns.get('id')?.type).toBe('text');
  expect(table.cells('id')).toEqual(texts);
  const different = new Set(texts.filter((text) => text !== null));
  expect(new Set(distinctCells(table, 'id').values)).toEqual(different);
  expect(table.distinct('id').size).toBe(different.size + 1);
  const small = Table.fromColumns({ id: ['id-5', 'id-19950', 'x'], v: [1, 2, 3] });
  expect(table.join(small, { on: 'id', how: 'inner' }).cells('n')).toEqual(
    [...texts.keys()].filter((i) => texts[i] === 'id-5' || texts[i] === 'id-19950'),
  );
  expect(table.sort('id').head(2).cells('id')).toEqual(['id-0', 'id-1']);
  expect(table.filterBy('id', (id) => id === 'id-5').cells('n')).toEqual([5]);
  expect(
    table
      .concat(Table.fromColumns({ id: ['z'], n: [0] }))
      .cells('id')
      .at(-1),
  ).toBe('z');
});

test('formats give it back', () => {
  expect(readArrow(formatArrow(table)).toRows()).toEqual(table.toRows());
  expect(readCsv(formatCsv(table), { types: { n: 'number' } }).toRows()).toEqual(table.toRows());
});
