import { atOnce, inTurns, type Clock, type Work } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';

function* count(to: number): Work<string> {
  for (let i = 0; i < to; i++) yield [i, to];
  return 'counted';
}

/** A clock that goes on by 10 ms whenever it is looked at. */
function clock(): Clock {
  let now = 0;
  return { now: () => new Date(0), monotonicMs: () => (now += 10), after: () => () => {} };
}

describe('work in turns', () => {
  test('gives its result, tells its progress now and then, and lets others run', async () => {
    const done: number[] = [];
    let othersRan = false;
    setImmediate(() => (othersRan = true));
    const call = { signal: new AbortController().signal, clock: clock(), progress: (i: number) => void done.push(i) };
    expect(await inTurns(count(9), call)).toBe('counted');
    expect([done, othersRan]).toEqual([[2, 5, 8], true]);
  });

  test('stops where it is when cancelled, with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let reached = 0;
    const progress = (i: number): void => {
      reached = i;
      controller.abort(reason);
    };
    await expect(inTurns(count(1e9), { signal: controller.signal, clock: clock(), progress })).rejects.toBe(reason);
    expect(reached).toBe(2);
    await expect(inTurns(count(1), { signal: controller.signal, clock: clock(), progress })).rejects.toBe(reason);
  });

  test('or all at once', () => {
    expect(atOnce(count(3))).toBe('counted');
  });
});
