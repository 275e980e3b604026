import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  definePivot,
  definePlugin,
  found,
  get,
  httpCheck,
  httpLookup,
  httpProvider,
  number,
  type Limits,
  type Price,
  type SessionOptions,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TestClock } from '../../support/test-clock.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'pivotkit-bounds-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Declared {
  readonly price?: Price;
  readonly limits?: Limits;
}

/** A service that is told of batches; `calls` are their sizes. */
const priced = (calls: number[], { price, limits = {} }: Declared) =>
  definePlugin({
    name: 'priced',
    version: '1.0.0',
    description: 'Costs something',
    pivots: [
      definePivot({
        name: 'priced',
        description: 'Costs something',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Priced' },
        limits: { concurrent: 1, ...limits },
        ...(price && { price }),
        lookup: (inputs) => {
          calls.push(inputs.length);
          return inputs.map(() => found({ score: 1 }));
        },
      }),
    ],
  });

const rows = Array.from({ length: 10 }, (_, i) => ({ ip: `8.8.8.${i}` }));
const usd = { amount: 0.1, currency: 'USD' };

interface Case extends Declared {
  readonly title: string;
  readonly session?: Omit<SessionOptions<[]>, 'plugins' | 'config'>;
  readonly calls: readonly number[];
  readonly plan: RegExp;
  /** Rows with an answer. */
  readonly found: number;
  readonly other?: string;
}

const minute = (limit: number) => ({ quota: [{ per: 'minute', limit }] as const });

const cases: readonly Case[] = [
  {
    title: 'each request is charged, and what is beyond the budget is not asked',
    price: usd,
    session: { maxCost: { USD: 0.3 } },
    calls: [1, 1, 1],
    plan: /3 to ask for 0\.3 USD, 7 beyond the budget.*\ncharged: 0\.3 USD$/s,
    found: 3,
    other: 'skipped(budget)',
  },
  {
    title: 'a budget in another currency is none',
    price: usd,
    session: { maxCost: { EUR: 0 } },
    calls: rows.map(() => 1),
    plan: /10 to ask for 1 USD;/,
    found: 10,
  },
  {
    title: 'a request for a batch is one request',
    price: usd,
    limits: { batch: 4 },
    session: { maxCost: { USD: 0.2 } },
    calls: [4, 4],
    plan: /8 to ask in 2 requests for 0\.2 USD, 2 beyond the budget/,
    found: 8,
    other: 'skipped(budget)',
  },
  {
    title: 'unless the provider counts items',
    price: usd,
    limits: { batch: 4, quotaCounts: 'items' },
    session: { maxCost: { USD: 0.6 } },
    calls: [4, 2],
    plan: /6 to ask for 0\.6 USD, 4 beyond the budget/,
    found: 6,
    other: 'skipped(budget)',
  },
  {
    title: 'questions are counted whatever a request costs',
    limits: { batch: 4 },
    session: { maxCalls: 5 },
    calls: [4],
    plan: /4 to ask in 1 request, 6 beyond the budget/,
    found: 4,
    other: 'skipped(budget)',
  },
  {
    title: 'a quota of requests takes a batch for one',
    limits: { batch: 5, ...minute(2) },
    calls: [5, 5],
    plan: /10 to ask in 2 requests; told: Priced; left: 2 of 2 a minute/,
    found: 10,
  },
  {
    title: 'a quota of items takes it for as many as it holds, and batches fit into it',
    limits: { batch: 5, quotaCounts: 'items', ...minute(4) },
    calls: [4],
    plan: /10 to ask, at least 2 minutes of waiting/,
    found: 4,
    other: 'throttled',
  },
];

describe('what a run comes to is what its plan says', () => {
  test.each(cases)('$title', async ({ session = {}, calls, plan, found: answered, other, ...declared }) => {
    const made: number[] = [];
    await using opened = await createSession({
      clock: new TestClock(),
      quotas: { policy: 'skip' },
      ...session,
      plugins: [priced(made, declared)],
    });
    const pipeline = opened.from(rows).pivot(opened.entities.IpAddress.priced, { column: 'ip' });
    expect(await pipeline.explain()).toMatch(plan);
    expect(made).toEqual([]);
    const statuses = (await pipeline.run()).toRows().map((row) => row['priced.status']);
    expect(made).toEqual(calls);
    expect(statuses.filter((status) => status === 'found')).toHaveLength(answered);
    expect(new Set(statuses.filter((status) => status !== 'found'))).toEqual(
      new Set(other === undefined ? [] : [other]),
    );
  });

  test('a refusal says what was spent, and what was throttled has cost nothing', async () => {
    await using session = await createSession({
      clock: new TestClock(),
      quotas: { policy: 'skip' },
      plugins: [priced([], { price: usd, limits: minute(1) })],
      maxCost: { USD: 0.2 },
    });
    const { priced: pivot } = session.entities.IpAddress;
    const frame = await session.from(rows).pivot(pivot, { column: 'ip' }).run();
    expect(
      frame
        .toRows()
        .map((row) => row['priced.status'])
        .slice(0, 3),
    ).toEqual(['found', 'throttled', 'throttled']);
    expect(session.help(pivot)).toContain('cost         0.1 USD a request');
    await using poor = await createSession({ plugins: [priced([], { price: usd })], maxCost: { USD: 0.15 } });
    const refused = await poor.entities.IpAddress.priced(['8.8.8.1', '8.8.8.2']);
    expect(refused.why(1, 'score')?.note).toBe('the run may spend 0.15 USD, and has spent 0.1 USD');
  });

  test.each([
    ['a price of nothing', { price: { amount: 0, currency: 'USD' } }, '`price.amount` is no number above 0'],
    ['a price in nothing', { price: { amount: 1, currency: '' } }, '`price.currency` names no currency'],
    ['an unknown way to count', { limits: { quotaCounts: 'rows' as never } }, '`limits.quotaCounts` is'],
  ])('%s is a mistake of the plugin', async (_, declared, problem) => {
    await expect(createSession({ plugins: [priced([], declared)] })).rejects.toThrow(problem);
  });
});

