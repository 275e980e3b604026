import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  definePivot,
  definePlugin,
  found,
  get,
  httpProvider,
  listCheck,
  listLookup,
  notFound,
  openList,
  text,
  time,
  type CacheSettings,
  type FetchedList,
  type ListDeclaration,
} from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

interface Settings {
  readonly baseUrl: string;
}

const provider = httpProvider<Settings>({
  name: 'Lists',
  baseUrl: 'https://lists.example.com',
  hosts: ['lists.example.com'],
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
});

const hourMs = 3_600_000;

const names: ListDeclaration<string, ReadonlySet<string>, Settings> = {
  name: 'the list of names',
  provider,
  request: () => get`/names.txt`,
  format: 'text',
  reply: z.string(),
  index: (body) => {
    if (body.includes('broken')) throw new Error('it is broken');
    return new Set(body.split('\n').filter((line) => line !== ''));
  },
  size: ({ size }) => size,
  refreshMs: hourMs,
  staleMs: 24 * hourMs,
};

interface State {
  readonly names: FetchedList<ReadonlySet<string>>;
}

const lists = definePlugin({
  name: 'lists',
  version: '1.0.0',
  description: 'Names on a list',
  config: z.strictObject({ baseUrl: z.string() }),
  setup: (host, config): State => ({ names: openList(names, host, config) }),
  check: listCheck((state: State) => [state.names]),
  pivots: [
    definePivot({
      name: 'lists.check',
      description: 'Whether a name is on the list',
      from: [Dns],
      rowsPerInput: 'at-most-one',
      columns: { name: text('Name'), asOf: time('When the list was fetched') },
      sharing: { reaches: 'nobody' },
      lookup: listLookup({
        list: (state: State) => state.names,
        find: ({ content, asOf }, { key }: Dns) => (content.has(key) ? found({ name: key, asOf }) : notFound()),
      }),
    }),
  ],
});

let server: ReplyServer;
let folder: string;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.heard.length = 0;
  nowMs = Date.UTC(2026, 10, 28);
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-lists-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

let nowMs = 0;
const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs, after: () => () => {} };

const connect = (more: { cache?: CacheSettings; offline?: boolean; record?: string; replay?: string } = {}) =>
  createSession({
    plugins: [lists],
    config: { lists: { baseUrl: server.baseUrl } },
    network: { attempts: 1 },
    clock,
    ...more,
  });

type Session = Awaited<ReturnType<typeof connect>>;

async function asked(session: Session, ...values: string[]): Promise<unknown[]> {
  const frame = await session.entities.Dns.lists.check(values);
  return frame.toRows().map((row) => row['lists.check.status']);
}

const noteOf = async (session: Session, value: string): Promise<string | undefined> =>
  (await session.entities.Dns.lists.check(value)).why(0, 'name')?.note;

const published = (body: string, headers = {}) => ({ status: 200, headers, bodyText: body });

describe('a list that is fetched', () => {
  test('once for all look-ups, at the first of them, and nobody is told what is asked', async () => {
    server.answer(published('bad.example.com\n'));
    const session = await connect();
    expect(server.heard).toEqual([]);
    const both = await Promise.all([asked(session, 'bad.example.com'), asked(session, 'good.example.com', 'x.lan')]);
    expect(both).toEqual([['found'], ['not-found', 'not-found']]);
    expect(server.heard.map(({ path, method }) => [method, path])).toEqual([['GET', '/names.txt']]);
    expect(await noteOf(session, 'good.example.com')).toBe('not in the list of names of 2026-11-28T00:00:00.000Z');
    await session.close();
  });

  test('again after its refresh interval, asking whether there is a newer one', async () => {
    server.answer(({ headers }) => headers['if-none-match'] === '"1"' ? { status: 304 } : published('a.example.com', { etag: '"1"', 'last-modified': 'x' })); // prettier-ignore
    const session = await connect();
    expect(await asked(session, 'a.example.com')).toEqual(['found']);
    nowMs += hourMs - 1;
    await asked(session, 'a.example.com');
    expect(server.heard.length).toBe(1);
    nowMs += 1;
    const frame = await session.entities.Dns.lists.check('a.example.com');
    expect(frame.row(0)).toMatchObject({ name: 'a.example.com', asOf: new Date(nowMs) });
    expect(server.heard[1]?.headers).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': 'x' });
    nowMs += hourMs;
    server.answer(published('b.example.com'));
    expect(await asked(session, 'a.example.com', 'b.example.com')).toEqual(['not-found', 'found']);
    await session.close();
  });

  test.each([
    ['an outage', { status: 503 }, 'failed(PROVIDER_UNAVAILABLE)'],
    ['too many requests', { status: 429 }, 'throttled'],
    ['an empty list', published('\n'), 'failed(REPLY_INVALID)'],
    ['a page of HTML', published('<!doctype html><p>hello'), 'failed(REPLY_INVALID)'],
    ['what is no list', published('broken'), 'failed(REPLY_INVALID)'],
    ['a 304 to somebody who has nothing', { status: 304 }, 'failed(PROVIDER_REFUSED)'],
    ['a file that is gone', { status: 404 }, 'failed(PROVIDER_REFUSED)'],
  ])('%s is the status of the rows, never “not listed”', async (_, reply, status) => {
    server.answer(reply);
    const session = await connect();
    expect(await asked(session, 'a.example.com', 'b.example.com')).toEqual([status, status]);
    await asked(session, 'a.example.com');
    expect(server.heard.length).toBe(1);
    nowMs += 60_000;
    server.answer(published('a.example.com'));
    expect(await asked(session, 'a.example.com')).toEqual(['found']);
    await session.close();
  });

  test('is used when it is old and no newer one can be had, and says so; for a time', async () => {
    server.answer(published('a.example.com'));
    const session = await connect();
    await asked(session, 'a.example.com');
    server.answer({ status: 503 });
    nowMs += 24 * hourMs;
    expect(await asked(session, 'a.example.com', 'b.example.com')).toEqual(['found', 'not-found']);
    const note = /^the list of names is of 2026-11-28T00:00:00.000Z; a newer one could not be had: Lists has trouble/;
    expect(await noteOf(session, 'a.example.com')).toMatch(note);
    expect(await noteOf(session, 'b.example.com')).toMatch(note);
    nowMs += 1;
    expect(await asked(session, 'a.example.com')).toEqual(['failed(PROVIDER_UNAVAILABLE)']);
    await session.close();
  });

  test('a run that is cancelled does not wait for it', async () => {
    const session = await connect();
    const controller = new AbortController();
    server.answer(() => {
      controller.abort();
      return published('a.example.com');
    });
    const frame = await session.entities.Dns.lists.check('a.example.com', { signal: controller.signal });
    expect(frame.row(0)['lists.check.status']).toBe('skipped(cancelled)');
    await session.close();
  });
});

