import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  createSession,
  definePivot,
  definePlugin,
  failed,
  formatCsv,
  found,
  notFound,
  number,
  text,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HttpReply, HttpRequest, Transport } from '../../../core/src/io/http.ts';
import { createRecording } from '../../../core/src/io/record.ts';
import { Redactor } from '../../../core/src/io/redact.ts';
import { createReplay } from '../../../core/src/io/replay.ts';
import { fixedClock } from '../../support/clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-record-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const key = 'f00dfeedf00dfeed';

const filesIn = (at: string): string[] =>
  readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(at, file)).isFile())
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

async function recording(reply: Partial<HttpReply>, redactor = knowingKey()): Promise<Transport> {
  const next: Transport = () => Promise.resolve({ status: 200, headers: {}, text: '', ...reply });
  return createRecording(next, { folder, clock: fixedClock(), redactor });
}

function knowingKey(): Redactor {
  const redactor = new Redactor();
  redactor.add(key);
  return redactor;
}

type Asked = Omit<Partial<HttpRequest>, 'url'>;
const request = (url: string, more: Asked = {}): HttpRequest => ({ url: new URL(url), signal, ...more });

async function recorded(url: string, reply: Partial<HttpReply>, more: Asked = {}): Promise<unknown> {
  await (
    await recording(reply)
  )(request(url, more));
  const [file = ''] = filesIn(folder);
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

describe('a recorded reply', () => {
  test('has a readable name that is the same for the same request', async () => {
    const send = await recording({ text: '{}' });
    await send(request('https://api.h.example:8443/v3/domains/example.org?limit=10'));
    await send(request('https://api.h.example:8443/v3/domains/ex%61mple.org?limit=10'));
    await send(request('https://api.h.example:8443/v3/domains/example.org?limit=10', { method: 'POST', body: 'a' }));
    await send(request('https://api.h.example:8443/%2e%2e%2f..%2fetc/%00'));
    expect(filesIn(folder).map((file) => file.replace(/-[0-9a-f]{16}\.json$/, ''))).toEqual([
      'api.h.example-8443/get-..-..-etc',
      'api.h.example-8443/get-v3-domains-example.org',
      'api.h.example-8443/post-v3-domains-example.org',
    ]);
  });

  test('holds the request, when it was, and what came back', async () => {
    const headers = {
      'content-type': 'application/json',
      'x-ratelimit-remaining': '9',
      'set-cookie': 'a=b',
      date: 'now',
    };
    const asked = { headers: { accept: 'application/json', 'x-apikey': key, cookie: 'c' } };
    expect(await recorded('https://h.example/x?q=1', { status: 404, headers, text: '{ "a": [1, 2] }' }, asked)).toEqual(
      {
        recordedAt: '2026-01-02T03:04:05.000Z',
        request: { method: 'GET', url: 'https://h.example/x?q=1', headers: { accept: 'application/json' } },
        response: {
          status: 404,
          headers: { 'content-type': 'application/json', 'x-ratelimit-remaining': '9' },
          body: { a: [1, 2] },
        },
      },
    );
  });

  test.each<[string, string, object]>([
    ['text', 'plain <text>', { bodyText: 'plain <text>' }],
    ['nothing', '', {}],
    ['null', 'null', { body: null }],
    ['numbers that JavaScript cannot hold', '{"n":12345678901234567890}', { bodyText: '{"n":12345678901234567890}' }],
    ['a name twice', '{"a":1,"a":2}', { bodyText: '{"a":1,"a":2}' }],
    ['JSON with a secret', `{"said":"key ${key}","n":1}`, { body: { said: 'key ‹secret›', n: 1 } }],
    ['text with a secret', `key ${key}`, { bodyText: 'key ‹secret›' }],
  ])('body: %s', async (_, body, expected) => {
    expect(await recorded('https://h.example/x', { text: body })).toMatchObject({
      response: { status: 200, headers: {}, ...expected },
    });
  });

  test('holds no credentials: user, password, parameters, path, body', async () => {
    const url = `https://me:${key}@h.example/bot${key}/ask?q=1&token=${key}&other=${key}#${key}`;
    const asked = { method: 'POST', body: `{"key":"${key}"}`, secretParameters: ['token'] } as const;
    const file = await recorded(url, { text: '{}', headers: { link: `<https://h.example/?k=${key}>` } }, asked);
    expect(JSON.stringify(file) + filesIn(folder).join()).not.toContain(key);
    expect(file).toMatchObject({
      request: { url: 'https://h.example/bot‹secret›/ask?q=1&other=‹secret›', body: '{"key":"‹secret›"}' },
    });
  });

  test('is found again, whatever the key is now', async () => {
    const url = (secret: string): string => `https://h.example/bot${secret}/ask?q=1&token=${secret}`;
    const asked = (secret: string): HttpRequest =>
      request(url(secret), { method: 'POST', body: `k=${secret}`, secretParameters: ['token'] });
    await (
      await recording({ text: '{"n":1}' })
    )(asked(key));
    const redactor = new Redactor();
    redactor.add('another key');
    const replay = await createReplay(folder, redactor);
    expect((await replay(asked('another key'))).text).toBe('{"n":1}');
  });

  test('that is the same again is left as it was; another one replaces it', async () => {
    await recorded('https://h.example/x', { text: '{"n":1}' });
    const [file = ''] = filesIn(folder);
    const path = join(folder, file);
    const older = readFileSync(path, 'utf8').replace('2026-01-02', '2025-01-02');
    writeFileSync(path, older);
    await recorded('https://h.example/x', { text: '{"n":1}' });
    expect(readFileSync(path, 'utf8')).toBe(older);
    await recorded('https://h.example/x', { text: '{"n":2}' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      recordedAt: '2026-01-02T03:04:05.000Z',
      response: { body: { n: 2 } },
    });
    expect(filesIn(folder)).toEqual([file]);
  });

  test('asked for many times at once is whole', async () => {
    const send = await recording({ text: '{"n":1}' });
    await Promise.all(Array.from({ length: 50 }, () => send(request('https://h.example/x'))));
    expect(filesIn(folder)).toHaveLength(1);
    expect((await (await createReplay(folder))(request('https://h.example/x'))).text).toBe('{"n":1}');
  });
});

describe('what cannot be recorded says so', () => {
  test('a folder that is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const options = { folder: join(file, 'below'), clock: fixedClock(), redactor: new Redactor() };
    await expect(createRecording(() => Promise.reject(new Error()), options)).rejects.toMatchObject({
      code: 'RECORD_FAILED',
    });
  });

  test('to record and not to ask', async () => {
    for (const options of [{ replay: folder }, { offline: true }])
      await expect(createSession({ record: folder, ...options })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  test('a request that failed leaves no file', async () => {
    const send = await createRecording(() => Promise.reject(new Error('no')), {
      folder,
      clock: fixedClock(),
      redactor: new Redactor(),
    });
    await expect(send(request('https://h.example/x'))).rejects.toThrow('no');
    expect(existsSync(folder) && filesIn(folder)).toEqual([]);
  });
});

describe('recorded, then replayed', () => {
  const replies: Readonly<Record<string, { status: number; headers: Record<string, string>; body: string | Buffer }>> =
    {
      '1.0.0.1': {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Ünïcode ✓","n":1.50}',
      },
      '1.0.0.2': {
        status: 200,
        headers: { 'content-type': 'text/plain; charset=latin1' },
        body: Buffer.from('caf\u00e9', 'latin1'),
      },
      '1.0.0.3': { status: 404, headers: { 'content-type': 'application/json' }, body: '{"error":"none"}' },
      '1.0.0.4': { status: 429, headers: { 'retry-after': '7', 'x-ratelimit-limit': '4' }, body: 'slow down' },
      '1.0.0.5': { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"zipped":true}\n') },
      '1.0.0.6': { status: 500, headers: {}, body: '' },
    };
  let server: Server;
  let asked = 0;
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      asked++;
      const reply = replies[url.slice(1)];
      response.writeHead(reply?.status ?? 400, reply?.headers);
      response.end(reply?.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  const plain = definePlugin({
    name: 'plain',
    version: '1.0.0',
    description: 'Tells what came back',
    pivots: [
      definePivot({
        name: 'plain.ask',
        description: 'Tells what came back',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: {
          body: text('Body'),
          status: number('Status'),
          wait: text('Wait', { nullWhen: 'not asked to wait' }),
        },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Local' },
        lookup: async (inputs, { http, signal: ended }) =>
          Promise.all(
            inputs.map(async ({ address }) => {
              const { port } = server.address() as AddressInfo;
              const reply = await http.send({ url: new URL(`http://127.0.0.1:${port}/${address}`), signal: ended });
              if (reply.status === 404) return notFound();
              if (reply.status >= 500)
                return failed('PROVIDER_UNAVAILABLE', { provider: 'Local', status: reply.status });
              const wait = reply.headers['retry-after'] ?? null;
              return found({ body: reply.text.trim(), status: reply.status, wait });
            }),
          ),
      }),
    ],
  });

  test('gives the same bytes, and asks nobody', async () => {
    const rows = [...Object.keys(replies), '1.0.0.1'].map((address) => ({ address }));
    const run = async (options: object): Promise<string> => {
      await using session = await createSession({
        plugins: [plain],
        clock: fixedClock(),
        network: { attempts: 1 },
        ...options,
      });
      const frame = await session.from(rows).pivot(session.entities.IpAddress.plain.ask, { column: 'address' }).run();
      const why = frame.table.columnNames.map((name) => JSON.stringify(frame.why(4, name as never)));
      return `${formatCsv(frame.table)}${why.join('\n')}`;
    };
    const live = await run({ record: folder });
    const askedLive = asked;
    expect(live).toContain('caf\u00e9,200,,found');
    expect(live).toContain('slow down,429,7,found');
    expect(await run({ replay: folder })).toBe(live);
    expect({ asked, files: filesIn(folder).length }).toEqual({ asked: askedLive, files: 6 });
    expect(askedLive).toBe(6);
  });
});