describe('offline', () => {
  const ask = async (options: Omit<SessionOptions<[]>, 'plugins' | 'config'>, clock = new TestClock()) => {
    const calls: number[] = [];
    await using session = await createSession({ clock, ...options, plugins: [priced(calls, {})] });
    const pipeline = session.from(rows.slice(0, 3)).pivot(session.entities.IpAddress.priced, { column: 'ip' });
    const plan = await pipeline.explain();
    const frame = await pipeline.run();
    return {
      calls: calls.length,
      plan,
      statuses: frame.toRows().map((row) => row['priced.status']),
      sources: [0, 1, 2].map((i) => frame.why(i, 'score')?.source),
      note: frame.why(2, 'score')?.note,
      available: session.pivots().every(({ available }) => available),
    };
  };

  test.each(['cache', 'journal'] as const)(
    'answers come from the %s; what is not there says what to do',
    async (kept) => {
      const place = kept === 'cache' ? { cache: { folder } } : { journal: folder };
      await ask({ ...place, maxCalls: 2 });
      const { calls, plan, statuses, sources, note, available } = await ask({ ...place, offline: true });
      expect({ calls, statuses, sources, available }).toEqual({
        calls: 0,
        statuses: ['found', 'found', 'skipped(offline)'],
        sources: [kept, kept, undefined],
        available: true,
      });
      expect(note).toBe(
        'no answer is kept and the session is offline; ask once without --offline, with a cache or a journal',
      );
      expect(plan).toContain('3 distinct entities, 2 known, 0 to ask, 1 skipped(offline)');
    },
  );

  test('old answers stand in, and say how old they are', async () => {
    const clock = new TestClock();
    await ask({ cache: { folder } }, clock);
    clock.advance(2 * 86_400_000);
    const { statuses, sources } = await ask({ cache: { folder }, offline: true }, clock);
    expect({ statuses, sources }).toEqual({
      statuses: ['found', 'found', 'found'],
      sources: ['stale', 'stale', 'stale'],
    });
  });

  test('where nothing is kept, a pivot that tells somebody cannot be used', async () => {
    await expect(ask({ offline: true })).rejects.toMatchObject({ code: 'PIVOT_UNAVAILABLE' });
  });
});

describe('checks of services', () => {
  let server: Server;
  let requests = 0;
  beforeAll(async () => {
    server = createServer((_, reply) => {
      requests += 1;
      reply.setHeader('content-type', 'application/json').end('{"score":1}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  test('are booked like look-ups, and not made where the quota is used up', async () => {
    const provider = httpProvider({
      name: 'Checked',
      baseUrl: 'https://checked.example.com',
      hosts: ['checked.example.com'],
      configuredBaseUrl: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    const shape = { provider, reply: z.object({ score: z.number() }) };
    const checked = definePlugin({
      name: 'checked',
      version: '1.0.0',
      description: 'Has a check',
      check: httpCheck({ ...shape, request: () => get`/check` }),
      pivots: [
        definePivot({
          name: 'checked',
          description: 'Has a check',
          from: [IpAddress],
          rowsPerInput: 'at-most-one',
          columns: { score: number('Score') },
          sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Checked' },
          limits: { quota: [{ per: 'hour', limit: 2 }] },
          lookup: httpLookup({
            ...shape,
            request: ({ address }: IpAddress) => get`/${address}`,
            map: (reply) => found(reply),
          }),
        }),
      ],
    });
    const options = {
      plugins: [checked],
      environment: {},
      quotas: { ledger: join(folder, 'book'), policy: 'skip' },
    } as const;
    await using session = await createSession(options);
    const [first] = await session.checkServices();
    expect(first).toMatchObject({ plugin: 'checked', ok: true, asked: true });
    const frame = await session.entities.IpAddress.checked(['8.8.8.8', '9.9.9.9']);
    expect(frame.toRows().map((row) => row['checked.status'])).toEqual(['found', 'throttled']);
    await using other = await createSession(options);
    const [second] = await other.checkServices();
    expect(second).toMatchObject({
      plugin: 'checked',
      ok: false,
      asked: false,
      detail: expect.stringMatching(/^not asked: Checked allows 2 a hour, which are used up until /),
    });
    expect(requests).toBe(2);
  });
});
