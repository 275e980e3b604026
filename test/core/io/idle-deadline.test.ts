import { describe, expect, test } from 'vitest';
import { withIdleDeadline } from '../../../core/src/io/idle-deadline.ts';
import { DeadlineExceeded } from '../../../core/src/io/deadline.ts';
import { TestClock } from '../../support/test-clock.ts';

const never = (): Promise<never> => new Promise(() => {});

function limited(clock: TestClock, signal = new AbortController().signal) {
  return { clock, signal, timeoutMs: 1_000 };
}

describe('a time limit that counts only while nothing is waited for', () => {
  test('ends what does nothing', async () => {
    const clock = new TestClock();
    await expect(clock.runUntil(withIdleDeadline(never, limited(clock)))).rejects.toThrow(DeadlineExceeded);
    expect(clock.monotonicMs()).toBe(1_000);
  });

  test('does not count what is waited for, of several things until the last of them', async () => {
    const clock = new TestClock();
    const later = (ms: number): Promise<number> =>
      new Promise((resolve) => {
        clock.after(ms, () => resolve(ms));
      });
    const work = withIdleDeadline((_, busy) => Promise.all([busy(later(5_000)), busy(later(9_000))]), limited(clock));
    expect(await clock.runUntil(work)).toEqual([5_000, 9_000]);
    expect(clock.waiting).toBe(0);
  });

  test('counts again after that, also where what was waited for failed', async () => {
    const clock = new TestClock();
    const work = withIdleDeadline(async (_, busy) => {
      await busy(Promise.reject(new Error('no'))).catch(() => {});
      return never();
    }, limited(clock));
    await expect(clock.runUntil(work)).rejects.toThrow(DeadlineExceeded);
  });

  test('ends with the signal, which what it runs hears', async () => {
    const clock = new TestClock();
    const controller = new AbortController();
    let heard: unknown;
    const work = withIdleDeadline(
      (signal) => {
        signal.addEventListener('abort', () => (heard = signal.reason));
        return never();
      },
      limited(clock, controller.signal),
    );
    controller.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
    expect(heard).toEqual(new Error('enough'));
    expect(clock.waiting).toBe(0);
  });
});
