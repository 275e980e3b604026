import { describe, expect, test } from 'vitest';
import { compareTlp, parseTlp, strictestTlp, tlpLevels } from '@pivotkit/entities';

describe('TLP', () => {
  test.each([
    ['TLP:AMBER+STRICT', 'amber+strict'],
    ['tlp: red', 'red'],
    ['Amber Strict', 'amber+strict'],
    ['white', 'clear'],
    [' GREEN ', 'green'],
    ['purple', undefined],
    ['', undefined],
  ])('%j is %s', (text, level) => {
    expect(parseTlp(text)).toBe(level);
  });

  test('the levels are in order', () => {
    for (const [i, level] of tlpLevels.entries())
      for (const [j, other] of tlpLevels.entries()) expect(compareTlp(level, other)).toBe(Math.sign(i - j));
  });

  test.each([
    [[], undefined],
    [[undefined], undefined],
    [['green', undefined, 'amber'], 'amber'],
    [['red', 'amber+strict'], 'red'],
  ] as const)('the strictest of %j is %s', (markings, strictest) => {
    expect(strictestTlp(markings)).toBe(strictest);
  });
});
