import { instantCells, instantCell, Table, type Cell } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';

const day = Date.UTC(2026, 0, 1);

describe('instants as logs write them', () => {
  test.each<readonly [why: string, cell: Cell, unitsPerMs: number, expected: number]>([
    ['a time', new Date(day), 1, day],
    ['ISO 8601, blanks around it', ' 2026-01-01 00:00:00Z ', 1, day],
    ['digits below the millisecond', '2026-01-01T00:00:00.123456Z', 1000, day * 1000 + 123_456],
    ['as many digits as .NET writes', '2026-01-01T00:00:00.1234567Z', 1000, day * 1000 + 123_457],
    ['half of a unit goes to the even one, down', '2026-01-01T00:00:00.123045Z', 100, day * 100 + 12_304],
    ['half of a unit goes to the even one, up', '2026-01-01T00:00:00.123055Z', 100, day * 100 + 12_306],
    ['rounding carries over to the next millisecond', '2026-01-01T00:00:00.999999Z', 100, day * 100 + 100_000],
    ['seconds', day / 1000, 1, day],
    ['milliseconds', day, 1, day],
    ['microseconds', day * 1000, 1000, day * 1000],
    ['a whole bigint', BigInt(day), 1, day],
    ['digits in a text', String(day / 1000), 1, day],
    ['seconds with a fraction in a text', `${day / 1000}.25`, 1, day + 250],
    ['a date alone', '2026-01-01', 1, day],
    ['nothing', null, 1, NaN],
    ['no time', 'yesterday', 1, NaN],
    ['a day that does not exist', '2026-02-30', 1, NaN],
    ['zero, which is no instant but a gap', 0, 1, NaN],
    ['infinity', Infinity, 1, NaN],
    ['not a number', NaN, 1, NaN],
    ['true', true, 1, NaN],
    ['an invalid Date', new Date(NaN), 1, NaN],
  ])('%s', (_, cell, unitsPerMs, expected) => {
    expect(instantCell(cell, unitsPerMs)).toBe(expected);
    expect([...instantCells(Table.fromColumns({ cells: [cell, cell] }), 'cells', unitsPerMs)]).toEqual([
      expected,
      expected,
    ]);
  });

  test('a column that is not there, with the nearest name', () => {
    expect(() => instantCells(Table.fromColumns({ when: [1] }), 'wehn')).toThrow("Did you mean 'when'?");
  });
});
