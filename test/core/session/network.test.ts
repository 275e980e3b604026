import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  baseUrlAt,
  createSession,
  definePivot,
  definePlugin,
  found,
  get,
  httpLookup,
  httpProvider,
  number,
  post,
  type Clock,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { NetworkOptions } from '../../../core/src/io/network.ts';
import { fixedClock } from '../../support/clock.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** What the service does with each request in turn; the last one for ever. */
let answers: readonly Answer[];
const asked: string[] = [];
const server = createServer((request, response) => {
  const answer = answers[Math.min(asked.length, answers.length - 1)];
  asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
  answer?.(response, request);
});
let baseUrl: string;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  asked.length = 0;
});

afterAll(async () => {
  server.closeAllConnections();
  await once(server.close(), 'close');
});

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(code, headers).end();
  };
const score: Answer = (response) => response.end('{"score":3}');
const cut: Answer = (_, request) => request.socket.destroy();

interface State {
  readonly baseUrl: string;
}

const hosts = ['scores.example.com'];
const provider = httpProvider<State>({
  name: 'Scores',
  baseUrl: 'https://scores.example.com',
  hosts,
  configuredBaseUrl: (state) => state.baseUrl,
});
const columns = { score: number('Score', { nullWhen: 'none is known' }) };

const scoresBy = (name: string, request: typeof get) =>
  definePivot({
    name: `scores.${name}`,
    description: 'The score of an address',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns,
    sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
    lookup: httpLookup({
      provider,
      request: ({ key }: IpAddress) => (name === 'sent' ? request`/of/${key}`.form({ full: 1 }) : request`/of/${key}`),
      reply: z.object({ score: z.number() }),
      map: (reply) => found(reply),
    }),
  });

const scores = definePlugin({
  name: 'scores',
  version: '1.0.0',
  description: 'Scores of addresses',
  config: z.strictObject({ baseUrl: baseUrlAt(hosts) }),
  setup: (_, config): State => config,
  pivots: [
    scoresBy('score', get),
    scoresBy('sent', post),
    scoresBy('posted', (literals, ...values) => post(literals, ...values).retryable()),
    definePivot({
      name: 'scores.visited',
      description: 'Follows what the data name',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns,
      sharing: { reaches: 'target', maxTlp: 'green' },
      lookup: async (inputs, { state, http, signal }) => {
        await http.send({ url: new URL((state as State).baseUrl), signal });
        return inputs.map(() => found({ score: 1 }));
      },
    }),
  ],
});

/** Waits for less than a deadline end at once. */
const hasty: Clock = {
  ...fixedClock(),
  after: (delayMs, act) => fixedClock({ impatient: delayMs < 15_000 }).after(delayMs, act),
};

async function ask(pivot: string, values: readonly string[], network: NetworkOptions = {}) {
  await using session = await createSession({
    plugins: [scores],
    config: { scores: { baseUrl } },
    environment: {},
    clock: hasty,
    network,
  });
  const frame = await session.pivot('IpAddress', `scores.${pivot}`)([...values]);
  return values.map((_, i) => ({ status: frame.row(i)[`scores.${pivot}.status`], note: frame.why(i, 'score')?.note }));
}

describe('a service that stumbles', () => {
  test.each<[string, readonly Answer[], string, number]>([
    ['503, then well', [status(503), score], 'found', 2],
    ['cut off, 502, then well', [cut, status(502), score], 'found', 3],
    ['429 with Retry-After: 0, then well', [status(429, { 'retry-after': '0' }), score], 'found', 2],
    ['for ever', [status(503)], 'failed(PROVIDER_UNAVAILABLE)', 3],
    ['refused', [status(400), score], 'failed(PROVIDER_REFUSED)', 1],
    ['no key', [status(401), score], 'failed(PROVIDER_UNAUTHORIZED)', 1],
  ])('%s', async (_, given, expected, times) => {
    answers = given;
    const [row] = await ask('score', ['8.8.8.8']);
    expect([row?.status, asked.length]).toEqual([expected, times]);
  });

  test.each([
    ['sent', 1],
    ['posted', 3],
  ])('a POST, %s', async (pivot, times) => {
    answers = [status(503)];
    await ask(pivot, ['8.8.8.8']);
    expect(asked).toEqual(Array.from({ length: times }, () => 'POST /of/8.8.8.8'));
  });

  test('attempts are a setting of the network', async () => {
    answers = [status(503)];
    await ask('score', ['8.8.8.8'], { attempts: 1 });
    expect(asked.length).toBe(1);
  });

  test.each([
    ['3600', 'Scores: too many requests (asks to wait 3600 s)'],
    ['Fri, 02 Jan 2026 09:00:00 GMT', 'Scores: too many requests (asks to wait until Fri, 02 Jan 2026 09:00:00 GMT)'],
    ['<script>', 'Scores: too many requests'],
  ])('that asks to wait for %s says so', async (header, note) => {
    answers = [status(429, { 'retry-after': header })];
    const [row] = await ask('score', ['8.8.8.8']);
    expect(row).toEqual({ status: 'throttled', note });
  });

  test('for long is left alone: fifty questions cost a handful of requests', async () => {
    answers = [status(500)];
    const rows = await ask(
      'score',
      Array.from({ length: 50 }, (_, i) => `8.8.${i + 10}.8`),
    );
    expect(rows.every((row) => row.status === 'failed(PROVIDER_PAUSED)')).toBe(true);
    // Five failures in a row, and what four at a time had on the way.
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(rows.at(-1)?.note).toMatch(/is left alone until 2026-01-02T03:04:35\.000Z: it failed 5 times in a row/);
  });
});

describe('a service that points elsewhere', () => {
  test('on itself is followed', async () => {
    answers = [status(301, { location: '/v2/of/8.8.8.8' }), score];
    expect((await ask('score', ['8.8.8.8']))[0]?.status).toBe('found');
    expect(asked).toEqual(['GET /of/8.8.8.8', 'GET /v2/of/8.8.8.8']);
  });

  test.each(['http://169.254.169.254/latest', 'https://evil.example/'])('to %s is refused', async (location) => {
    answers = [status(302, { location })];
    expect((await ask('score', ['8.8.8.8']))[0]?.status).toBe('failed(EGRESS_REFUSED)');
    expect(asked.length).toBe(1);
  });
});

describe('a pivot that reaches its target', () => {
  test('never asks inside, whatever its plugin says', async () => {
    answers = [score];
    const [row] = await ask('visited', ['8.8.8.8']);
    expect(row?.status).toBe('failed(EGRESS_NOT_PUBLIC)');
    expect(asked).toEqual([]);
  });
});

test('a file of the network that is not there stops the session before it asks', async () => {
  const network = { caFile: 'none.pem' };
  const opened = createSession({
    plugins: [scores],
    config: { scores: { baseUrl } },
    configFolder: '/nowhere',
    network,
  });
  await expect(opened).rejects.toMatchObject({
    code: 'NETWORK_SETTING_INVALID',
    message: expect.stringMatching(/nowhere.none\.pem/),
  });
});
