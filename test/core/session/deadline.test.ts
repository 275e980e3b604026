import {
  createSession,
  definePivot,
  definePlugin,
  found,
  text,
  type Call,
  type PipelineRunOptions,
  type SessionOptions,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestClock } from '../../support/test-clock.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'pivotkit-deadline-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Each answer takes ten seconds, one after the other. */
const slow = definePlugin({
  name: 'slow',
  version: '1.0.0',
  description: 'Takes ten seconds',
  pivots: [
    definePivot({
      name: 'slow',
      description: 'Takes ten seconds',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns: { said: text('What it says') },
      sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Slow' },
      limits: { concurrent: 1 },
      lookup: async ([input], { wait }: Call) => {
        await wait(10_000);
        return [found({ said: input?.key ?? '' })];
      },
    }),
  ],
});

const rows = ['8.8.8.1', '8.8.8.2', '8.8.8.3', '8.8.8.4'].map((ip) => ({ ip }));

async function run(
  session: Omit<SessionOptions<[]>, 'plugins' | 'config'>,
  options: PipelineRunOptions = {},
  clock = new TestClock(),
) {
  await using opened = await createSession({ ...session, plugins: [slow], clock });
  const pipeline = opened.from(rows).pivot(opened.entities.IpAddress.slow, { column: 'ip' });
  const frame = await clock.runUntil(pipeline.run(options));
  return {
    statuses: frame.toRows().map((row) => row['slow.status']),
    notes: [0, 1, 2, 3].map((i) => frame.why(i, 'said')?.note),
    elapsedMs: clock.monotonicMs(),
    timers: clock.waiting,
  };
}

describe('the deadline of a run', () => {
  test('ends the asking: what was being asked is a timeout, what was not begun is skipped, and both say why', async () => {
    const { statuses, notes, elapsedMs, timers } = await run({ deadlineMs: 25_000 });
    expect(statuses).toEqual(['found', 'found', 'timeout', 'skipped(deadline)']);
    expect(notes[2]).toBe("the run's deadline of 25 s has passed");
    expect(notes[3]).toBe(notes[2]);
    expect({ elapsedMs, timers }).toEqual({ elapsedMs: 25_000, timers: 0 });
  });

  test('of the run goes before that of the session', async () => {
    const { statuses } = await run({ deadlineMs: 1 }, { deadlineMs: 15_000 });
    expect(statuses).toEqual(['found', 'timeout', 'skipped(deadline)', 'skipped(deadline)']);
  });

  test('that does not pass changes nothing, and leaves no timer behind', async () => {
    const { statuses, timers } = await run({ deadlineMs: 60_000 });
    expect({ statuses, timers }).toEqual({ statuses: rows.map(() => 'found'), timers: 0 });
  });

  test('is resumed after: only what is missing is asked', async () => {
    const first = await run({ deadlineMs: 15_000, journal: folder });
    expect(first.statuses).toEqual(['found', 'timeout', 'skipped(deadline)', 'skipped(deadline)']);
    const clock = new TestClock();
    const second = await run({ journal: folder }, {}, clock);
    expect(second.statuses).toEqual(rows.map(() => 'found'));
    expect(clock.delaysMs.filter((delayMs) => delayMs === 10_000)).toHaveLength(3);
  });

  test('lets old answers stand in, also for what was not begun', async () => {
    const clock = new TestClock();
    const cache = { folder };
    await run({ cache }, {}, clock);
    clock.advance(2 * 86_400_000);
    const { statuses, notes } = await run({ cache, deadlineMs: 15_000 }, {}, clock);
    expect(statuses).toEqual(rows.map(() => 'found'));
    expect(notes[1]).toBe("an old answer stands in: timeout, the run's deadline of 15 s has passed");
    expect(notes[3]).toBe("an old answer stands in: skipped(deadline), the run's deadline of 15 s has passed");
  });

  test('is shared by pipelines that run as one', async () => {
    const clock = new TestClock();
    await using session = await createSession({ plugins: [slow], clock, deadlineMs: 30_000, maxCalls: 3 });
    const bounds = session.runBounds();
    const { slow: pivot } = session.entities.IpAddress;
    const statuses: string[] = [];
    for (const part of [rows.slice(0, 2), [...rows.slice(2), { ip: '8.8.8.5' }, { ip: '8.8.8.6' }]]) {
      const frame = await clock.runUntil(session.from(part).pivot(pivot, { column: 'ip' }).run({ bounds }));
      statuses.push(...frame.toRows().map((row) => row['slow.status']));
    }
    // Ten seconds each: the third ends just when the deadline passes.
    expect(statuses.slice(0, 2)).toEqual(['found', 'found']);
    expect(statuses.slice(3)).toEqual(['skipped(deadline)', 'skipped(deadline)', 'skipped(deadline)']);
  });

  test('leaves the look-up to a run that has more time', async () => {
    const clock = new TestClock();
    await using session = await createSession({ plugins: [slow], clock });
    const pipeline = session.from(rows.slice(0, 1)).pivot(session.entities.IpAddress.slow, { column: 'ip' });
    const [short, long] = await clock.runUntil(Promise.all([pipeline.run({ deadlineMs: 5_000 }), pipeline.run()]));
    expect([short, long].map((frame) => frame.row(0)['slow.status'])).toEqual(['timeout', 'found']);
    expect(clock.monotonicMs()).toBe(10_000);
  });

  test.each([0, -1, Number.NaN])('%d ms is no deadline', async (deadlineMs) => {
    await expect(run({ deadlineMs })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  test('a plan watches none', async () => {
    const clock = new TestClock();
    await using session = await createSession({ plugins: [slow], clock, deadlineMs: 1_000 });
    await session.from(rows).pivot(session.entities.IpAddress.slow, { column: 'ip' }).plan();
    expect(clock.waiting).toBe(0);
  });
});
