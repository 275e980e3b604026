import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Table, compareCells, type Cell, type Row } from '../../../../core/src/table/index.ts';

const sorted = (cells: readonly Cell[], options: object = {}): unknown[] =>
  Table.fromRows<Row>(cells.map((c) => ({ c })))
    .sort({ column: 'c', ...options })
    .cells('c');

test.each<[string, Cell[], object, Cell[]]>([
  ['numbers by value', [10, 9, -1, -0.5, 0, -Infinity, 1e300], {}, [-Infinity, -1, -0.5, 0, 9, 10, 1e300]],
  ['NaN after numbers, null after all', [NaN, null, 1, Infinity], {}, [1, Infinity, NaN, null]],
  ['null last also descending', [1, null, 2], { descending: true }, [2, 1, null]],
  ['null first when asked', [1, null, 2], { nulls: 'first' }, [null, 1, 2]],
  ['texts by code unit', ['b', 'a', 'B', '10', '9'], {}, ['10', '9', 'B', 'a', 'b']],
  ['false before true', [true, null, false], {}, [false, true, null]],
  ['bigints', [3n, 2n ** 70n, -1n], {}, [-1n, 3n, 2n ** 70n]],
  ['mixed types keep apart', ['a', 2, true, 1], {}, [true, 1, 2, 'a']],
  ['times', [new Date(5), new Date(-5)], {}, [new Date(-5), new Date(5)]],
  ['nothing', [], {}, []],
])('%s', (_, cells, options, expected) => {
  const table = cells.length === 0 ? Table.fromColumns({ c: cells }).sort('c').cells('c') : sorted(cells, options);
  expect(table).toEqual(expected);
});

const cell = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, NaN, null), fc.integer());
const rows = fc.array(fc.record({ a: cell, b: fc.constantFrom('x', 'y', 'z', null) }), { maxLength: 40 });

test('equals a stable comparison sort, by several keys', () => {
  fc.assert(
    fc.property(rows, fc.boolean(), fc.boolean(), (input, firstDown, secondDown) => {
      const table = Table.fromColumns({
        a: input.map((row) => row.a),
        b: input.map((row) => row.b),
        i: [...input.keys()],
      });
      const expected = [...input.keys()].sort(
        (i, j) => order(input[i]?.b, input[j]?.b, firstDown) || order(input[i]?.a, input[j]?.a, secondDown) || i - j,
      );
      const keys = [
        { column: 'b', descending: firstDown },
        { column: 'a', descending: secondDown },
      ] as const;
      expect(table.sort(...keys).cells('i')).toEqual(expected);
      expect(
        table
          .filter(() => true)
          .sort(...keys)
          .cells('i'),
      ).toEqual(expected);
    }),
  );
});

/** Nulls last in both directions; NaN is the greatest number (equal to Infinity for the order). */
function order(one: Cell | undefined, other: Cell | undefined, descending: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const compared = compareCells(one, other);
  return descending ? -compared : compared;
}
