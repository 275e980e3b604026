import { numberCells, Table, timeCells } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';

const start = Date.UTC(2026, 0, 1);

describe('cells as numbers', () => {
  test.each([
    ['numbers, null as NaN', [1.5, null, -2], [1.5, NaN, -2]],
    ['true and false', [true, false, null], [1, 0, NaN]],
    ['bigints', [5n, null], [5, NaN]],
    ['texts that say numbers', ['4', null, '1e3', '4'], [4, NaN, 1000, 4]],
    ['nothing at all', [null, null], [NaN, NaN]],
    ['no rows', [], []],
    ['cells of several types', [1, '2', null], [1, 2, NaN]],
  ])('%s', (_, cells, expected) => {
    expect([...numberCells(Table.fromColumns({ cells }), 'cells')]).toEqual(expected);
  });

  test.each([
    ['a text that says none', ['1', 'x'], 'TABLE_CELL_INVALID'],
    ['lists', [[1]], 'TABLE_COLUMN_TYPE'],
    ['times', [new Date(0)], 'TABLE_CELL_INVALID'],
  ])('%s: an error', (_, cells, code) => {
    const table = Table.fromColumns({ cells });
    expect(() => numberCells(table, 'cells')).toThrow(expect.objectContaining({ code }));
  });

  test('in the order of a sorted and filtered table', () => {
    const table = Table.fromColumns({ x: [3, 1, 2] })
      .sort('x')
      .filter((row) => row.x !== 2);
    expect([...numberCells(table, 'x')]).toEqual([1, 3]);
  });

  test('a column that is not there, with the nearest name', () => {
    expect(() => numberCells(Table.fromColumns({ count: [1] }), 'cuont')).toThrow("Did you mean 'count'?");
  });
});

describe('cells as times', () => {
  test.each([
    ['times, null as NaN', [new Date(start), null], [start, NaN]],
    ['texts in ISO 8601', ['2026-01-01T00:00:00Z', null, '2026-01-01'], [start, NaN, start]],
  ])('%s', (_, cells, expected) => {
    expect([...timeCells(Table.fromColumns({ cells }), 'cells')]).toEqual(expected);
  });

  test.each([
    ['a text that says none', ['yesterday']],
    ['numbers: nobody knows their unit', [1_767_225_600]],
  ])('%s: an error', (_, cells) => {
    expect(() => timeCells(Table.fromColumns({ cells }), 'cells')).toThrow(/ISO 8601 time/);
  });
});