describe('kept beyond the session', () => {
  test('it is not fetched again while it is fresh, then confirmed, and works offline', async () => {
    server.answer(({ headers }) => headers['if-none-match'] === '"1"' ? { status: 304 } : published('a.example.com', { etag: '"1"' })); // prettier-ignore
    const cache = { folder };
    const ask = async (more = {}): Promise<unknown[]> => {
      await using session = await connect({ cache, ...more });
      return await asked(session, 'a.example.com');
    };
    await ask();
    nowMs += hourMs - 1;
    expect([await ask(), server.heard.length]).toEqual([['found'], 1]);
    nowMs += hourMs;
    expect([await ask(), server.heard.length]).toEqual([['found'], 2]);
    expect([await ask(), server.heard.length]).toEqual([['found'], 2]);
    nowMs += 2 * hourMs;
    expect([await ask({ offline: true }), server.heard.length]).toEqual([['found'], 2]);
    expect([await ask({ cache: { folder, refresh: true } }), server.heard[2]?.headers['if-none-match']]).toEqual([['found'], undefined]); // prettier-ignore
    const [file = ''] = readdirSync(join(folder, 'lists'));
    expect(statSync(join(folder, 'lists', file)).mode & 0o777).toBe(0o600);
  });

  test('a file that was damaged is fetched anew', async () => {
    server.answer(published('a.example.com'));
    {
      await using session = await connect({ cache: { folder } });
      await asked(session, 'a.example.com');
    }
    const [name = ''] = readdirSync(join(folder, 'lists'));
    const file = join(folder, 'lists', name);
    const whole = readFileSync(file, 'utf8');
    for (const text of ['', '{', '{}', whole.replace('a.example.com', 'broken'), whole.slice(0, -9)]) {
      writeFileSync(file, text);
      await using session = await connect({ cache: { folder } });
      expect(await asked(session, 'a.example.com')).toEqual(['found']);
    }
    expect(server.heard.length).toBe(6);
  });

  test('a folder that cannot be written costs no answer', async () => {
    server.answer(published('a.example.com'));
    writeFileSync(join(folder, 'lists'), 'a file');
    await using session = await connect({ cache: { folder } });
    expect(await asked(session, 'a.example.com')).toEqual(['found']);
  });

  test('not without a network or a kept list', async () => {
    await using session = await connect({ offline: true });
    expect(await asked(session, 'a.example.com')).toEqual(['failed(OFFLINE)']);
  });
});

test('what is recorded is fetched, and replayed without asking', async () => {
  server.answer(published('a.example.com'));
  const record = join(folder, 'recorded');
  {
    await using session = await connect({ record, cache: { folder } });
    await asked(session, 'a.example.com');
  }
  await using session = await connect({ replay: record });
  expect(await asked(session, 'a.example.com', 'b.example.com')).toEqual(['found', 'not-found']);
  expect(server.heard.length).toBe(1);
});

test('doctor says how many entries it has, or why there is none', async () => {
  server.answer(published('a.example.com\nb.example.com'));
  await using session = await connect();
  const detail = 'the list of names: 2 entries, as of 2026-11-28T00:00:00.000Z';
  expect(await session.checkServices()).toMatchObject([{ ok: true, detail }]);
  await using without = await connect({ offline: true });
  expect(await without.checkServices()).toMatchObject([{ ok: false, detail: expect.stringContaining('offline') }]);
});
