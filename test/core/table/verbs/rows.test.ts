import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Table,
  count,
  distinctCount,
  first,
  last,
  listOf,
  max,
  mean,
  min,
  sum,
  type JsonNote,
  type Row,
} from '../../../../core/src/table/index.ts';

const rows: Row[] = [
  { k: 'a', j: 1, n: 5 },
  { k: 'b', j: 1, n: null },
  { k: 'a', j: 2, n: 3 },
  { k: null, j: NaN, n: 4 },
  { k: null, j: NaN, n: 4 },
  { k: 'a', j: 1, n: 7 },
];
const table = Table.fromRows(rows);

test.each([
  [
    [1, 3],
    [1, 2],
  ],
  [[-2], [4, 5]],
  [
    [0, -4],
    [0, 1],
  ],
  [[4, 2], []],
  [[], [0, 1, 2, 3, 4, 5]],
])('slice%j', (bounds, expected) => {
  expect(table.slice(...bounds).toRows()).toEqual(expected.map((i) => rows[i]));
});

test('head takes no more than there are', () => {
  expect([table.head(2).size, table.head(99).size, table.head(0).size, table.head(-1).size]).toEqual([2, 6, 0, 0]);
});

test('filterBy asks about one column', () => {
  expect(table.filterBy('k', (cell) => cell === 'a').cells('n')).toEqual([5, 3, 7]);
  expect(
    table
      .sort({ column: 'n', descending: true })
      .filterBy('k', (cell) => cell === null)
      .cells('n'),
  ).toEqual([4, 4]);
  expect(table.filterBy('j', (cell) => cell === 2).size).toBe(1);
  let asked = 0;
  Table.fromColumns({ t: ['x', 'x', 'x'] }).filterBy('t', () => ++asked > 0);
  expect(asked).toBeLessThan(3);
});

test('distinct keeps the first; null is null and NaN is NaN', () => {
  expect(table.distinct('k').toRows()).toEqual([rows[0], rows[1], rows[3]]);
  expect(table.distinct().toRows()).toEqual([rows[0], rows[1], rows[2], rows[3], rows[5]]);
  expect(table.distinct('k', 'j').cells('n')).toEqual([5, null, 3, 4]);
  expect(Table.fromColumns({ o: [{ a: 1, b: 2 }, { b: 2, a: 1 }, [1], [1]] }).distinct().size).toBe(2);
});

describe('groupBy', () => {
  test('one row a group, in order of appearance', () => {
    const summary = table.groupBy('k').summarize({
      n: count(),
      total: sum('n'),
      mean: mean('n'),
      min: min('n'),
      max: max('n'),
      first: first('n'),
      last: last('n'),
      different: distinctCount('j'),
      all: listOf('n'),
    });
    expect(summary.toRows()).toEqual([
      { k: 'a', n: 3, total: 15, mean: 5, min: 3, max: 7, first: 5, last: 7, different: 2, all: [5, 3, 7] },
      { k: 'b', n: 1, total: null, mean: null, min: null, max: null, first: null, last: null, different: 1, all: [] },
      { k: null, n: 2, total: 8, mean: 4, min: 4, max: 4, first: 4, last: 4, different: 1, all: [4, 4] },
    ]);
    expect(summary.columns.get('total')).toMatchObject({ type: 'number', description: 'Sum of n' });
  });

  test('several columns, none, an indexed table', () => {
    expect(table.groupBy('k', 'j').summarize({ n: count() }).cells('n')).toEqual([2, 1, 1, 2]);
    expect(
      table
        .groupBy()
        .summarize({ n: count(), total: sum('n') })
        .toRows(),
    ).toEqual([{ n: 6, total: 23 }]);
    const down = table.sort({ column: 'n', descending: true });
    expect(
      down
        .groupBy('k')
        .summarize({ best: first('n') })
        .toRows(),
    ).toEqual([
      { k: 'a', best: 7 },
      { k: null, best: 4 },
      { k: 'b', best: null },
    ]);
    expect(Table.fromColumns({ k: [] }).groupBy().summarize({ n: count() }).size).toBe(0);
  });

  test('min and max of texts and times', () => {
    const other = Table.fromColumns({ t: ['b', 'a'], at: [new Date(2), new Date(1)] });
    expect(
      other
        .groupBy()
        .summarize({ t: min('t'), at: max('at') })
        .toRows(),
    ).toEqual([{ t: 'a', at: new Date(2) }]);
  });

  test('mistakes are said', () => {
    const grouped = table.groupBy('k');
    expect(() => grouped.summarize({ x: sum('k') })).toThrow("The column 'k' holds cells of type text");
    expect(() => grouped.summarize({ k: count() })).toThrow(expect.objectContaining({ code: 'TABLE_COLUMN_TAKEN' }));
    expect(() => grouped.summarize({ x: max('m') })).toThrow(expect.objectContaining({ code: 'TABLE_COLUMN_MISSING' }));
  });

  test('counts equal a plain Map', () => {
    const key = fc.constantFrom('a', 'b', null, '');
    fc.assert(
      fc.property(fc.array(fc.record({ k: key, j: fc.constantFrom(1, 2, null) }), { minLength: 1 }), (input) => {
        const counts = new Map<string, number>();
        for (const row of input) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1);
        const summary = Table.fromRows<Row>(input).groupBy('k', 'j').summarize({ n: count() });
        expect(summary.toRows().map(({ k, j, n }) => [JSON.stringify({ k, j }), n])).toEqual([...counts]);
      }),
    );
  });
});

