import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeAtMs, startMs, type WindowKey } from '../../../../core/src/io/quota/quota-window.ts';
import {
  countedUnits,
  dropPassed,
  freeings,
  record,
  rewind,
  type LogEntry,
  type WindowLog,
} from '../../../../core/src/io/quota/window-log.ts';

const keys: WindowKey[] = ['second', 'minute', 'hour', 'day', 'month', 'sliding day', 'sliding month'];
const startOfTest = Date.UTC(2026, 10, 20);

const counted = (key: WindowKey, all: readonly LogEntry[], nowMs: number): number =>
  all.filter(({ atMs }) => atMs >= startMs(key, nowMs)).reduce((sum, { units }) => sum + units, 0);

const steps = (most: number) =>
  fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: most }), units: fc.integer({ min: 1, max: 9 }) }), {
    maxLength: 600,
    size: 'max',
  });

function run(key: WindowKey, all: readonly { readonly afterMs: number; readonly units: number }[]) {
  const log: WindowLog = [];
  const made: LogEntry[] = [];
  let nowMs = startOfTest;
  for (const { afterMs, units } of all) {
    nowMs += afterMs;
    dropPassed(key, log, nowMs);
    record(key, log, nowMs, units);
    made.push({ atMs: nowMs, units });
  }
  return { log, made, nowMs };
}

describe.each(keys)('a log per %s', (key) => {
  test('counts what a list of all requests counts, as long as there are few', () => {
    fc.assert(
      fc.property(steps(40_000), fc.nat(4_000_000), (all, laterMs) => {
        const { log, made, nowMs } = run(key, all.slice(0, 128));
        expect(countedUnits(key, log, nowMs + laterMs)).toBe(counted(key, made, nowMs + laterMs));
      }),
    );
  });

  test('never counts too little, nor much later than it must, and stays short', () => {
    fc.assert(
      fc.property(steps(300), fc.nat(100_000), (all, laterMs) => {
        const { log, made, nowMs } = run(key, all);
        const exact = counted(key, made, nowMs + laterMs);
        expect(countedUnits(key, log, nowMs + laterMs)).toBeGreaterThanOrEqual(exact);
        expect(log.length).toBeLessThanOrEqual(260);
        const lateMs = (freeAtMs(key, nowMs) - nowMs) / 128;
        if (!key.endsWith('day') && !key.endsWith('month'))
          expect(countedUnits(key, log, nowMs + laterMs + lateMs)).toBeLessThanOrEqual(exact);
      }),
    );
  });

  test('a clock that goes back frees nothing early and keeps nothing for ever', () => {
    fc.assert(
      fc.property(steps(40_000), fc.nat(1e11), (all, backMs) => {
        const { log, made, nowMs } = run(key, all);
        const before = countedUnits(key, log, nowMs);
        rewind(key, log, nowMs - backMs);
        expect(countedUnits(key, log, nowMs - backMs)).toBeGreaterThanOrEqual(before);
        const freed = freeings(key, log, nowMs - backMs).at(-1)?.atMs ?? 0;
        const nextPeriodMs = freeAtMs(key, freeAtMs(key, nowMs - backMs));
        expect(freed).toBeLessThanOrEqual(nextPeriodMs + 1);
        expect(log.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(
          made.reduce((sum, { units }) => sum + units, 0),
        );
      }),
    );
  });
});

test('a day that has passed counts again when the clock goes back over midnight', () => {
  const log: WindowLog = [];
  const midnight = Date.UTC(2026, 10, 21);
  record('day', log, midnight - 1_000, 5);
  dropPassed('day', log, midnight + 1_000);
  record('day', log, midnight + 1_000, 2);
  expect(countedUnits('day', log, midnight + 1_000)).toBe(2);
  rewind('day', log, midnight - 500);
  expect(countedUnits('day', log, midnight - 500)).toBe(7);
  expect(countedUnits('day', log, midnight)).toBe(2);
});
