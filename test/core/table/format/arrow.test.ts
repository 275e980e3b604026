import * as arrow from '@uwdata/flechette';
import { describe, expect, test } from 'vitest';
import { Table, formatArrow, readArrow, type Row } from '../../../../core/src/table/index.ts';

const rows: Row[] = [
  {
    ip: '192.0.2.1',
    n: 1.5,
    ok: true,
    at: new Date('2026-01-02T03:04:05.678Z'),
    tags: ['a', { b: 1 }],
    big: 2n ** 70n,
    mixed: 1,
    extra: { a: null },
  },
  { ip: null, n: null, ok: null, at: null, tags: null, big: null, mixed: 'x', extra: null },
  { ip: '', n: NaN, ok: false, at: new Date(-1), tags: [], big: 1n, mixed: null, extra: {} },
];

test.each(['file', 'stream'] as const)('a table comes back from an Arrow %s with what its columns say', (container) => {
  const specs = {
    n: { unit: 'bytes', range: [0, 10], description: 'sent' },
    ip: { description: 'source', entity: 'IpAddress', nullWhen: 'not logged' },
  } as const;
  const table = Table.fromRows(rows, { specs });
  const again = readArrow(formatArrow(table, { container }));
  expect(again.toRows()).toEqual(rows);
  expect([...again.columns]).toEqual([...table.columns]);
  expect(readArrow(formatArrow(table.sort({ column: 'n', descending: true }))).cells('n')).toEqual([NaN, 1.5, null]);
});

test('a table without rows keeps its columns', () => {
  const table = Table.fromRows(rows).filter(() => false);
  expect([...readArrow(formatArrow(table)).columns]).toEqual([...table.columns]);
});

describe('files of other writers', () => {
  const read = (columns: Record<string, unknown[]>, types: Record<string, arrow.DataType>): Table => {
    const bytes = arrow.tableToIPC(arrow.tableFromArrays(columns, { types }), { format: 'stream' });
    return readArrow(bytes ?? new Uint8Array());
  };

  test('integers of 64 bits are numbers where that is exact', () => {
    const table = read({ a: [1n, null], b: [1n, 2n ** 60n] }, { a: arrow.int64(), b: arrow.int64() });
    expect(table.toRows()).toEqual([
      { a: 1, b: 1n },
      { a: null, b: 2n ** 60n },
    ]);
  });

  test('lists, structs, dates', () => {
    const types = { l: arrow.list(arrow.float64()), d: arrow.dateDay(), s: arrow.struct({ x: arrow.utf8() }) };
    const table = read({ l: [[1, 2]], d: [new Date('2026-01-02')], s: [{ x: 'y' }] }, types);
    expect(table.toRows()).toEqual([{ l: [1, 2], d: new Date('2026-01-02'), s: { x: 'y' } }]);
  });

  test('bytes that are no Arrow are refused', () => {
    expect(() => readArrow(new TextEncoder().encode('not arrow at all, but long enough'))).toThrow(
      'cannot be read as Arrow',
    );
  });
});
