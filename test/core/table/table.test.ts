import { describe, expect, test } from 'vitest';
import { Table, distinctCells, gather, vectorOf, withColumns, type Row } from '../../../core/src/table/index.ts';

const at = new Date('2026-01-02T03:04:05Z');
const rows: Row[] = [
  { ip: '192.0.2.1', bytes: 10, ok: true, at, tags: ['a'], big: 9n, mixed: 1, extra: { a: 1 } },
  { ip: null, bytes: NaN, ok: null, at: null, tags: null, big: null, mixed: 'x', extra: null },
  { ip: '192.0.2.1', bytes: null, ok: false, at, tags: [], big: 1n, mixed: null, extra: {} },
];

test('rows come back as they went in', () => {
  const table = Table.fromRows(rows);
  expect(table.toRows()).toEqual(rows);
  expect([...table]).toEqual(rows);
  expect(table.row(1)).toEqual(rows[1]);
  expect(table.cell(0, 'ip')).toBe('192.0.2.1');
  expect(Array.from(table.columns.values(), (spec) => spec.type)).toEqual([
    'text',
    'number',
    'boolean',
    'time',
    'list',
    'bigint',
    'any',
    'object',
  ]);
  expect(Table.fromColumns(table.toColumns()).toRows()).toEqual(rows);
  expect(JSON.parse(JSON.stringify(table.select('ip')))).toEqual(rows.map((row) => ({ ip: row['ip'] })));
});

test('rows may lack names; undefined is null; a leading null does not decide the type', () => {
  const table = Table.fromRows<object>([{ a: undefined }, { b: 2 }, { a: 'x', b: 3 }, {}]);
  expect(table.toRows()).toEqual([
    { a: null, b: null },
    { a: null, b: 2 },
    { a: 'x', b: 3 },
    { a: null, b: null },
  ]);
  expect(table.columns.get('a')).toEqual({ type: 'text', description: '', nullWhen: 'the source has no value' });
});

test('a column may be called like a member of every object', () => {
  const row = JSON.parse('{"__proto__": "a", "constructor": 1, "toJSON": 2}');
  const table = Table.fromRows<Row>([row]);
  expect(JSON.stringify(table.toRows())).toBe('[{"__proto__":"a","constructor":1,"toJSON":2}]');
  expect(
    table.filter((view) => (view['__proto__'] as unknown) === 'a' && (view['constructor'] as unknown) === 1).size,
  ).toBe(1);
  expect(Table.fromRows<Row>([{ a: 1 }, row]).toRows()[0]).toHaveProperty('constructor', null);
});

test('stated types read texts and refuse what they cannot be', () => {
  const table = Table.fromRows([{ port: '080', at: '2026-01-02T03:04:05Z' }], {
    types: { port: 'number', at: 'time' },
  });
  expect(table.toRows()).toEqual([{ port: 80, at }]);
  expect(() => Table.fromRows([{ port: 'x' }], { types: { port: 'number' } })).toThrow(
    'Column \'port\', row 0: "x" is not a number.',
  );
  expect(() => Table.fromRows([{ port: () => 1 }])).toThrow("Column 'port', row 0");
  expect(() => Table.fromRows([{ port: 1 }], { types: { prot: 'number' } })).toThrow("Did you mean 'port'?");
  expect(Table.fromRows([], { types: { port: 'number' } }).columnNames).toEqual(['port']);
});

test.each([
  ['column', () => Table.fromRows<Row>(rows).select('bites'), "There is no column 'bites'. Did you mean 'bytes'?"],
  ['cell', () => Table.fromRows<Row>(rows).cell(0, 'zzzzzz'), 'The columns are: ip, bytes'],
  ['row', () => Table.fromRows(rows).row(3), 'There is no row 3: the table has 3 rows.'],
  ['length', () => Table.fromColumns({ a: [1], b: [1, 2] }), "The column 'b' has 2 rows, but 'a' has 1."],
])('a wrong %s is named in the message', (_, act, message) => {
  expect(act).toThrow(message);
});

describe('pieces for code that works on columns', () => {
  test('distinctCells numbers the cells that occur, null and NaN are 0', () => {
    const table = Table.fromRows(rows);
    expect(distinctCells(table, 'ip')).toEqual({ codes: Uint32Array.of(1, 0, 1), values: ['192.0.2.1'] });
    expect(distinctCells(table, 'bytes')).toEqual({ codes: Uint32Array.of(1, 0, 0), values: [10] });
    const text = Table.fromColumns({ t: ['a', 'b', 'c', 'b'] })
      .filter((_, i) => i > 0)
      .sort({ column: 't', descending: true });
    expect(distinctCells(text, 't')).toEqual({ codes: Uint32Array.of(1, 2, 2), values: ['c', 'b'] });
  });

  test('gather repeats, reorders and gives rows of nulls', () => {
    const table = Table.fromRows(rows).filter((_, i) => i !== 1);
    expect(gather(table, Int32Array.of(1, -1, 1)).toRows()).toEqual([rows[2], nulls(rows[0]), rows[2]]);
  });

  test('withColumns goes by row, not by position', () => {
    const table = Table.fromColumns({ a: [3, 1, 2] }).sort('a');
    const column = { spec: { type: 'text', description: '' }, vector: vectorOf('text', ['x', 'y', null]) } as const;
    expect(withColumns(table, { b: column }).toRows()).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
      { a: 3, b: null },
    ]);
    expect(() => withColumns(table, { a: column })).toThrow("The column 'a' exists already.");
  });

  test('an origin follows its rows and stays shared', () => {
    const origin = { codes: Uint32Array.of(1, 2, 3), source: 'who' };
    const spec = { type: 'number', description: '' } as const;
    const column = { spec, vector: vectorOf('number', [3, 1, 2]), origin };
    const sorted = Table.of([
      ['a', column],
      ['b', column],
    ]).sort('a');
    expect(sorted.column('a').origin).toEqual({ codes: Uint32Array.of(2, 3, 1), source: 'who' });
    expect(sorted.column('a').origin).toBe(sorted.column('b').origin);
    const joined = sorted.join(Table.fromRows([{ a: 1, c: 1 }]), { on: 'a', how: 'inner' });
    expect(joined.column('b').origin?.codes).toEqual(Uint32Array.of(2));
  });
});

function nulls(row: Row | undefined): Row {
  return Object.fromEntries(Object.keys(row ?? {}).map((name) => [name, null]));
}
