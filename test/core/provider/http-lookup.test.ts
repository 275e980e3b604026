import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PivotKitError } from '../../../core/src/error/pivotkit-error.ts';
import { DeadlineExceeded } from '../../../core/src/io/deadline.ts';
import type { Http, HttpReply, HttpRequest } from '../../../core/src/io/http.ts';
import { dnsClient } from '../../../core/src/io/dns-client.ts';
import { silentLog } from '../../../core/src/io/log.ts';
import { tcpClient } from '../../../core/src/io/tcp-client.ts';
import { Secret } from '../../../core/src/io/secret.ts';
import { found, notSupported, statusText } from '../../../core/src/pivot/lookup-result.ts';
import type { Call } from '../../../core/src/pivot/pivot.ts';
import { basicAuth, bearerAuth, headerAuth, queryAuth, type Auth } from '../../../core/src/provider/auth.ts';
import { httpLookup } from '../../../core/src/provider/http-lookup.ts';
import { httpProvider } from '../../../core/src/provider/provider.ts';
import { baseUrlAt } from '../../../core/src/provider/provider-hosts.ts';
import { get } from '../../../core/src/provider/request.ts';

const key = 's3cr3t/key+=';

interface State {
  readonly apiKey?: Secret;
  readonly baseUrl?: string;
}

interface Setting {
  readonly state?: State;
  readonly auth?: Auth<State>;
  readonly notFound?: readonly number[];
  readonly notFoundReply?: z.ZodType;
  readonly throttled?: readonly number[];
  readonly signal?: AbortSignal;
}

type Carry = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

const json = (status: number, body: unknown): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  text: JSON.stringify(body),
});

/** Asks about each input; each is answered by `carry`. */
function ask(inputs: readonly string[], carry: Carry, setting: Setting = {}) {
  const { state = { apiKey: new Secret(key) }, signal = new AbortController().signal, ...rest } = setting;
  const provider = httpProvider<State>({
    name: 'Example',
    baseUrl: 'https://api.example.com/v1',
    hosts: ['api.example.com'],
    configuredBaseUrl: ({ baseUrl }) => baseUrl,
    auth: headerAuth('x-key', ({ apiKey }) => apiKey),
    ...rest,
  });
  const lookup = httpLookup({
    provider,
    request: (input: string) => (input === 'odd' ? notSupported('odd') : get`/of/${input}`.query({ full: true })),
    reply: z.object({ score: z.number() }),
    map: ({ score }, input) => {
      if (score < 0) throw new TypeError(`no score for ${input}: ${key}`);
      return found({ input, score });
    },
  });
  const http: Http = { send: async (request) => carry(request) };
  const call: Call<object, State> = {
    options: {},
    state,
    signal,
    http,
    dns: dnsClient(http),
    tcp: tcpClient(http),
    log: silentLog,
    timeRange: undefined,
    submission: undefined,
    now: () => new Date(0),
    wait: () => Promise.resolve(),
    book: () => Promise.resolve(undefined),
    pivots: [],
    ask: () => Promise.reject(new Error('it asks no other pivot')),
  };
  return lookup(inputs, call);
}

