import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../core/src/io/retry-after.ts';

const now = new Date('2026-01-02T03:04:05Z');
const dayMs = 86_400_000;

test.each([
  ['no header', undefined, undefined],
  ['nothing', '', undefined],
  ['seconds', '7', 7000],
  ['with blanks around', ' 7 ', 7000],
  ['0, which some services send with a 429', '0', 1000],
  ['a number nobody can wait for', '9'.repeat(400), dayMs],
  ['below 0', '-5', undefined],
  ['a fraction', '1.5', undefined],
  ['words', 'soon', undefined],
  ['a date', 'Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
  ['a date that is past', 'Fri, 02 Jan 2026 03:04:00 GMT', 1000],
  ['a date years ahead', 'Fri, 02 Jan 2099 03:04:00 GMT', dayMs],
  ['a date that is none', 'Fri, 99 Foo 2026 03:04:00 GMT', undefined],
  ['a date of another form', '2026-01-02T03:04:35Z', undefined],
])('%s', (_, header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
