import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  definePivot,
  definePlugin,
  failed,
  found,
  notFound,
  number,
  secret,
  text,
  time,
  type Call,
  type Clock,
  type LookupResult,
  type SessionOptions,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'pivotkit-keeping-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = Date.UTC(2026, 0, 2, 3, 4, 5);
const hour = 3_600_000;

/** A clock that is set by hand; a wait ends when nothing else happens, with the clock set to its end. */
function settableClock(): Clock & { nowMs: number } {
  const clock = {
    nowMs: start,
    now: () => new Date(clock.nowMs),
    monotonicMs: () => clock.nowMs,
    after(delayMs: number, act: () => void) {
      // A look-up's own deadline must not run out just because nothing else waits.
      if (delayMs >= 30_000) return () => {};
      const immediate = setImmediate(() => {
        clock.nowMs += delayMs;
        act();
      });
      return () => clearImmediate(immediate);
    },
  };
  return clock;
}

type Answer = (key: string) => LookupResult<{ score: number; seenAt: Date; key: string }>;

/** A plugin that tells a provider, and remembers what it was asked. */
function provider(
  asked: string[],
  answer: Answer,
  limits: { readonly quota?: { per: 'minute' | 'day'; limit: number }[] } = {},
) {
  return definePlugin({
    name: 'scores',
    version: '1.0.0',
    description: 'Scores of addresses',
    config: z.strictObject({ apiKey: secret().optional() }),
    setup: (_, config) => config,
    pivots: [
      definePivot({
        name: 'scores',
        description: 'Score of an address',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score'), seenAt: time('When'), key: text('Key') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
        limits: { batch: 1, concurrent: 1, ...limits },
        lookup: (inputs, _call: Call) =>
          inputs.map(({ key }) => {
            asked.push(key);
            return answer(key);
          }),
      }),
    ],
  });
}

const known: Answer = (key) => (key === '9.9.9.9' ? notFound() : found({ score: 7, seenAt: new Date(start), key }));

async function ask(
  options: Omit<SessionOptions<readonly []>, 'plugins' | 'config'>,
  asked: string[],
  answer: Answer = known,
) {
  await using session = await createSession({ ...options, plugins: [provider(asked, answer)] });
  const frame = await session.entities.IpAddress.scores(['8.8.8.8', '9.9.9.9', '10.0.0.1']);
  return { frame, statuses: frame.toRows().map((row) => row['scores.status']), why: frame.why(0, 'score') };
}

