import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  createSession,
  definePivot,
  definePlugin,
  fieldIs,
  found,
  get,
  htmlPage,
  httpLookup,
  httpProvider,
  number,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

/** What a service can do to those who ask it: what becomes of the question, of its neighbours and of what is kept. */
const good = JSON.stringify({ score: 7 });
const json = { 'content-type': 'application/json' };
const send =
  (status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = json) =>
  (reply: ServerResponse): void =>
    void reply.writeHead(status, headers).end(body);

interface Fault {
  readonly title: string;
  readonly answer: (reply: ServerResponse) => void;
  readonly status: string;
  /** Requests for the one question at most, attempts included. */
  readonly requests?: number;
  /** Of the question asked next. Default: found. */
  readonly neighbour?: string;
}

const megabyte = 1_048_576;
const faults: readonly Fault[] = [
  { title: '429 time after time', answer: send(429, '{}'), status: 'throttled', requests: 2 },
  {
    title: '429 for an hour',
    answer: send(429, '{}', { ...json, 'retry-after': '3600' }),
    status: 'throttled',
    neighbour: 'throttled',
  },
  { title: '200 with "limit exceeded"', answer: send(200, '{"error":"limit exceeded"}'), status: 'throttled' },
  { title: '204', answer: send(204, ''), status: 'failed(REPLY_INVALID)' },
  { title: '402', answer: send(402, '{}'), status: 'failed(PROVIDER_NOT_ENTITLED)' },
  {
    title: 'an HTML page with 200',
    answer: send(200, '<!doctype html><html><body>Sorry</body></html>', { 'content-type': 'text/html' }),
    status: 'failed(PROVIDER_REFUSED)',
  },
  { title: 'an empty body', answer: send(200, ''), status: 'failed(REPLY_INVALID)' },
  { title: 'headers that never come', answer: () => {}, status: 'timeout' },
  {
    title: 'headers that drip',
    answer: ({ socket }) => {
      socket?.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket?.write('x-drop: 1\r\n'), 50);
      socket?.once('close', () => clearInterval(drip));
    },
    status: 'timeout',
  },
  {
    title: 'headers without end',
    answer: ({ socket }) => {
      socket?.write(`HTTP/1.1 200 OK\r\n${`x-more: ${'x'.repeat(1_000)}\r\n`.repeat(1_000)}`);
    },
    status: 'failed(PROVIDER_UNREACHABLE)',
  },
  {
    title: 'what is no HTTP',
    answer: ({ socket }) => void socket?.end('220 mail.example.com ESMTP\r\n'),
    status: 'failed(PROVIDER_UNREACHABLE)',
    requests: 2,
  },
  {
    title: 'a body that stops in the middle',
    answer: (reply) => void reply.writeHead(200, json).write('{"sco'),
    status: 'timeout',
  },
  {
    title: 'a connection that breaks in the middle of the body',
    answer: (reply) => {
      reply.writeHead(200, { ...json, 'content-length': '100' }).write('{"sco');
      setImmediate(() => reply.destroy());
    },
    status: 'failed(PROVIDER_UNREACHABLE)',
    requests: 2,
  },
  {
    title: 'another content type',
    answer: send(200, 'score: 7', { 'content-type': 'text/plain' }),
    status: 'failed(REPLY_INVALID)',
  },
  { title: 'JSON that is none', answer: send(200, '{"score": 7'), status: 'failed(REPLY_INVALID)' },
  { title: 'another shape', answer: send(200, '{"score":"7"}'), status: 'failed(REPLY_INVALID)' },
  {
    title: 'a small body that becomes a large one',
    answer: send(200, gzipSync(Buffer.alloc(64 * megabyte)), { ...json, 'content-encoding': 'gzip' }),
    status: 'failed(REPLY_TOO_LARGE)',
  },
  {
    title: 'a body without end',
    answer: (reply) => {
      reply.writeHead(200, json);
      const part = Buffer.alloc(megabyte, ' ');
      const more = (): void => {
        while (!reply.destroyed && reply.write(part));
        if (!reply.destroyed) reply.once('drain', more);
      };
      more();
    },
    status: 'failed(REPLY_TOO_LARGE)',
  },
  {
    // Each part comes in time, so that only the limit of the whole look-up ends it.
    title: 'a body that drips',
    answer: (reply) => {
      reply.writeHead(200, json);
      const drip = setInterval(() => reply.write(' '), 50);
      reply.once('close', () => clearInterval(drip));
    },
    status: 'timeout',
  },
  {
    title: 'redirects in a circle',
    answer: send(302, '', { location: '/bad' }),
    status: 'failed(PROVIDER_REFUSED)',
    requests: 4,
  },
  { title: '503', answer: send(503, ''), status: 'failed(PROVIDER_UNAVAILABLE)', requests: 2 },
  {
    title: '401',
    answer: send(401, '{}'),
    status: 'failed(PROVIDER_UNAUTHORIZED)',
    neighbour: 'skipped(provider-off)',
  },
];

