import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  definePivot,
  definePlugin,
  failed,
  found,
  text,
  type Call,
  type SessionOptions,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestClock } from '../../support/test-clock.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'pivotkit-revalidate-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const hour = 3_600_000;

class Service {
  readonly asked: string[] = [];
  isDown = false;
  /** Milliseconds an answer takes. */
  takesMs = 0;
}

const pluginOf = (service: Service, staleWhileRevalidateMs?: number) =>
  definePlugin({
    name: 'counter',
    version: '1.0.0',
    description: 'Counts its answers',
    pivots: [
      definePivot({
        name: 'counter',
        description: 'Counts its answers',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { said: text('What it says') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Counter' },
        limits: {
          cache: { found: hour, ...(staleWhileRevalidateMs !== undefined && { staleWhileRevalidateMs }) },
          quota: [{ per: 'minute', limit: 2 }],
        },
        lookup: async (inputs, { wait }: Call) => {
          if (service.takesMs > 0) await wait(service.takesMs);
          return inputs.map(({ key }) => {
            service.asked.push(key);
            return service.isDown
              ? failed('PROVIDER_UNAVAILABLE', { provider: 'Counter', status: 503 })
              : found({ said: `answer ${service.asked.length}` });
          });
        },
      }),
    ],
  });

type Options = Omit<SessionOptions<[]>, 'plugins' | 'config'>;

async function ask(
  service: Service,
  clock: TestClock,
  { declared, ips = ['8.8.8.8'], ...options }: Options & { declared?: number; ips?: readonly string[] } = {},
) {
  const session = await createSession({ cache: { folder }, clock, ...options, plugins: [pluginOf(service, declared)] });
  const frame = await clock.runUntil(session.entities.IpAddress.counter(ips));
  await clock.runUntil(session.close());
  return { said: frame.toRows().map((row) => row.said), why: frame.why(0, 'said') };
}

test('an old answer is given at once, with its age, and the next run has a new one', async () => {
  const [service, clock] = [new Service(), new TestClock()];
  const first = await ask(service, clock);
  clock.advance(2 * hour);
  const cache = { folder, staleWhileRevalidateMs: 3 * hour };
  const second = await ask(service, clock, { cache });
  expect(second).toMatchObject({
    said: ['answer 1'],
    why: {
      source: 'stale',
      status: 'found',
      askedAt: first.why?.askedAt,
      note: 'an old answer (120 min), asked anew meanwhile',
    },
  });
  expect(await ask(service, clock, { cache })).toMatchObject({ said: ['answer 2'], why: { source: 'cache' } });
  expect(service.asked).toHaveLength(2);
});

test.each([
  ['beyond the time that is set', { staleWhileRevalidateMs: hour / 2 }, undefined, 'answer 2'],
  ['where the pivot declares a time', {}, 2 * hour, 'answer 1'],
  ['where the session sets none over the pivot’s', { staleWhileRevalidateMs: 0 }, 2 * hour, 'answer 2'],
  ['where the greatest age is passed', { staleWhileRevalidateMs: 2 * hour, maxAgeMs: hour }, undefined, 'answer 2'],
  ['where everything is to be asked anew', { staleWhileRevalidateMs: 2 * hour, refresh: true }, undefined, 'answer 2'],
])('%s', async (_, cache, declared, said) => {
  const [service, clock] = [new Service(), new TestClock()];
  await ask(service, clock);
  clock.advance(2 * hour);
  const options = { cache: { folder, ...cache }, ...(declared !== undefined && { declared }) };
  expect((await ask(service, clock, options)).said).toEqual([said]);
});

test('a step that asks the same again sees the same, and asks no more', async () => {
  const [service, clock] = [new Service(), new TestClock()];
  await ask(service, clock);
  clock.advance(2 * hour);
  const cache = { folder, staleWhileRevalidateMs: 3 * hour };
  await using session = await createSession({ cache, clock, plugins: [pluginOf(service)] });
  const { counter } = session.entities.IpAddress;
  const frame = await clock.runUntil(
    session
      .from([{ ip: '8.8.8.8' }])
      .pivot(counter, { column: 'ip' })
      .pivot(counter, { column: 'ip', suffix: '2' })
      .run(),
  );
  expect(frame.row(0)).toMatchObject({ said: 'answer 1', said2: 'answer 1' });
  await clock.runUntil(session.close());
  expect(service.asked).toHaveLength(2);
});

test('what cannot be had leaves the old answer, and is tried again by the next run', async () => {
  const [service, clock] = [new Service(), new TestClock()];
  await ask(service, clock);
  clock.advance(2 * hour);
  const cache = { folder, staleWhileRevalidateMs: 3 * hour };
  service.isDown = true;
  expect((await ask(service, clock, { cache })).said).toEqual(['answer 1']);
  service.isDown = false;
  expect((await ask(service, clock, { cache })).said).toEqual(['answer 1']);
  expect((await ask(service, clock, { cache })).said).toEqual(['answer 3']);
});

test('stays within quota and budget, and says beforehand what it comes to', async () => {
  const [service, clock] = [new Service(), new TestClock()];
  const ips = ['8.8.8.1', '8.8.8.2', '8.8.8.3', '8.8.8.4'];
  for (const half of [ips.slice(0, 2), ips.slice(2)]) {
    await ask(service, clock, { ips: half });
    clock.advance(61_000);
  }
  clock.advance(2 * hour);
  const cache = { folder, staleWhileRevalidateMs: 3 * hour };
  await using session = await createSession({ cache, clock, plugins: [pluginOf(service)] });
  const pipeline = session.from(ips.map((ip) => ({ ip }))).pivot(session.entities.IpAddress.counter, { column: 'ip' });
  expect(await pipeline.explain()).toContain('4 known, 4 of them asked anew in the background, 0 to ask');
  expect(service.asked).toHaveLength(4);
  await ask(service, clock, { cache, ips, maxCalls: 1 });
  expect(service.asked).toHaveLength(5);
  clock.advance(61_000);
  await ask(service, clock, { cache, ips });
  expect(service.asked).toHaveLength(7);
});

test('a session that is closed waits a little, then ends what is not done', async () => {
  const [service, clock] = [new Service(), new TestClock()];
  await ask(service, clock);
  clock.advance(2 * hour);
  const cache = { folder, staleWhileRevalidateMs: 3 * hour };
  service.takesMs = 20_000;
  const beganMs = clock.monotonicMs();
  expect((await ask(service, clock, { cache })).said).toEqual(['answer 1']);
  expect({ tookMs: clock.monotonicMs() - beganMs, asked: service.asked.length, timers: clock.waiting }).toEqual({
    tookMs: 5_000,
    asked: 1,
    timers: 0,
  });
});
