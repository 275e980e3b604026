import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpus } from './corpus.ts';
import { heldOut } from './held-out.ts';
import { scoresOf, scoresTable } from './scores.ts';

const scores = scoresOf(corpus);
/** What is found must be right more often than all must be found: an analyst follows up each. */
const leastPrecision = 0.98;
const leastRecall = 0.97;

test('there are many texts, and some of each type', () => {
  expect(corpus.length).toBeGreaterThan(1_000);
  expect(scores.filter(({ expected }) => expected < 30)).toEqual([]);
});

test.each(scores)('$type: precision $precision, recall $recall', ({ precision, recall }) => {
  expect(precision).toBeGreaterThanOrEqual(leastPrecision);
  expect(recall).toBeGreaterThanOrEqual(leastRecall);
});

test('in texts held out hardly anything is missed', () => {
  expect(heldOut.length).toBeGreaterThan(1_000);
  expect(scoresOf(heldOut).filter(({ recall }) => recall < leastRecall)).toEqual([]);
});

test('the README says so', () => {
  const [, after = ''] = readFileSync('plugins/ioc/README.md', 'utf8').split('<!-- scores -->\n');
  expect(squeezed(after.split('<!-- end -->')[0] ?? '')).toBe(squeezed(scoresTable(corpus, heldOut)));
});

/** Without the spaces and dashes that line up a table. */
const squeezed = (table: string): string =>
  table.trim().replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').replaceAll(/-+:/g, '-:');