describe('the cache', () => {
  test('gives found and not-found again, as they were, with their time', async () => {
    const asked: string[] = [];
    const clock = settableClock();
    const first = await ask({ cache: { folder }, clock }, asked);
    clock.nowMs += hour / 2;
    const second = await ask({ cache: { folder }, clock }, asked);
    expect(asked).toEqual(['8.8.8.8', '9.9.9.9']);
    expect(second.frame.toRows()).toEqual(first.frame.toRows());
    expect(second.frame.row(0).seenAt).toEqual(new Date(start));
    expect(second.why).toMatchObject({ source: 'cache', askedAt: new Date(start) });
    expect(first.why?.source).toBeUndefined();
  });

  test('forgets not-found sooner than found, asks anew when told to, and obeys a greatest age', async () => {
    const asked: string[] = [];
    const clock = settableClock();
    await ask({ cache: { folder }, clock }, asked);
    clock.nowMs += 2 * hour;
    await ask({ cache: { folder }, clock }, asked);
    expect(asked).toEqual(['8.8.8.8', '9.9.9.9', '9.9.9.9']);
    await ask({ cache: { folder, maxAgeMs: hour }, clock }, asked);
    expect(asked.slice(3)).toEqual(['8.8.8.8']);
    await ask({ cache: { folder, refresh: true }, clock }, asked);
    expect(asked.slice(4)).toEqual(['8.8.8.8', '9.9.9.9']);
  });

  test('keeps nothing that failed, and lets an old answer stand in for it, said so', async () => {
    const asked: string[] = [];
    const clock = settableClock();
    const trouble: Answer = () => failed('PROVIDER_UNAVAILABLE', { provider: 'Scores', status: 503 });
    const none = await ask({ cache: { folder }, clock }, asked, trouble);
    expect(none.statuses.slice(0, 2)).toEqual(['failed(PROVIDER_UNAVAILABLE)', 'failed(PROVIDER_UNAVAILABLE)']);
    await ask({ cache: { folder }, clock }, asked);
    clock.nowMs += 25 * hour;
    const old = await ask({ cache: { folder }, clock }, asked, trouble);
    expect(old.statuses.slice(0, 2)).toEqual(['found', 'not-found']);
    expect(old.why).toMatchObject({
      source: 'stale',
      askedAt: new Date(start),
      note: expect.stringContaining('an old answer stands in'),
    });
    expect(asked).toHaveLength(6);
  });

  test('does not give one account’s answers to another', async () => {
    const asked: string[] = [];
    const clock = settableClock();
    const withKey = async (apiKey: string): Promise<void> => {
      await using session = await createSession({
        plugins: [provider(asked, known)],
        config: { scores: { apiKey } },
        cache: { folder },
        clock,
      });
      await session.entities.IpAddress.scores('8.8.8.8');
    };
    await withKey('one');
    await withKey('one');
    await withKey('two');
    expect(asked).toEqual(['8.8.8.8', '8.8.8.8']);
  });

  test('is never asked about what must not be asked', async () => {
    const asked: string[] = [];
    const clock = settableClock();
    await ask({ cache: { folder }, clock }, asked);
    const marked = await ask({ cache: { folder }, clock, tlp: 'red' }, asked);
    expect(marked.statuses.slice(0, 2)).toEqual(['skipped(marking)', 'skipped(marking)']);
  });
});

test('a journal makes a run resume: what has an answer is not asked again, what failed is', async () => {
  const asked: string[] = [];
  const clock = settableClock();
  const half: Answer = (key) =>
    key === '9.9.9.9' ? failed('PROVIDER_UNAVAILABLE', { provider: 'Scores' }) : known(key);
  const first = await ask({ journal: folder, clock }, asked, half);
  expect(first.statuses.slice(0, 2)).toEqual(['found', 'failed(PROVIDER_UNAVAILABLE)']);
  clock.nowMs += 1000 * hour;
  const second = await ask({ journal: folder, clock }, asked);
  expect(asked).toEqual(['8.8.8.8', '9.9.9.9', '9.9.9.9']);
  expect(second.statuses.slice(0, 2)).toEqual(['found', 'not-found']);
  expect(second.why?.source).toBe('journal');
});

test('a budget ends the asking; known answers cost nothing', async () => {
  const asked: string[] = [];
  const clock = settableClock();
  const first = await ask({ maxCalls: 1, cache: { folder }, clock }, asked);
  expect(first.statuses).toEqual(['found', 'skipped(budget)', 'skipped(not-public)']);
  const second = await ask({ maxCalls: 1, cache: { folder }, clock }, asked);
  expect(second.statuses).toEqual(['found', 'not-found', 'skipped(not-public)']);
  expect(asked).toEqual(['8.8.8.8', '9.9.9.9']);
});

