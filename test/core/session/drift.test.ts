import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createSession,
  definePivot,
  definePlugin,
  found,
  get,
  headerAuth,
  httpLookup,
  httpProvider,
  number,
  type Secret,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { RecordedReply } from '../../../core/src/io/record-file.ts';
import { driftOf } from '../../../core/src/session/drift.ts';

let server: Server;
let base = '';
let body: unknown;
let status = 200;
const asked: (string | undefined)[] = [];
beforeAll(async () => {
  server = createServer((request, reply) => {
    asked.push(`${request.url} ${String(request.headers['x-key'])}`);
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  body = { score: 7, tags: ['a'] };
  status = 200;
  asked.length = 0;
});

const recorded = (url: string, method = 'GET'): RecordedReply => ({
  request: { method, url },
  response: { status: 200, headers: {}, body: { score: 5, tags: ['b', 'c'] } },
});

async function drift(replies: readonly RecordedReply[], limit = 10) {
  const provider = httpProvider<{ key: string }>({
    name: 'Scores',
    baseUrl: 'https://scores.example.com',
    hosts: ['scores.example.com'],
    auth: headerAuth('x-key', () => ({ reveal: () => 'canary-key-4711' }) as Secret),
    configuredBaseUrl: () => base,
  });
  const scores = definePlugin({
    name: 'scores',
    version: '1.0.0',
    description: 'Scores',
    setup: () => ({ key: '' }),
    pivots: [
      definePivot({
        name: 'scores',
        description: 'Scores',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
        limits: { quota: [{ per: 'hour', limit }] },
        lookup: httpLookup({
          provider,
          request: ({ address }: IpAddress) => get`/${address}`,
          reply: z.object({ score: z.number() }),
          map: (reply) => found(reply),
        }),
      }),
    ],
  });
  await using session = await createSession({ plugins: [scores], environment: {}, quotas: { policy: 'skip' } });
  return await session.drift(replies);
}

describe('what was recorded, asked again', () => {
  test('of the same shape is no drift, whatever the values; the account is the plugin’s', async () => {
    expect(await drift([recorded(`${base}/8.8.8.8?full=true`)])).toEqual([
      { method: 'GET', url: `${base}/8.8.8.8?full=true`, differences: [], problem: undefined },
    ]);
    expect(asked).toEqual(['/8.8.8.8?full=true canary-key-4711']);
  });

  test('of another shape or status is', async () => {
    body = { score: '7', tags: [1], more: true };
    status = 202;
    const [found] = await drift([recorded(`${base}/8.8.8.8`)]);
    expect(found?.differences).toEqual([
      { path: 'status', recorded: ['200'], live: ['202'] },
      { path: '$.more', recorded: [], live: ['boolean'] },
      { path: '$.score', recorded: ['number'], live: ['string'] },
      { path: '$.tags[]', recorded: ['string'], live: ['number'] },
    ]);
  });

  test('is within the quota, and says what was not compared and why', async () => {
    const found = await drift(
      [
        recorded(`${base}/1`),
        recorded(`${base}/2`),
        recorded(`${base}/3`, 'POST'),
        recorded('https://other.example/4'),
      ],
      1,
    );
    expect(found.map(({ problem }) => problem)).toEqual([
      undefined,
      expect.stringContaining('Scores allows 1 a hour, which are used up until'),
      'POST may do more than ask',
      'no plugin of this session asks other.example',
    ]);
    expect(asked).toHaveLength(1);
  });
});

test('two recordings are compared in the same way', () => {
  const before = recorded('https://scores.example.com/1');
  expect(driftOf(before, { status: 200, bodyText: '<html>' }).differences).toMatchObject([
    { path: '$', recorded: ['object'], live: ['string'] },
  ]);
  expect(driftOf(before, { problem: 'gone' })).toMatchObject({ differences: [], problem: 'gone' });
});
