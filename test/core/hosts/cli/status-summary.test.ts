import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { StatusSummary } from '../../../../core/src/hosts/cli/status-summary.ts';

const plain = createColors(false);

test('adds up the batches of a run, the most frequent status first', () => {
  const summary = new StatusSummary();
  summary.add([{ pivot: 'p', column: 'c', counts: { found: 1, 'not-found': 1_000 } }]);
  summary.add([
    { pivot: 'p', column: 'c', counts: { found: 2 } },
    { pivot: 'p', column: 'd', counts: { 'skipped(no-value)': 1 } },
  ]);
  expect(summary.lines(plain)).toEqual(['p of c: 1,000 not-found, 3 found', 'p of d: 1 skipped(no-value)']);
  expect(summary.exitCode).toBe(0);
});

test.each([
  ['failed(PLUGIN_FAILED)', 3],
  ['timeout', 3],
  ['throttled', 3],
  ['skipped(provider-off)', 3],
  ['skipped(cancelled)', 3],
  ['skipped(budget)', 3],
  ['skipped(not-public)', 0],
  ['skipped(marking)', 0],
  ['not-supported', 0],
] as const)('%s: exit code %i', (status, code) => {
  const summary = new StatusSummary();
  summary.add([{ pivot: 'p', column: 'c', counts: { found: 5, [status]: 1 } }]);
  expect(summary.exitCode).toBe(code);
});

test.each([
  [{}, 'with --resume DIR the run after it asks only what is missing'],
  [{ cache: { folder: 'x' } }, 'rerun later: what the cache has is not asked again'],
  [{ cache: { folder: 'x' }, journal: 'a\u001bb' }, 'rerun with --resume a␛b: only what is missing is asked'],
])('advice for what may pass: %j', (keeping, said) => {
  const summary = new StatusSummary();
  summary.add([{ pivot: 'p', column: 'c', counts: { found: 1, throttled: 1, 'skipped(budget)': 2 } }]);
  expect(summary.advice(keeping)).toContain(`3 rows lack an answer; ${said}`);
});

test('no advice where nothing lacks, or asking again will not help', () => {
  const summary = new StatusSummary();
  summary.add([{ pivot: 'p', column: 'c', counts: { found: 1, 'failed(PROVIDER_UNAUTHORIZED)': 2 } }]);
  expect(summary.advice({})).toBeUndefined();
});
