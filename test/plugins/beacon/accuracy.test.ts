import { expect, test } from 'vitest';
import { accuracyInReadme, accuracyText } from './accuracy.ts';

/** Lines of text and cells of tables, without the spaces and dashes that line them up. */
const squeezed = (text: string): string =>
  text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').replaceAll(/\n+/g, '\n');

test('README: what is found of the labelled set is what it says', { timeout: 120_000 }, () => {
  expect(squeezed(accuracyInReadme())).toBe(squeezed(accuracyText()));
});
