import { expect, test } from 'vitest';
import {
  readArrow,
  readCsv,
  readJson,
  sum,
  Table,
  withColumns,
  vectorOf,
  type Row,
} from '../../../core/src/table/index.ts';

const table = Table.fromRows<Row>([{ a: 1, t: 'x' }]);
const short = { spec: { type: 'number', description: '' }, vector: vectorOf('number', [1, 2]) } as const;

test.each([
  ['TABLE_COLUMN_MISSING', () => table.select('b'), { column: 'b', columns: ['a', 't'] }],
  ['TABLE_COLUMN_TAKEN', () => withColumns(table, { a: short }), { column: 'a' }],
  ['TABLE_COLUMN_LENGTH', () => withColumns(table, { b: short }), { column: 'b', length: 2, firstName: 'a', size: 1 }],
  ['TABLE_COLUMN_TYPE', () => table.groupBy().summarize({ s: sum('t') }), { column: 't', type: 'text' }],
  ['TABLE_ROW_MISSING', () => table.row(-1), { row: -1, size: 1 }],
  ['TABLE_ROW_MISSING', () => table.cell(0.5, 'a'), { row: 0.5 }],
  ['TABLE_CELL_INVALID', () => table.retype({ t: 'time' }), { column: 't', row: 0, type: 'time', value: '"x"' }],
  ['TABLE_CSV_EMPTY', () => readCsv('\uFEFF'), {}],
  ['TABLE_CSV_RAGGED', () => readCsv('a,b\n1\n'), { line: 2, fields: 1, expected: 2 }],
  ['TABLE_CSV_QUOTE', () => readCsv('a\n"x'), { line: 2 }],
  ['TABLE_JSON_INVALID', () => readJson('nope'), { where: 'Line 1' }],
  ['TABLE_ARROW_INVALID', () => readArrow(Uint8Array.of(1, 2, 3)), {}],
])('%s tells its details', (code, act, details) => {
  expect(act).toThrow(expect.objectContaining({ code, details: expect.objectContaining(details) }));
});

test('a long or secret value is not repeated at length', () => {
  expect(() => readCsv(`a\n${'x'.repeat(500)}\n`, { types: { a: 'number' } })).toThrow(/: "x{58}… is not a number/);
});
