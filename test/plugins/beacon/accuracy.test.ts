import { expect, test } from 'vitest';
import { accuracyText, inReadme } from './accuracy.ts';
import { behaviourText } from './behaviour-accuracy.ts';

/** Lines of text and cells of tables, without the spaces and dashes that line them up. */
const squeezed = (text: string): string =>
  text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').replaceAll(/\n+/g, '\n');

test.each([
  ['accuracy', accuracyText],
  ['behaviours', () => behaviourText()],
] as const)('README: what is found of the labelled trains (%s) is what it says', { timeout: 120_000 }, (part, made) => {
  expect(squeezed(inReadme(part))).toBe(squeezed(made()));
});
