import { describe, expect, test } from 'vitest';
import { compileExpression, ExpressionFault } from '../../../../core/src/playbook/expression/expression.ts';

const row: Readonly<Record<string, unknown>> = {
  bytes: 5_000,
  host: 'WS-FIN-07',
  note: null,
  flag: null,
  start: new Date('2026-11-10T09:00:00Z'),
  end: new Date('2026-11-10T10:30:00Z'),
  tags: ['A', 'b'],
  big: 9_007_199_254_740_993n,
  'geolocation.status': 'found',
  place: { country: 'GR' },
  type: 'tls',
};
const parameters = { minBytes: 1_000, names: ['WS-FIN-07', 'flag'] };
const columns = Object.keys(row);
const valueOf = (text: string): unknown =>
  compileExpression(text, { columns, parameters }).evaluate((name) => row[name] ?? null);

describe('values', () => {
  test.each([
    ['numbers of tables beside whole numbers', 'bytes > 1000', true],
    ['division is not cut', 'bytes / 1024', 4.8828125],
    ['remainder', 'bytes % 7', 2],
    ['whole numbers come back as numbers', 'size(host) + 1', 10],
    ['equal', 'bytes == 5000', true],
    ['whole numbers beyond 2^53 stay exact', 'big + 0', 9_007_199_254_740_993n],
    ['columns with other signs', 'row["geolocation.status"] == "found"', true],
    ['columns that are words of the language', 'type == "tls" && bytes + 1 == 5001', true],
    ['members', 'place.country', 'GR'],
    ['of the row', 'row.bytes', 5_000],
    ['parameters', 'bytes > param.minBytes', true],
    ['lists of parameters', 'host in param.names', true],
    ['lists', 'tags.exists(tag, tag.lower() == "a")', true],
    ['a bound name is no column', 'tags.map(missing, missing + "!")', ['A!', 'b!']],
    ['text', 'host.startsWith("WS-") && lower(host).contains("fin")', true],
    ['patterns', 'host.matches("(?i)^ws-[a-z]+-\\\\d+$")', true],
    ['times', 'start < timestamp("2026-11-10T09:00:01Z")', true],
    ['durations are milliseconds', 'end - start', 5_400_000],
    ['durations compare', 'end - start > duration("1h")', true],
    ['hours', 'start.getHours()', 9],
    ['choices', 'bytes > 10000 ? "many" : "few"', 'few'],
    ['bind', 'cel.bind(k, bytes / 1000, k * k)', 25],
    ['lists and objects', '[bytes, 1]', [5_000, 1]],
    ['text of a number', '"n=" + string(bytes)', 'n=5000'],
  ])('%s: %s', (_, text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });
});

describe('null', () => {
  test.each([
    ['what needs the cell is null', 'note.contains("x")', null],
    ['comparison by size', 'flag > 3', null],
    ['arithmetic', 'flag + 1', null],
    ['a choice by null', 'flag ? 1 : 2', null],
    ['not null', '!flag', null],
    ['a column named at run time', 'row[param.names[1]] > 3', null],
    ['asked for', 'note == null', true],
    ['null is no other value', 'note == "x"', false],
    ['and null differs from any', 'note != "x"', true],
    ['what decides without it', 'bytes > 1 || flag > 3', true],
    ['what decides without it, the other way round', 'flag > 3 || bytes > 1', true],
    ['or not', 'bytes < 1 || flag > 3', null],
    ['false decides', 'flag > 3 && bytes < 1', false],
  ])('%s: %s', (_, text, expected) => {
    expect(valueOf(text)).toBe(expected);
  });
});

describe('what is wrong is said before a row is read', () => {
  test.each([
    ['bytes >', 7, 'end of the expression'],
    ['hots == "x"', 0, "Did you mean 'host'?"],
    ['bytes > 1 && row["geolocation.statos"] == "x"', 13, "Did you mean 'geolocation.status'?"],
    ['bytes > param.minBites', 8, "did you mean 'param.minBytes'?"],
    ['host.startWith("a")', 0, "did you mean 'startsWith'?"],
    ['1 + "x"', 0, 'int + string'],
    ['host.matches("(a")', 13, "a '(' without its ')'"],
    ['host == "x', 8, 'Unterminated string'],
    ['package == 1', 0, 'package'],
  ])('%s', (text, offset, message) => {
    let fault: unknown;
    try {
      compileExpression(text, { columns, parameters });
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(ExpressionFault);
    expect(fault).toMatchObject({ offset, message: expect.stringContaining(message) });
  });
});

test('what cannot be computed for another reason than null is a fault', () => {
  expect(() => valueOf('host > 3')).toThrow('string > int');
  expect(() => valueOf('place.city')).toThrow('No such key');
  expect(() => valueOf('row[param.names[0]] > 3')).toThrow(
    "There is no column 'WS-FIN-07'. The columns are: bytes, host",
  );
  expect(() => valueOf('row[lower("HOTS")] > 3')).toThrow("Did you mean 'host'?");
  expect(() => valueOf('row["host"] > 3')).toThrow('string > int');
});

test('unknown columns are only known when it runs', () => {
  const { columns: used, evaluate } = compileExpression('a + b', { parameters: {} });
  expect(used).toEqual(['a', 'b']);
  expect(evaluate((name) => (name === 'a' ? 1 : 2))).toBe(3);
});
