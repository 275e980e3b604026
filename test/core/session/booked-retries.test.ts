import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSession, definePivot, definePlugin, found, get, httpLookup, httpProvider, text } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

/** A service that is always busy, and counts. */
let server: Server;
let requests = 0;
beforeAll(async () => {
  server = createServer((_, reply) => {
    requests++;
    reply.writeHead(503).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

test('a request that is sent again is booked again: no window is exceeded by retries', async () => {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = httpProvider({
    name: 'Busy',
    baseUrl: 'https://busy.example.com',
    hosts: ['busy.example.com'],
    configuredBaseUrl: () => baseUrl,
  });
  const busy = definePlugin({
    name: 'busy',
    version: '1.0.0',
    description: 'Asks a busy service',
    pivots: [
      definePivot({
        name: 'busy',
        description: 'Asks a busy service',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { answer: text('Answer') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Busy' },
        limits: { concurrent: 1, quota: [{ per: 'hour', limit: 4 }] },
        lookup: httpLookup({
          provider,
          request: ({ address }: IpAddress) => get`/ip/${address}`,
          reply: z.object({ answer: z.string() }),
          map: (reply) => found(reply),
        }),
      }),
    ],
  });
  await using session = await createSession({
    plugins: [busy],
    quotas: { policy: 'skip' },
    // Loopback requests must not go through a proxy of whoever runs the tests.
    environment: {},
  });
  const frame = await session.entities.IpAddress.busy(['8.8.8.8', '8.8.4.4', '1.1.1.1']);
  expect(requests).toBe(4);
  expect(frame.toRows().map((row) => row['busy.status'])).toEqual([
    'failed(PROVIDER_UNAVAILABLE)',
    'failed(PROVIDER_UNAVAILABLE)',
    'throttled',
  ]);
});
