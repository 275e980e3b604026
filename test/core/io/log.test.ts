import { describe, expect, test } from 'vitest';
import { jsonLog, redactedLog } from '../../../core/src/io/log.ts';
import { Redactor } from '../../../core/src/io/redact.ts';
import { Secret } from '../../../core/src/io/secret.ts';
import { fixedClock } from '../../support/clock.ts';

function logged(message: string, fields?: Readonly<Record<string, unknown>>, ...secrets: string[]): string {
  const lines: string[] = [];
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  redactedLog(
    jsonLog((line) => void lines.push(line), fixedClock()),
    redactor,
  ).warn(message, fields);
  return lines.join('\n');
}

const head = '"at":"2026-01-02T03:04:05.000Z","level":"warn","message"';
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('one JSON object a line', () => {
  test.each<[string, Record<string, unknown> | undefined, string]>([
    ['no fields', undefined, ''],
    ['fields', { n: 1, text: 'a\nb' }, ',"n":1,"text":"a\\nb"'],
    [
      'an error with its cause',
      { error: new TypeError('x', { cause: 'y' }) },
      ',"error":{"name":"TypeError","message":"x","cause":"y"}',
    ],
    ['a large number', { n: 2n ** 70n }, ',"n":"1180591620717411303424"'],
    ['a secret', { key: new Secret('abcd') }, ',"key":"‹secret›"'],
  ])('%s', (_, fields, expected) => {
    expect(logged('hi', fields)).toBe(`{${head}:"hi"${expected}}`);
  });

  test('what is no JSON is told as that', () => {
    expect(logged('hi', { cyclic })).toMatch(/^\{.*"message":"hi","fields":"cannot be shown: .*\}$/s);
  });
});

test('no secret stands in it', () => {
  expect(logged('with abcd', { abcd: 'abcd', error: new Error('abcd') }, 'abcd')).toBe(
    `{${head}:"with ‹secret›","‹secret›":"‹secret›","error":{"name":"Error","message":"‹secret›"}}`,
  );
});
