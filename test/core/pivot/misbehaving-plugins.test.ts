import { createSession, found, PivotKitError } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { fixedClock } from '../../support/clock.ts';
import { misbehavingPlugin } from '../../support/plugins.ts';

const addresses = ['8.8.8.8', '1.1.1.1', '9.9.9.9'];

async function statusesOf(
  lookup: Parameters<typeof misbehavingPlugin>[0],
  options: Parameters<typeof misbehavingPlugin>[1] = {},
): Promise<{ readonly statuses: string[]; readonly notes: (string | undefined)[] }> {
  const session = await createSession({
    plugins: [misbehavingPlugin(lookup, options)],
    clock: fixedClock({ impatient: true }),
  });
  const frame = await session.entities.IpAddress.odd(addresses);
  expect(frame.size).toBe(3);
  return {
    statuses: frame.toRows().map((row) => row['odd.status']),
    notes: addresses.map((_, i) => frame.why(i, 'odd.status')?.note),
  };
}

const ok = { label: 'fine' };

describe('what a plugin does wrong is a status on its rows, and the others keep their answer', () => {
  test.each<readonly [string, (key: string) => unknown, string, RegExp]>([
    ['a wrong type', () => found({ label: 7 }), 'failed(RESULT_INVALID)', /'label' should hold text, not 7/],
    ['a null that is never to be', () => found({ label: null }), 'failed(RESULT_INVALID)', /'label' is null/],
    [
      'a column it did not declare',
      () => found({ ...ok, extra: 1 }),
      'failed(RESULT_INVALID)',
      /'extra' is not declared/,
    ],
    [
      'a number out of range',
      () => found({ ...ok, score: 11 }),
      'failed(RESULT_INVALID)',
      /'score' is 11, outside 0 to 10/,
    ],
    ['NaN', () => found({ ...ok, score: NaN }), 'failed(RESULT_INVALID)', /'score' should hold number, not NaN/],
    ['two rows for one input', () => found([ok, ok]), 'failed(RESULT_INVALID)', /2 rows for one input/],
    ['found without rows', () => ({ status: 'found', rows: [] }), 'failed(RESULT_INVALID)', /without rows/],
    ['an unknown status', () => ({ status: 'clean' }), 'failed(RESULT_INVALID)', /without a known status/],
    ['nothing', () => undefined, 'failed(RESULT_INVALID)', /without a known status/],
  ])('%s', async (_, resultOf, status, note) => {
    const { statuses, notes } = await statusesOf((inputs) =>
      inputs.map(({ key }) => (key === '1.1.1.1' ? resultOf(key) : found(ok))),
    );
    expect(statuses).toEqual(['found', status, 'found']);
    expect(notes[1]).toMatch(note);
  });
});

test.each([
  ['too few results', () => [], /0 results for [12] inputs/],
  ['too many results', () => [found(ok), found(ok), found(ok)], /3 results for [12] inputs/],
  ['no list', () => 'clean', /no list of results/],
])('%s fails the batch', async (_, answer, note) => {
  const { statuses, notes } = await statusesOf(answer);
  expect(statuses).toEqual(addresses.map(() => 'failed(RESULT_INVALID)'));
  expect(notes[0]).toMatch(note);
});

test('a throw fails its batch only, with the plugin named', async () => {
  const { statuses, notes } = await statusesOf((inputs) => {
    if (inputs.some(({ key }) => key === '9.9.9.9')) throw new TypeError('no such thing');
    return inputs.map(() => found(ok));
  });
  expect(statuses).toEqual(['found', 'found', 'failed(PLUGIN_FAILED)']);
  expect(notes[2]).toContain("The plugin 'odd' failed in 'odd': no such thing.");
});

test('an error with a code keeps its code', async () => {
  const { statuses } = await statusesOf(() =>
    Promise.reject(new PivotKitError('OFFLINE', { host: 'api.example.com' })),
  );
  expect(statuses[0]).toBe('failed(OFFLINE)');
});

test('a promise that never settles is a timeout, and its signal is aborted', async () => {
  const signals: AbortSignal[] = [];
  const { statuses } = await statusesOf((_, signal) => {
    signals.push(signal);
    return new Promise(() => {});
  });
  expect(statuses).toEqual(['timeout', 'timeout', 'timeout']);
  expect(signals.every((signal) => signal.aborted)).toBe(true);
});

test('after the credentials were refused the provider is not asked again in the run', async () => {
  let calls = 0;
  const { statuses } = await statusesOf(
    () => {
      calls++;
      return Promise.reject(new PivotKitError('PROVIDER_UNAUTHORIZED', { provider: 'Odd', status: 401 }));
    },
    { batch: 1 },
  );
  // Four may be under way at once, so the refusal can come after the others were sent; none comes later.
  expect(calls).toBeLessThanOrEqual(3);
  expect(statuses[0]).toBe('failed(PROVIDER_UNAUTHORIZED)');
  expect(statuses.every((status) => ['failed(PROVIDER_UNAUTHORIZED)', 'skipped(provider-off)'].includes(status))).toBe(
    true,
  );
});

test('a plugin that changes its inputs cannot: entities are frozen', async () => {
  const { statuses } = await statusesOf((inputs) => {
    for (const input of inputs) Object.assign(input, { address: '0.0.0.0' });
    return inputs.map(() => found(ok));
  });
  expect(statuses[0]).toBe('failed(PLUGIN_FAILED)');
});