test('explode gives a row for each element; empty and null keep their row', () => {
  const lists = Table.fromRows<Row>([
    { i: 1, l: ['a', 'b'] },
    { i: 2, l: [] },
    { i: 3, l: null },
    { i: 4, l: 'c' },
  ]);
  expect(
    lists
      .explode('l')
      .toRows()
      .map((row) => Object.values(row)),
  ).toEqual([
    [1, 'a'],
    [1, 'b'],
    [2, null],
    [3, null],
    [4, 'c'],
  ]);
  expect(lists.sort({ column: 'i', descending: true }).explode('l').cells('i')).toEqual([4, 3, 2, 1, 1]);
  expect(lists.head(1).explode('l').columns.get('l')).toMatchObject({ type: 'text' });
});

describe('parseJson', () => {
  const texts = Table.fromRows<Row>([{ t: '{"a":[1]}' }, { t: 'no' }, { t: null }, { t: 'no' }]);

  test.each([
    ['keep', [{ a: [1] }, 'no', null, 'no']],
    ['null', [{ a: [1] }, null, null, null]],
  ] as const)('a text that is none: %s', (onError, expected) => {
    const notes: JsonNote[] = [];
    expect(texts.parseJson('t', { onError, onNote: (note) => notes.push(note) }).cells('t')).toEqual(expected);
    expect(notes).toEqual([{ column: 't', row: 1, problem: expect.stringContaining('Unexpected token') }]);
  });

  test('throw', () => {
    expect(() => texts.parseJson('t', { onError: 'throw' })).toThrow('Column \'t\', row 1: "no" is not');
  });
});

describe('flatten', () => {
  const nested = Table.fromRows<Row>([
    { i: 1, o: { a: 1, b: { c: 2 } }, z: 1 },
    { i: 2, o: null, z: 2 },
    { i: 3, o: { d: [1] }, z: 3 },
  ]);

  test('fields become columns in the place of the column', () => {
    expect(nested.flatten('o').toRows()).toEqual([
      { i: 1, 'o.a': 1, 'o.b': { c: 2 }, 'o.d': null, z: 1 },
      { i: 2, 'o.a': null, 'o.b': null, 'o.d': null, z: 2 },
      { i: 3, 'o.a': null, 'o.b': null, 'o.d': [1], z: 3 },
    ]);
    expect(nested.flatten('o', { depth: 2 }).columnNames).toEqual(['i', 'o.a', 'o.b.c', 'o.d', 'z']);
  });

  test('mistakes are said', () => {
    expect(() => nested.flatten('i')).toThrow("Column 'i', row 0: 1 is not an object");
    const taken = Table.fromRows<Row>([{ 'o.a': 1, o: { a: 2 } }]);
    expect(() => taken.flatten('o')).toThrow(expect.objectContaining({ code: 'TABLE_COLUMN_TAKEN' }));
  });
});