describe('a quota', () => {
  const many = Array.from({ length: 7 }, (_, i) => `8.8.8.${i + 1}`);
  const quota = [{ per: 'minute', limit: 3 }] as { per: 'minute'; limit: number }[];

  async function askMany(
    options: Omit<SessionOptions<readonly []>, 'plugins' | 'config'>,
    clock: ReturnType<typeof settableClock>,
  ) {
    const times: number[] = [];
    const plugin = provider([], (key) => (times.push(clock.nowMs), known(key)), { quota });
    await using session = await createSession({ ...options, plugins: [plugin], clock });
    const frame = await session.entities.IpAddress.scores(many);
    return { times, statuses: frame.toRows().map((row) => row['scores.status']), note: frame.why(6, 'score')?.note };
  }

  test('is waited for: no minute has more than it allows', async () => {
    const { times, statuses } = await askMany({}, settableClock());
    expect(statuses).toEqual(many.map(() => 'found'));
    for (const at of times)
      expect(times.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(3);
  });

  test('that may not be waited for is throttled, and says until when', async () => {
    const { times, statuses, note } = await askMany({ quotas: { policy: 'skip' } }, settableClock());
    expect(times).toHaveLength(3);
    expect(statuses.filter((status) => status === 'throttled')).toHaveLength(4);
    expect(note).toMatch(/^Scores allows 3 a minute, which are used up until 2026-01-02T03:05:05/);
  });

  test('is that of the user’s plan where one is given', async () => {
    const { times } = await askMany(
      { quotas: { policy: 'skip', windows: { scores: [{ per: 'minute', limit: 5 }] } } },
      settableClock(),
    );
    expect(times).toHaveLength(5);
  });

  test('is shared by sessions through one ledger', async () => {
    const clock = settableClock();
    const quotas = { policy: 'skip', ledger: join(folder, 'quota.sqlite') } as const;
    expect((await askMany({ quotas }, clock)).times).toHaveLength(3);
    expect((await askMany({ quotas }, clock)).times).toHaveLength(0);
  });
});

test('a plan counts what is known, what would be asked, what is left and how long it takes, and asks nobody', async () => {
  const asked: string[] = [];
  const clock = settableClock();
  const plugin = provider(asked, known, { quota: [{ per: 'minute', limit: 2 }] });
  const rows = ['8.8.8.8', '9.9.9.9', '1.1.1.1', '1.0.0.1', '10.0.0.1', 'x', '8.8.4.4', '8.8.8.8'].map((ip) => ({
    ip,
  }));
  await using session = await createSession({
    plugins: [plugin],
    cache: { folder },
    clock,
    quotas: { ledger: join(folder, 'q') },
  });
  const { IpAddress: Ip } = session.entities;
  await Ip.scores('9.9.9.9');
  asked.length = 0;
  const pipeline = session.from(rows).pivot(Ip.scores, { column: 'ip' });
  expect(await pipeline.explain()).toBe(
    'from: 8 rows\n' +
      "1. pivot IpAddress.scores of 'ip': 6 distinct entities, 1 known, 4 to ask, 1 skipped(not-public), " +
      '1 cell is no entity, at least 2 minutes of waiting; told: Scores; left: 1 of 2 a minute',
  );
  expect(asked).toEqual([]);
  const plan = await pipeline.plan();
  await pipeline.run();
  expect(asked).toHaveLength(plan.steps[0]?.pivot?.asked ?? NaN);
});

test('answers about one time range are not given for another, wherever the range came from', async () => {
  const clock = settableClock();
  const seen: string[] = [];
  const timed = definePlugin({
    name: 'timed',
    version: '1.0.0',
    description: 'Needs a time range',
    pivots: [
      definePivot({
        name: 'timed',
        description: 'Needs a time range',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { from: text('Beginning') },
        sharing: { reaches: 'provider', maxTlp: 'green' },
        needsTimeRange: true,
        lookup: (inputs, { timeRange }: Call) =>
          inputs.map(() => {
            const from = timeRange?.start.toISOString() ?? 'none';
            seen.push(from);
            return found({ from });
          }),
      }),
    ],
  });
  const ask = async (day: number): Promise<string | null> => {
    const timeRange = { start: new Date(Date.UTC(2026, 0, day)), end: new Date(Date.UTC(2026, 1, 1)) };
    await using session = await createSession({ plugins: [timed], cache: { folder }, timeRange, clock });
    return (await session.entities.IpAddress.timed('8.8.8.8')).row(0).from;
  };
  expect([await ask(1), await ask(2), await ask(1)]).toEqual([
    '2026-01-01T00:00:00.000Z',
    '2026-01-02T00:00:00.000Z',
    '2026-01-01T00:00:00.000Z',
  ]);
  expect(seen).toHaveLength(2);
});
