import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Table, type Cell, type Row } from '../../../../core/src/table/index.ts';

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const left = Table.fromRows<Row>([
  { k: 'a', n: 1 },
  { k: null, n: 2 },
  { k: 'b', n: 3 },
  { k: 'a', n: 4 },
  { k: 'x', n: 5 },
]);
const right = Table.fromRows<Row>([
  { k: 'b', v: 'B' },
  { k: 'z', v: 'Z' },
  { k: 'a', v: 'A' },
  { k: null, v: '0' },
]);

test.each([
  [
    'left',
    [
      ['a', 1, 'A'],
      [null, 2, null],
      ['b', 3, 'B'],
      ['a', 4, 'A'],
      ['x', 5, null],
    ],
  ],
  [
    'inner',
    [
      ['a', 1, 'A'],
      ['b', 3, 'B'],
      ['a', 4, 'A'],
    ],
  ],
  [
    'right',
    [
      ['a', 1, 'A'],
      ['b', 3, 'B'],
      ['a', 4, 'A'],
      ['z', null, 'Z'],
      [null, null, '0'],
    ],
  ],
  [
    'outer',
    [
      ['a', 1, 'A'],
      [null, 2, null],
      ['b', 3, 'B'],
      ['a', 4, 'A'],
      ['x', 5, null],
      ['z', null, 'Z'],
      [null, null, '0'],
    ],
  ],
] as const)('%s join', (how, expected) => {
  const joined = left.join(right, { on: 'k', how });
  expect(joined.columnNames).toEqual(['k', 'n', 'v']);
  expect(joined.toRows().map((row) => Object.values(row))).toEqual(expected);
});

test('left columns of a left join are the very same', () => {
  expect(left.join(right, { on: 'k' }).column('n').vector).toBe(left.column('n').vector);
});

describe('what is one key', () => {
  const cases: [string, Cell, Cell, boolean][] = [
    ['null never matches', null, null, false],
    ['NaN never matches', NaN, NaN, false],
    ['a number is not its text', 1, '1', false],
    ['-0 is 0', -0, 0, true],
    ['Dates by time', day('2026-01-01'), day('2026-01-01'), true],
    ['a Date is not its number', new Date(5), 5, false],
    ['bigints by value', 1n, 1, true],
    ['lists by contents', [1, { a: 1, b: [2] }], [1, { b: [2], a: 1 }], true],
    ['lists by types too', [1], ['1'], false],
    ['texts by case', 'A', 'a', false],
    ['the empty text is a key', '', '', true],
  ];
  test.each(cases)('%s', (_, one, other, same) => {
    const joined = Table.fromRows<Row>([{ k: one }]).join(Table.fromRows<Row>([{ k: other, v: 1 }]), {
      on: 'k',
      how: 'inner',
    });
    expect(joined.size).toBe(same ? 1 : 0);
  });

  test('case can be ignored; the left spelling stays', () => {
    const joined = Table.fromRows<Row>([{ k: 'Host' }]).join(Table.fromRows<Row>([{ k: 'hOST', v: 1 }]), {
      on: 'k',
      ignoreCase: true,
    });
    expect(joined.toRows()).toEqual([{ k: 'Host', v: 1 }]);
    const repeated = Table.fromRows<Row>([{ k: 'a' }, { k: 'A' }]);
    expect(() => left.join(repeated, { on: 'k', ignoreCase: true })).toThrow('more than once');
  });

  test('keys of several columns do not run into each other', () => {
    const one = Table.fromRows<Row>([
      { a: 'x|y', b: 'z' },
      { a: 'x', b: 'y|z' },
      { a: 'x', b: null },
    ]);
    const other = Table.fromRows<Row>([{ a: 'x', b: 'y|z', v: 1 }]);
    expect(one.join(other, { on: ['a', 'b'] }).cells('v')).toEqual([null, 1, null]);
  });
});

