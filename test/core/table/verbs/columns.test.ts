import { describe, expect, test } from 'vitest';
import { Table, type Row } from '../../../../core/src/table/index.ts';

const spec = { unit: 'bytes', description: 'sent' } as const;
const table = Table.fromRows<Row>(
  [
    { a: 1, b: 'x' },
    { a: 2, b: null },
    { a: null, b: 'z' },
  ],
  { specs: { a: spec } },
);

test('drop, rename (also swapping), in place and with what columns say', () => {
  expect(table.drop('a').toRows()).toEqual([{ b: 'x' }, { b: null }, { b: 'z' }]);
  const swapped = table.rename({ a: 'b', b: 'a' });
  expect(swapped.columnNames).toEqual(['b', 'a']);
  expect(swapped.columns.get('b')).toMatchObject(spec);
  expect(() => table.rename({ a: 'b' })).toThrow(expect.objectContaining({ code: 'TABLE_COLUMN_TAKEN' }));
  expect(() => table.drop('c')).toThrow(expect.objectContaining({ code: 'TABLE_COLUMN_MISSING' }));
});

describe('derive', () => {
  test('adds columns from the row as it was', () => {
    const derived = table.sort({ column: 'a', descending: true }).derive(
      {
        a: (row) => Number(row['a'] ?? 0) * 10,
        c: (row, i) => `${i}${JSON.stringify(row['a'])}`,
        d: () => undefined,
      },
      { overwrite: true, specs: { c: { description: 'c' } } },
    );
    expect(derived.toRows()).toEqual([
      { a: 20, b: null, c: '02', d: null },
      { a: 10, b: 'x', c: '11', d: null },
      { a: 0, b: 'z', c: '2null', d: null },
    ]);
    expect(derived.columns.get('c')).toEqual({ type: 'text', description: 'c' });
  });

  test('does not replace a column unless asked', () => {
    expect(() => table.derive({ a: () => 1 })).toThrow("The column 'a' exists already");
    expect(() => table.derive({ c: () => 1 }, { specs: { c: { type: 'time' } } })).toThrow(
      "Column 'c', row 0: 1 is not",
    );
  });

  test('a view of a row can be made a cell', () => {
    const derived = table.derive({ row: (row) => JSON.parse(JSON.stringify(row)) });
    expect(derived.cell(0, 'row')).toEqual({ a: 1, b: 'x' });
  });
});

test('retype reads texts, once each, and says which cell it cannot read', () => {
  const texts = Table.fromColumns({ n: ['1', '2', null, '1'], t: ['2026-01-02', null, '2026-01-02T00:00+01:00', ''] });
  expect(texts.head(3).retype({ n: 'number', t: 'time' }).toRows()).toEqual([
    { n: 1, t: new Date('2026-01-02') },
    { n: 2, t: null },
    { n: null, t: new Date('2026-01-01T23:00Z') },
  ]);
  expect(() => texts.retype({ t: 'time' })).toThrow('Column \'t\', row 3: "" is not an ISO 8601 time');
  expect(
    Table.fromColumns({ n: [1, 2.5] })
      .retype({ n: 'text' })
      .cells('n'),
  ).toEqual(['1', '2.5']);
  expect(
    Table.fromColumns({ n: [5] })
      .retype({ n: 'bigint' })
      .cells('n'),
  ).toEqual([5n]);
  expect(() => Table.fromColumns({ n: [[1]] }).retype({ n: 'text' })).toThrow('is not a text');
});

describe('concat', () => {
  test('puts rows behind rows', () => {
    const joined = table.concat(
      table.filter((row) => row['a'] === 2),
      table,
    );
    expect(joined.toRows()).toEqual([...table, { a: 2, b: null }, ...table]);
    expect(joined.columns.get('a')).toMatchObject(spec);
  });

  test('columns of different types become any; missing ones are an error or null', () => {
    const other = Table.fromRows<Row>([{ b: 5, c: true }]);
    expect(() => table.concat(other)).toThrow("There is no column 'c' in table 1 of 2");
    const filled = table.concatFill(other);
    expect(filled.toRows().at(-1)).toEqual({ a: null, b: 5, c: true });
    expect(Array.from(filled.columns.values(), ({ type }) => type)).toEqual(['number', 'any', 'boolean']);
    expect(filled.cells('c')).toEqual([null, null, null, true]);
  });

  test('origins of one kind of source become one, of several none', () => {
    const part = (lookups: readonly string[], codes: readonly number[], pivot = 'p'): Table => {
      const origin = { codes: Uint32Array.from(codes), source: { pivot, lookups } };
      const vector = { kind: 'number', numbers: new Float64Array(codes.length) } as const;
      const column = { spec: { type: 'number', description: '' }, vector, origin } as const;
      return Table.of([
        ['x', column],
        ['y', column],
      ]);
    };
    const joined = part(['a', 'b'], [1, 2]).concat(part(['c'], [0, 1]), part(['a', 'b'], [2]));
    expect(joined.column('x').origin).toEqual({
      codes: Uint32Array.of(1, 2, 0, 3, 5),
      source: { pivot: 'p', lookups: ['a', 'b', 'c', 'a', 'b'] },
    });
    expect(joined.column('x').origin).toBe(joined.column('y').origin);
    expect(
      part(['a'], [1])
        .concat(part(['b'], [1], 'q'))
        .column('x').origin,
    ).toBeUndefined();
    const same = part(['a'], [1]);
    expect(same.concat(same).column('x').origin?.codes).toEqual(Uint32Array.of(1, 1));
  });
});
