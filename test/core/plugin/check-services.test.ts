import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createSession,
  definePlugin,
  get,
  headerAuth,
  httpCheck,
  httpProvider,
  PivotKitError,
  secret,
  silentLog,
  type CheckCall,
  type Http,
  type Plugin,
  type Secret,
  type ServiceCheck,
} from '@pivotkit/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkServices } from '../../../core/src/plugin/check-services.ts';
import { checkOfError } from '../../../core/src/provider/service-check.ts';
import { DeadlineExceeded } from '../../../core/src/io/deadline.ts';
import { TestClock } from '../../support/test-clock.ts';
import { misbehavingPlugin } from '../../support/plugins.ts';

const key = 'canary-key-4711';
type Answer = (response: ServerResponse) => void;
const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

let answer: Answer = json(200, {});
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.url} ${String(request.headers['x-key'])}`);
  answer(response);
});
let baseUrl = '';
beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => void (asked.length = 0));

interface State {
  readonly apiKey: Secret;
  readonly baseUrl: string;
}

const provider = httpProvider<State>({
  name: 'Shop',
  baseUrl: 'https://shop.example',
  hosts: ['shop.example'],
  configuredBaseUrl: (state) => state.baseUrl,
  auth: headerAuth('x-key', ({ apiKey }) => apiKey),
  notFound: [404],
});

const { pivots } = misbehavingPlugin(() => []);
const shop = definePlugin({
  name: 'odd',
  version: '1.0.0',
  description: 'A shop',
  config: z.strictObject({ apiKey: secret(), baseUrl: z.string() }),
  setup: (_, config): State => config,
  check: httpCheck({ provider, request: () => get`/about/${'me'}`, reply: z.object({ open: z.boolean() }) }),
  pivots,
});

async function checkShop(at = baseUrl) {
  await using session = await createSession({
    plugins: [shop],
    config: { odd: { apiKey: key, baseUrl: at } },
    network: { attempts: 1 },
  });
  const [check] = await session.checkServices();
  return check;
}

describe('a service over HTTP', () => {
  const cases: readonly (readonly [why: string, answer: Answer, ok: boolean, detail: RegExp])[] = [
    ['answers', json(200, { open: true }), true, /^Shop answers$/],
    ['knows nothing of it, which is an answer', json(404, {}), true, /^Shop answers$/],
    ['refuses the key', json(401, {}), false, /^Shop refused the credentials/],
    ['is asked too often', json(429, { message: 'slow down' }), false, /^Shop: slow down$/],
    ['is down', json(503, {}), false, /Shop/],
    ['answers something else', json(200, { other: key }), false, /Shop.*open/],
  ];

  test.each(cases)('%s', async (_, given, ok, detail) => {
    answer = given;
    const check = await checkShop();
    expect(check).toMatchObject({ plugin: 'odd', ok, detail: expect.stringMatching(detail) });
    expect(asked).toEqual([`/about/me ${key}`]);
    expect(JSON.stringify(check)).not.toContain(key);
    expect(check?.advice !== undefined).toBe(!ok);
  });

  test('is not there', async () => {
    expect(await checkShop('http://127.0.0.1:1')).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^No connection/),
    });
  });

  test('says what is left of the quota, and the time', async () => {
    answer = json(200, { open: true }, { 'x-ratelimit-limit': '500', 'x-ratelimit-remaining': '17' });
    const check = await checkShop();
    expect(check).toMatchObject({ ok: true, quotaLeft: 17 });
    expect(Math.abs(check?.clockAheadMs ?? Infinity)).toBeLessThan(60_000);
  });

  test('is not asked by itself, nor where no pivot of its plugin can be used', async () => {
    await using session = await createSession({
      plugins: [shop],
      config: { odd: { apiKey: key, baseUrl } },
    });
    await using closed = await createSession({
      plugins: [definePlugin({ ...shop, config: undefined, setup: undefined, pivots: [] } as never)],
    });
    expect(session.plugins).toHaveLength(1);
    expect(await closed.checkServices()).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('of a closed session', async () => {
    const session = await createSession();
    await session.close();
    await expect(session.checkServices()).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
  });
});

describe('whatever a check does, the others go on', () => {
  const http = { send: () => Promise.reject(new Error('not asked')) };
  const bookingOf = (through: Http) => async () => ({ http: through, done: () => Promise.resolve() });
  const target = (name: string, check: (state: unknown, call: CheckCall) => unknown) => ({
    plugin: { name, check } as unknown as Plugin,
    state: undefined,
  });
  const good = target('good', (): ServiceCheck => ({ ok: true, detail: 'fine' }));

  test.each([
    ['throws', (): never => reject(new Error('odd')), 'odd'],
    ['says nothing', () => undefined, 'the check of the plugin says nothing'],
    ['never ends', () => new Promise(() => {}), 'No answer within 15000 ms'],
    ['asks somebody who is not there', (_: unknown, call: CheckCall) => call.http.send({} as never), 'not asked'],
  ])('it %s', async (_, check, detail) => {
    const clock = new TestClock();
    const checks = await clock.runUntil(
      checkServices([target('odd', check), good], { book: bookingOf(http), clock, log: silentLog }),
    );
    expect(checks.map(({ plugin, ok }) => [plugin, ok])).toEqual([
      ['odd', false],
      ['good', true],
    ]);
    expect(checks[0]?.detail).toBe(detail);
  });

  test('a clock that is wrong is seen by the replies', async () => {
    const clock = new TestClock('2026-01-02T03:04:05.000Z');
    const dated = {
      send: () => Promise.resolve({ status: 200, headers: { date: 'Fri, 02 Jan 2026 03:00:00 GMT' }, text: '' }),
    };
    const asking = target('odd', async (_, call) => {
      await call.http.send({} as never);
      return { ok: true, detail: '' };
    });
    const [check] = await checkServices([asking], { book: bookingOf(dated), clock, log: silentLog });
    expect(check?.clockAheadMs).toBe(245_000);
  });
});

function reject(error: Error): never {
  throw error;
}

describe('what an error says about a service', () => {
  const unreachable = (reason: string, problem = ''): PivotKitError =>
    new PivotKitError('PROVIDER_UNREACHABLE', { host: 'shop.example', problem, reason });

  test.each<[string, unknown, RegExp]>([
    ['a certificate of nobody known', unreachable('SELF_SIGNED_CERT_IN_CHAIN'), /network\.caFile/],
    ['a certificate without its issuer', unreachable('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), /network\.caFile/],
    ['a certificate of another time', unreachable('CERT_HAS_EXPIRED'), /clock/],
    ['a certificate of somebody else', unreachable('ERR_TLS_CERT_ALTNAME_INVALID'), /name servers/],
    ['a name nobody knows', unreachable('ENOTFOUND'), /cannot be resolved/],
    ['a proxy that refuses', unreachable('UND_ERR_ABORTED', 'Proxy response (407) !== 200'), /network\.proxy/],
    ['no connection', unreachable('ECONNREFUSED'), /Check the network and the proxy/],
    ['no answer in time', new DeadlineExceeded(15_000), /network/],
  ])('%s', (_, error, advice) => {
    expect(checkOfError(error)).toMatchObject({ ok: false, advice: expect.stringMatching(advice) });
  });
});
