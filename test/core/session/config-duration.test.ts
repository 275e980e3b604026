import { expect, test } from 'vitest';
import { durationMs } from '../../../core/src/session/config-duration.ts';

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['1.5d', 129_600_000],
  ['0s', 0],
  ['2', undefined],
  ['h', undefined],
  ['-1h', undefined],
  ['1 h', undefined],
  ['1e3s', undefined],
  ['2w', undefined],
])('%s', (text, ms) => expect(durationMs(text)).toBe(ms));
