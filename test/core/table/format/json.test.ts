import { expect, test } from 'vitest';
import { Table, formatJson, formatNdjson, readJson, readNdjson } from '../../../../core/src/table/index.ts';

test('lists of objects and objects with rows', () => {
  expect(readJson('[{"a":1},{"b":[1]}]').toRows()).toEqual([
    { a: 1, b: null },
    { a: null, b: [1] },
  ]);
  expect(readJson('{"rows":[{"a":"2026-01-01"}]}', { types: { a: 'time' } }).toRows()).toEqual([
    { a: new Date('2026-01-01') },
  ]);
});

test('no digit of a long number is lost', () => {
  const text = '[{"id":1234567890123456789,"n":0.1234567890123456789,"deep":{"id":9007199254740993}}]';
  expect(readJson(text).toRows()).toEqual([
    { id: 1234567890123456789n, n: 0.12345678901234568, deep: { id: 9007199254740993n } },
  ]);
  expect(formatNdjson(readJson(text))).toContain('{"id":1234567890123456789,');
});

test.each([
  ['[{"a":1},\n{"a":]', 'Line 2 of the JSON cannot be read'],
  ['{"a":1}', 'it is neither a list of objects'],
  ['[1]', 'Row 0 of the JSON cannot be read: it is not an object'],
  ['', 'of the JSON cannot be read: Unexpected end'],
])('%s is refused', (text, message) => {
  expect(() => readJson(text)).toThrow(message);
});

test.each([
  ['{"a":1}\n\n{"a":}\n', 'Line 3 of the JSON cannot be read: Unexpected token'],
  ['[1]\n', 'Line 1 of the JSON cannot be read: it is not an object'],
])('NDJSON %j is refused with its line', (text, message) => {
  expect(() => readNdjson(text)).toThrow(message);
});

test('an error does not repeat the text', () => {
  expect(() => readNdjson('{"password":"hunter2",}')).not.toThrow('hunter2');
  expect(() => readJson('[{"password":hunter2}]')).not.toThrow('hunter2');
});

test('what is written is read again', () => {
  const rows = [
    { a: 'x', b: null, c: { d: [1, 'y'] } },
    { a: '', b: null, c: null },
  ];
  const table = Table.fromRows(rows);
  expect(readJson(formatJson(table)).toRows()).toEqual(rows);
  expect(readNdjson(`\uFEFF${formatNdjson(table).replaceAll('\n', '\r\n')}`).toRows()).toEqual(rows);
});