describe('a request', () => {
  test('is put together from base, path, query, headers and key', async () => {
    let sent: HttpRequest | undefined;
    await ask(['a/b'], (request) => {
      sent = request;
      return json(200, { score: 1 });
    });
    expect(sent?.url.href).toBe('https://api.example.com/v1/of/a%2Fb?full=true');
    expect(sent).toMatchObject({ method: 'GET', headers: { accept: 'application/json', 'x-key': key } });
  });

  test.each<[string, Auth<State>, Record<string, string>, string]>([
    ['bearer', bearerAuth(({ apiKey }) => apiKey), { authorization: `Bearer ${key}` }, ''],
    [
      'basic',
      basicAuth(
        () => new Secret('me'),
        ({ apiKey }) => apiKey,
      ),
      { authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` },
      '',
    ],
    ['query', queryAuth('token', ({ apiKey }) => apiKey), {}, '&token=s3cr3t%2Fkey%2B%3D'],
  ])('%s', async (_, auth, headers, query) => {
    let sent: HttpRequest | undefined;
    const carry = (request: HttpRequest): HttpReply => {
      sent = request;
      return json(200, { score: 1 });
    };
    await ask(['a'], carry, { auth });
    expect(sent?.url.search).toBe(`?full=true${query}`);
    expect(sent?.headers).toEqual({ accept: 'application/json', ...headers });
    expect(sent?.secretParameters).toEqual(query === '' ? [] : ['token']);
  });

  test('a key that was copied with its line end works', async () => {
    let sent: HttpRequest | undefined;
    const carry = (request: HttpRequest): HttpReply => ((sent = request), json(200, { score: 1 }));
    await ask(['a'], carry, { state: { apiKey: new Secret(` ${key}\r\n`) } });
    expect(sent?.headers?.['x-key']).toBe(key);
  });

  test('without a key has no header', async () => {
    let sent: HttpRequest | undefined;
    await ask(['a'], (request) => ((sent = request), json(200, { score: 1 })), { state: {} });
    expect(sent?.headers).toEqual({ accept: 'application/json' });
  });

  test.each([
    ['https://api.example.com/v2/', 'found'],
    ['http://127.0.0.1:8080', 'found'],
    ['http://127.8.8.8', 'found'],
    ['http://localhost:1/x', 'found'],
    ['http://[::1]:9', 'found'],
    ['http://api.example.com/v1', 'failed(EGRESS_REFUSED)'],
    ['https://api.example.com:8443', 'failed(EGRESS_REFUSED)'],
    ['https://api.example.com.evil.example', 'failed(EGRESS_REFUSED)'],
    ['https://evil.example/?api.example.com', 'failed(EGRESS_REFUSED)'],
    ['https://u:p@api.example.com', 'failed(EGRESS_REFUSED)'],
    ['http://127.0.0.1.evil.example', 'failed(EGRESS_REFUSED)'],
    ['http://10.0.0.1', 'failed(EGRESS_REFUSED)'],
    ['file:///etc', 'failed(EGRESS_REFUSED)'],
  ])('to %s: %s', async (baseUrl, status) => {
    let asked = 0;
    const carry = (): HttpReply => ((asked += 1), json(200, { score: 1 }));
    const [result] = await ask(['a'], carry, { state: { baseUrl } });
    expect(result && statusText(result)).toBe(status);
    expect(asked).toBe(status === 'found' ? 1 : 0);
    expect(baseUrlAt(['api.example.com']).safeParse(baseUrl).success).toBe(status === 'found');
  });

  test('a provider whose own base is not among its hosts is refused when it is described', () => {
    expect(() => httpProvider({ name: 'X', baseUrl: 'https://a.example', hosts: ['b.example'] })).toThrow(
      expect.objectContaining({ code: 'EGRESS_REFUSED' }),
    );
  });
});

describe('what a reply means', () => {
  const page: HttpReply = { status: 502, headers: { 'content-type': 'text/html' }, text: '<h1>Bad gateway</h1>' };

  test.each<[string, HttpReply, string, RegExp | undefined]>([
    ['200', json(200, { score: 1 }), 'found', undefined],
    ['206', json(206, { score: 1 }), 'found', undefined],
    ['404, declared', json(404, { error: 'no' }), 'not-found', undefined],
    ['429', json(429, { error: { code: 'Q', message: 'Quota exceeded' } }), 'throttled', /^Example: Quota exceeded$/],
    ['429 without a word', { status: 429, headers: {}, text: '' }, 'throttled', /too many requests/],
    ['204, declared as too many', { status: 204, headers: {}, text: '' }, 'throttled', undefined],
    ['401', json(401, { message: 'no' }), 'failed(PROVIDER_UNAUTHORIZED)', /HTTP 401/],
    ['403', json(403, { message: 'no' }), 'failed(PROVIDER_FORBIDDEN)', /HTTP 403/],
    ['408', json(408, {}), 'failed(PROVIDER_UNAVAILABLE)', undefined],
    ['500', json(500, {}), 'failed(PROVIDER_UNAVAILABLE)', undefined],
    ['502 with a page', page, 'failed(PROVIDER_UNAVAILABLE)', /^(?!.*gateway)/i],
    ['400', json(400, { errors: [{ detail: 'bad ip' }] }), 'failed(PROVIDER_REFUSED)', /\(HTTP 400\): bad ip\./],
    ['410', json(410, 'gone'), 'failed(PROVIDER_REFUSED)', /\(HTTP 410\)\./],
    [
      '301',
      { status: 301, headers: { location: `https://e.example/?k=${key}` }, text: '' },
      'failed(PROVIDER_REFUSED)',
      /not followed/,
    ],
    ['a page with 200', { ...page, status: 200 }, 'failed(REPLY_INVALID)', /no JSON \(text\/html\)/],
    ['JSON cut short', { status: 200, headers: {}, text: '{"score":' }, 'failed(REPLY_INVALID)', /no JSON/],
    ['nothing with 200', { status: 200, headers: {}, text: '' }, 'failed(REPLY_INVALID)', /empty/],
    ['another shape', json(200, { score: 'high' }), 'failed(REPLY_INVALID)', /'score'/],
    ['a mapping that throws', json(200, { score: -1 }), 'failed(PLUGIN_FAILED)', /no score for a: ‹secret›/],
  ])('%s', async (_, reply, status, note) => {
    const [result] = await ask(['a'], () => reply, { notFound: [404], throttled: [429, 204] });
    expect(result && statusText(result)).toBe(status);
    const text = result?.status === 'failed' ? result.error.message : result && 'note' in result ? result.note : '';
    if (note !== undefined) expect(text).toMatch(note);
  });

  test('404 is an answer only where it is declared as one', async () => {
    const [result] = await ask(['a'], () => json(404, { message: 'no such path' }));
    expect(result && statusText(result)).toBe('failed(PROVIDER_REFUSED)');
  });

  test.each([
    ['the shape it has', json(404, { code: 'none' }), 'not-found'],
    ['another shape', json(404, { message: 'no such path' }), 'failed(PROVIDER_REFUSED)'],
    ['a page', { status: 404, headers: { 'content-type': 'text/html' }, text: '<h1>' }, 'failed(PROVIDER_REFUSED)'],
  ])('404 that must have a shape: %s', async (_, reply, status) => {
    const notFoundReply = z.object({ code: z.literal('none') });
    const [result] = await ask(['a'], () => reply, { notFound: [404], notFoundReply });
    expect(result && statusText(result)).toBe(status);
  });

  test.each<[string, unknown, string]>([
    ['network', new PivotKitError('PROVIDER_UNREACHABLE', { host: 'h', problem: key }), 'failed(PROVIDER_UNREACHABLE)'],
    ['size', new PivotKitError('REPLY_TOO_LARGE', { host: 'h', limitBytes: 1 }), 'failed(REPLY_TOO_LARGE)'],
    ['replay', new PivotKitError('REPLAY_MISSING', {}), 'failed(REPLAY_MISSING)'],
    ['time', new DeadlineExceeded(5), 'timeout'],
    ['a bug', new TypeError(key), 'failed(PLUGIN_FAILED)'],
  ])('thrown below: %s', async (_, error, status) => {
    const results = await ask(['a', 'b'], (request) => {
      if (request.url.pathname.endsWith('/b')) return json(200, { score: 2 });
      throw error;
    });
    expect(results.map(statusText)).toEqual([status, 'found']);
    const [first] = results;
    expect(first?.status === 'failed' ? first.error.message : '').not.toContain(key);
  });
});

describe('one input never costs the others', () => {
  test('results are in the order of the inputs', async () => {
    const inputs = ['a', 'odd', '..', 'slow', 'b'];
    const results = await ask(inputs, ({ url }) => {
      if (url.pathname.endsWith('/slow')) throw new DeadlineExceeded(1);
      return json(200, { score: 1 });
    });
    expect(results.map(statusText)).toEqual(['found', 'not-supported', 'failed(REQUEST_UNSAFE)', 'timeout', 'found']);
  });

  test('an aborted call ends at once, with the reason', async () => {
    const controller = new AbortController();
    const asked: string[] = [];
    const results = ask(
      ['a', 'b'],
      ({ url }) => {
        asked.push(url.pathname);
        controller.abort(new Error('enough'));
        throw new Error('socket closed');
      },
      { signal: controller.signal },
    );
    await expect(results).rejects.toThrow('enough');
    expect(asked).toEqual(['/v1/of/a']);
  });
});

describe('what a refusal says', () => {
  const noteFor = async (reply: HttpReply): Promise<string> => {
    const [result] = await ask(['a'], () => reply);
    return result?.status === 'failed' ? result.error.message : '';
  };

  test('at most 200 characters, on one line', async () => {
    const note = await noteFor(json(400, { message: `a\u0000\u001B[31m\n\u202E${'x'.repeat(500)}` }));
    expect(note).toMatch(/: a \[31m x+…\.$/);
    expect(note.length).toBeLessThan(260);
  });

  test('never the key, even when the service echoes it', async () => {
    expect(await noteFor(json(400, { error: { message: `bad key ${key}!` } }))).toContain('bad key ‹secret›!');
    expect(await noteFor({ status: 400, headers: { 'content-type': 'text/plain' }, text: key })).toContain('‹secret›');
  });

  test('nothing of a page of HTML', async () => {
    const page = { status: 400, headers: { 'content-type': 'text/html' }, text: '<script>alert(1)</script>' };
    expect(await noteFor(page)).toBe('Example refused the request (HTTP 400).');
  });
});