let server: Server;
let fault: Fault['answer'] = () => {};
let isDown = false;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, reply) => {
    asked.push(request.url ?? '');
    if (isDown) send(503, '')(reply);
    else if (request.url === '/8.8.8.8' || request.url === '/8.8.4.4') send(200, good)(reply);
    else fault(reply);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let folder = '';
beforeEach(async () => {
  asked.length = 0;
  isDown = false;
  folder = await mkdtemp(join(tmpdir(), 'pivotkit-faults-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open() {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = httpProvider({
    name: 'Scores',
    baseUrl: 'https://scores.example.com',
    hosts: ['scores.example.com'],
    configuredBaseUrl: () => origin,
    outcome: [fieldIs('error', { 'limit exceeded': 'throttled' }), htmlPage({ error: 'a page' })],
  });
  const scores = definePlugin({
    name: 'scores',
    version: '1.0.0',
    description: 'Scores of addresses',
    pivots: [
      definePivot({
        name: 'scores',
        description: 'Score of an address',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
        limits: { concurrent: 1, timeoutMs: 3_000 },
        lookup: httpLookup({
          provider,
          request: ({ address }: IpAddress) => get`/${address}`,
          reply: z.object({ score: z.number() }),
          map: (reply) => found(reply),
        }),
      }),
    ],
  });
  return createSession({
    plugins: [scores],
    cache: { folder },
    environment: {},
    network: { timeoutMs: 250, attempts: 2, maxBodyBytes: 4 * megabyte },
  });
}

describe('a service that', () => {
  test.each(faults)('answers with $title: $status', async ({ answer, status, requests = 1, neighbour = 'found' }) => {
    fault = answer;
    await using session = await open();
    const { scores } = session.entities.IpAddress;
    const before = process.memoryUsage().arrayBuffers;
    const frame = await scores(['8.8.8.8', '9.9.9.9', '8.8.4.4']);
    expect(frame.toRows().map((row) => row['scores.status'])).toEqual(['found', status, neighbour]);
    expect(asked.filter((path) => path === '/9.9.9.9' || path === '/bad').length).toBeLessThanOrEqual(requests);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * megabyte);
    // Nothing of it is kept: a service that has recovered is asked, its answers of before are not.
    fault = send(200, good);
    asked.length = 0;
    await using other = await open();
    const later = await other.entities.IpAddress.scores(['8.8.8.8', '9.9.9.9']);
    expect(later.toRows().map((row) => row['scores.status'])).toEqual(['found', 'found']);
    expect(asked).toEqual(['/9.9.9.9']);
  });

  test('wants to be left alone for an hour is left alone, though no limit of it is known', async () => {
    fault = send(429, '{}', { ...json, 'retry-after': '3600' });
    await using session = await open();
    const many = Array.from({ length: 200 }, (_, i) => `9.9.4.${i}`);
    const frame = await session.entities.IpAddress.scores(many);
    expect(frame.toRows().every((row) => row['scores.status'] === 'throttled')).toBe(true);
    expect(frame.why(199, 'score')?.note).toMatch(/^Scores wants to be left alone until \d{4}-/);
    expect(asked).toHaveLength(1);
  });

  test('is down is asked little, however many questions there are', async () => {
    isDown = true;
    await using session = await open();
    const many = Array.from({ length: 200 }, (_, i) => `8.8.4.${i}`);
    const frame = await session.entities.IpAddress.scores(many);
    expect(frame.toRows().every((row) => row['scores.status'].startsWith('failed(PROVIDER_'))).toBe(true);
    // Five failures, then it is left alone for half a minute.
    expect(asked.length).toBeLessThanOrEqual(10);
  });
});
