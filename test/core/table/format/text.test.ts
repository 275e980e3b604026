import fc from 'fast-check';
import { Table } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { formatRecord, formatText } from '../../../../core/src/table/format/text.ts';
import { visibleText } from '../../../../core/src/table/format/visible-text.ts';

const table = Table.fromRows([
  { name: 'a', size: 5, note: null, at: new Date('2026-11-20T08:00:00Z') },
  { name: 'long text', size: 1234.5, note: ['x', 1], at: null },
]);

test('columns aligned, numbers to the right, null as –, times in UTC, lists as JSON', () => {
  expect(formatText(table)).toBe(
    [
      'name         size  note     at',
      'a               5  –        2026-11-20T08:00:00.000Z',
      'long text  1234.5  ["x",1]  –',
    ].join('\n'),
  );
});

test.each([
  [60.03791454238318, '60.0379'],
  [0.050616660996481856, '0.0506167'],
  [2.533292788455195e-7, '2.53329e-7'],
  [1849331592.25, '1849331592'],
  [-1234567.5, '-1234568'],
  [123456789012345, '123456789012345'],
  [NaN, 'NaN'],
])('of %d is shown %s', (cell, text) => {
  expect(formatText(Table.fromRows([{ n: cell }])).split('\n')[1]).toBe(text);
});

test('what is left out is said', () => {
  expect(formatText(table, { rows: 1, columns: ['size'] })).toBe('size\n   5\n… 1 more row');
  expect(formatText(table, { rows: 1, columns: ['size'], totalRows: 2_000 })).toContain('… 1,999 more rows');
});

test('without rows there is a header', () => {
  expect(formatText(Table.fromRows([], { types: { a: 'text' } }))).toBe('a');
});

describe('a line that is too short', () => {
  const wide = Table.fromRows([{ first: 'x'.repeat(50), second: 'y'.repeat(10), third: 'z', fourth: 'w' }]);

  test('cuts what is wide, and keeps what is short whole', () => {
    expect(formatText(wide, { width: 52 })).toBe(
      [`first${' '.repeat(22)}second      third  fourth`, `${'x'.repeat(24)}…  ${'y'.repeat(10)}  z      w`].join('\n'),
    );
  });

  test('leaves out the last columns rather than cutting all of them to nothing', () => {
    expect(formatText(wide, { width: 38 })).toBe(
      [`first${' '.repeat(23)}second`, `${'x'.repeat(25)}…  ${'y'.repeat(10)}`, '… 2 more columns: third, fourth'].join(
        '\n',
      ),
    );
  });

  test('cuts long names before cells', () => {
    const named = Table.fromRows([{ 'a.very.long.name.indeed': 'found', address: '162.159.200.123' }]);
    expect(formatText(named, { width: 30 })).toBe('a.very.long.…  address\nfound          162.159.200.123');
  });

  test('is never exceeded', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom('漢字かな交じり文', '🙂🙂', 'é'),
      fc.constant(null),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: cell, bb: cell, ccc: cell, dddd: cell }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 20, max: 80 }),
        (rows, width) => {
          const lines = formatText(Table.fromRows(rows), { width }).split('\n');
          expect(lines.filter((line) => line.length > width)).toEqual([]);
        },
      ),
    );
  });
});

test('one row as a list, without the columns that have nothing to say', () => {
  expect(formatRecord(table.slice(0, 1))).toBe(
    ['name  a', 'size  5', 'at    2026-11-20T08:00:00.000Z', '… 1 column without a value'].join('\n'),
  );
});

test('nothing in a cell or a name can act on a terminal', () => {
  const hostile = Table.fromRows([{ 'a\u001b[31m': '\u001b]0;title\u0007\u009b31m\r\n\u202e\u2066' }]);
  for (const text of [formatText(hostile), formatRecord(hostile)]) {
    expect(text).toContain('␛]0;title␇\ufffd31m␍␊\ufffd\ufffd');
    expect(text.replaceAll('\n', '')).toBe(visibleText(text.replaceAll('\n', '')));
  }
});

test('styles see safe text, and the cell behind it', () => {
  const style = {
    header: (text: string) => `<${text}>`,
    cell: (text: string, column: string, cell: unknown) => (cell === null ? text : `${column}:${text}`),
    note: (text: string) => `(${text})`,
  };
  expect(formatRecord(table.slice(1, 2), { style, columns: ['name', 'at'] })).toBe(
    '<name>  name:long text\n(… 1 column without a value)',
  );
});
