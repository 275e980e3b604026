import { expect, test } from 'vitest';
import { Table } from '../../../../core/src/table/index.ts';

test('selects in the order named and keeps what columns say', () => {
  const table = Table.fromRows([{ a: 1, b: 2, c: 3 }], { specs: { b: { unit: 'bytes', description: 'sent' } } });
  const selected = table.select('c', 'b');
  expect(selected.toRows()).toEqual([{ c: 3, b: 2 }]);
  expect(selected.columns.get('b')).toEqual({ type: 'number', unit: 'bytes', description: 'sent' });
  expect(table.select().columnNames).toEqual([]);
  expect(table.select().size).toBe(1);
});