describe('mistakes are said', () => {
  const twice = Table.fromRows<Row>([
    { k: 'q', v: 1 },
    { k: 'q', v: 2 },
  ]);
  test.each([
    ['TABLE_KEY_REPEATED', () => left.join(twice, { on: 'k' })],
    ['TABLE_COLUMN_MISSING', () => left.join(right, { left: 'kk', right: 'k' })],
    ['TABLE_COLUMN_TAKEN', () => left.join(Table.fromRows<Row>([{ k: 'a', n: 1 }]), { on: 'k' })],
    ['TABLE_COLUMN_TAKEN', () => left.join(right, { left: 'n', right: 'v' })],
    ['TABLE_JOIN_KEYS', () => left.join(right, { left: ['n', 'k'], right: 'v' })],
    ['TABLE_JOIN_KEYS', () => left.join(right, { on: [] })],
  ])('%s', (code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });

  test('a prefix or a suffix goes to all right columns but the shared keys', () => {
    const other = Table.fromRows<Row>([{ k: 'a', n: 9, v: 1 }]);
    expect(left.join(other, { on: 'k', prefix: 'r.', suffix: '!' }).columnNames).toEqual(['k', 'n', 'r.n!', 'r.v!']);
  });
});

test('columns of the side that may lack a row say so', () => {
  const plain = Table.fromRows<Row>([{ k: 'a', v: 1 }]);
  expect(left.join(plain, { on: 'k' }).columns.get('v')?.nullWhen).toContain('no row');
  expect(left.join(plain, { on: 'k', how: 'inner' }).columns.get('v')?.nullWhen).toBeUndefined();
  expect(left.join(plain, { on: 'k', how: 'right' }).columns.get('n')?.nullWhen).toContain('no row');
});

const key = fc.oneof(fc.constantFrom('a', 'b', '1', 1, 2, null, NaN, 0, -0), fc.constantFrom(new Date(1), new Date(2)));
const keyedRows = fc.array(fc.record({ k: key, j: fc.constantFrom('p', 'q', null) }), { maxLength: 12 });

function sameKey(one: Cell | undefined, other: Cell | undefined): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  return one !== null && one === other;
}

/** The join by nested loops: what every faster one must equal. */
function nestedLoop(leftRows: readonly Row[], rightRows: readonly Row[], how: string): unknown[][] {
  const rows: unknown[][] = [];
  const used = new Set<number>();
  for (const [i, one] of leftRows.entries()) {
    const matches = [...rightRows.keys()].filter(
      (j) => sameKey(one['k'], rightRows[j]?.['k']) && sameKey(one['j'], rightRows[j]?.['j']),
    );
    for (const j of matches) {
      used.add(j);
      rows.push([one['k'], one['j'], i, j]);
    }
    if (matches.length === 0 && (how === 'left' || how === 'outer')) rows.push([one['k'], one['j'], i, null]);
  }
  if (how === 'right' || how === 'outer') {
    for (const [j, other] of rightRows.entries()) if (!used.has(j)) rows.push([other['k'], other['j'], null, j]);
  }
  return rows;
}

test.each(['left', 'inner', 'right', 'outer'] as const)('%s join equals nested loops', (how) => {
  fc.assert(
    fc.property(keyedRows, keyedRows, fc.boolean(), (leftRows, rightRows, reversed) => {
      const numbered = (rows: readonly Row[], name: string): Table =>
        Table.fromRows<Row>(
          rows.map((row, i) => ({ ...row, [name]: i })),
          { types: rows.length === 0 ? { k: 'any', j: 'any', [name]: 'any' } : {} },
        );
      const [one, other] = [numbered(leftRows, 'l'), numbered(rightRows, 'r')];
      // A table with an index must join like one without.
      const viewed = reversed
        ? one
            .sort({ column: 'l', descending: true })
            .sort('l')
            .filter(() => true)
        : one;
      const joined = viewed.join(other, { on: ['k', 'j'], how, matches: 'all' });
      expect(joined.toRows().map((row) => Object.values(row))).toEqual(nestedLoop(leftRows, rightRows, how));
    }),
  );
});
