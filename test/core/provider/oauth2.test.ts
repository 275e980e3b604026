import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, definePivot, definePlugin, Secret, secret, text } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpReply, HttpRequest } from '../../../core/src/io/http.ts';
import { found } from '../../../core/src/pivot/lookup-result.ts';
import { httpLookup } from '../../../core/src/provider/http-lookup.ts';
import { oauth2Auth, type OAuth2Options } from '../../../core/src/provider/oauth2.ts';
import { httpProvider } from '../../../core/src/provider/provider.ts';
import { get } from '../../../core/src/provider/request.ts';
import { fakeCall, json, outcomes, plain, type Carry } from './fake-call.ts';

interface State {
  readonly id?: string;
  readonly clientSecret?: Secret;
}

const clientSecret = 'cl!ent s3cret/+';
const tokenHost = 'login.example.com';

function asking(carry: Carry, options: Partial<OAuth2Options<State>> = {}) {
  const provider = httpProvider<State>({
    name: 'Example',
    baseUrl: 'https://api.example.com',
    hosts: ['api.example.com', tokenHost],
    auth: oauth2Auth<State>({
      tokenUrl: `https://${tokenHost}/token`,
      clientId: ({ id }) => id,
      clientSecret: (state) => state.clientSecret,
      scope: 'read:all',
      ...options,
    }),
  });
  const lookup = httpLookup({
    provider,
    request: (ip: string) => get`/of/${ip}`,
    reply: z.unknown(),
    map: () => found({}),
  });
  const clock = { nowMs: 0 };
  const state: State = { id: 'me', clientSecret: new Secret(clientSecret) };
  const given = { state, now: () => new Date(clock.nowMs) };
  const fake = fakeCall<State>(carry, given);
  const tokens = (): HttpRequest[] => fake.sent.filter(({ url }) => url.host === tokenHost);
  return { ...fake, lookup, clock, tokens, given };
}

/** Gives token-1, token-2, …; the API takes those that `isGood`. */
function service(isGood: (token: string) => boolean = () => true, life: object = { expires_in: 3600 }): Carry {
  let tokens = 0;
  return ({ url, headers }) => {
    if (url.host === tokenHost) return json(200, { access_token: `token-${++tokens}`, token_type: 'Bearer', ...life });
    const token = headers?.['authorization']?.replace('Bearer ', '') ?? '';
    return isGood(token) ? json(200, {}) : json(401, { message: `no ${token}` });
  };
}

describe('a token', () => {
  test('is asked for with client and secret, and goes with every request', async () => {
    const { lookup, call, sent } = asking(service());
    expect(outcomes(await lookup(['a', 'b'], call))).toEqual(['found', 'found']);
    expect(sent.map(({ url }) => url.host)).toEqual([tokenHost, 'api.example.com', 'api.example.com']);
    expect(sent[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect([...new URLSearchParams(sent[0]?.body)]).toEqual([
      ['grant_type', 'client_credentials'],
      ['scope', 'read:all'],
      ['client_id', 'me'],
      ['client_secret', clientSecret],
    ]);
    expect(sent[2]).toMatchObject({ headers: { authorization: 'Bearer token-1' }, secrets: ['token-1'] });
  });

  test('client and secret in a header, and an audience', async () => {
    const { lookup, call, sent } = asking(service(), { sendAs: 'basic', audience: 'https://api.example.com' });
    await lookup(['a'], call);
    const encoded = Buffer.from('me:cl%21ent+s3cret%2F%2B').toString('base64');
    expect(sent[0]?.headers?.['authorization']).toBe(`Basic ${encoded}`);
    expect(sent[0]?.body).toBe('grant_type=client_credentials&scope=read%3Aall&audience=https%3A%2F%2Fapi.example.com');
    expect(sent[0]?.secrets).toEqual([clientSecret, encoded]);
  });

  test('is fetched once for all who ask at the same time', async () => {
    const { lookup, call, tokens } = asking(service());
    await Promise.all(Array.from({ length: 20 }, (_, i) => lookup([`${i}`], call)));
    expect(tokens().length).toBe(1);
  });

  test('is fetched again a minute before it ends', async () => {
    const { lookup, call, clock, tokens } = asking(service());
    const counts: number[] = [];
    for (const seconds of [0, 3_539, 3_540, 3_600, 7_079, 7_080]) {
      clock.nowMs = seconds * 1000;
      await lookup(['a'], call);
      counts.push(tokens().length);
    }
    expect(counts).toEqual([1, 1, 2, 2, 2, 3]);
  });

  test.each([
    ['a short life', { expires_in: 40 }, 20],
    ['a life in text', { expires_in: '120' }, 60],
    ['no life', {}, 240],
    ['a life of null', { expires_in: null }, 240],
  ])('with %s', async (_, life, seconds) => {
    const { lookup, call, clock, tokens } = asking(service(undefined, life));
    for (const each of [0, seconds - 1, seconds]) {
      clock.nowMs = each * 1000;
      await lookup(['a'], call);
    }
    expect(tokens().length).toBe(2);
  });

  test('that is refused is renewed once', async () => {
    const { lookup, call, tokens } = asking(service((token) => token !== 'token-1'));
    expect(outcomes(await lookup(['a', 'b'], call))).toEqual(['found', 'found']);
    expect(tokens().length).toBe(2);
  });

  test('refused by many at once is renewed once', async () => {
    const { lookup, call, tokens } = asking(service((token) => token !== 'token-1'));
    await Promise.all(Array.from({ length: 20 }, (_, i) => lookup([`${i}`], call)));
    expect(tokens().length).toBe(2);
  });

  test('that is refused again is a refusal of the credentials', async () => {
    const { lookup, call, sent } = asking(service(() => false));
    const [outcome] = outcomes(await lookup(['a'], call));
    expect(outcome).toMatch(/^failed\(PROVIDER_UNAUTHORIZED\)/);
    expect(sent.length).toBe(4);
  });

  test('belongs to one session', async () => {
    const { lookup, call, given, tokens } = asking(service());
    await lookup(['a'], call);
    await lookup(['a'], { ...call, state: { ...given.state } });
    expect(tokens().length).toBe(2);
  });

  test('without client or secret there are no credentials', async () => {
    const { lookup, call, sent } = asking(service());
    await lookup(['a'], { ...call, state: { id: 'me' } });
    expect(sent.map(({ headers }) => headers)).toEqual([{ accept: 'application/json' }]);
  });
});

describe('no token', () => {
  test.each<[string, HttpReply, RegExp]>([
    ['wrong secret', json(401, { error: 'invalid_client' }), /^failed\(PROVIDER_UNAUTHORIZED\).*HTTP 401/],
    ['wrong secret, 400', json(400, { error: 'invalid_client' }), /^failed\(PROVIDER_UNAUTHORIZED\)/],
    ['trouble', plain(503, ''), /^failed\(PROVIDER_UNAVAILABLE\)/],
    ['a page', plain(200, '<html>'), /^failed\(REPLY_INVALID\)/],
    ['an empty token', json(200, { access_token: '' }), /^failed\(REPLY_INVALID\)/],
  ])('%s', async (_, reply, outcome) => {
    const { lookup, call, sent } = asking(() => reply);
    expect(outcomes(await lookup(['a'], call))[0]).toMatch(outcome);
    expect(sent.length).toBe(1);
  });

  test.each([
    'https://elsewhere.example/token',
    'http://login.example.com/token',
    'https://login.example.com:444/token',
  ])('is asked for at %s, which is not declared', async (tokenUrl) => {
    const { lookup, call, sent } = asking(service(), { tokenUrl });
    expect(outcomes(await lookup(['a'], call))[0]).toMatch(/^failed\(EGRESS_REFUSED\)/);
    expect(sent).toEqual([]);
  });

  test('who was stopped while fetching stops nobody else', async () => {
    const stopped = new AbortController();
    let asked = 0;
    const carry = service();
    const { lookup, call, given } = asking(async (request) => {
      if (request.url.host !== tokenHost || ++asked > 1) return carry(request);
      await Promise.resolve();
      stopped.abort(new Error('enough'));
      throw new Error('socket closed');
    });
    const first = lookup(['a'], { ...call, ...given, signal: stopped.signal });
    const second = lookup(['b'], call);
    await expect(first).rejects.toThrow('enough');
    expect(outcomes(await second)).toEqual(['found']);
  });
});

test('neither secret nor token is in rows, notes or recorded replies; a replay needs no credentials', async () => {
  const token = 'tok3n-0f-the-session';
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    const isToken = request.url === '/token';
    response.end(
      JSON.stringify(isToken ? { access_token: token } : { owner: `echo ${request.headers.authorization}` }),
    );
  });
  const { promise: listening, resolve: onListening } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', onListening);
  await listening;
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), 'oauth2-'));
  const run = async (options: object, config: object) => {
    await using session = await createSession({ plugins: [tokenPlugin(base)], config: { keyed: config }, ...options });
    return (await session.entities.IpAddress.keyed('8.8.8.8')).toRows();
  };
  try {
    const recorded = await run({ record: folder }, { clientSecret });
    expect(recorded).toEqual([{ input: '8.8.8.8', owner: 'echo Bearer ‹secret›', 'keyed.status': 'found' }]);
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    );
    expect(texts.length).toBe(2);
    expect(texts.join('\n')).not.toContain(token);
    expect(texts.join('\n')).not.toMatch(/s3cret/);
    expect(await run({ replay: folder }, {})).toEqual(recorded);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
});

function tokenPlugin(base: string) {
  const provider = httpProvider<State>({
    name: 'Keyed',
    baseUrl: 'https://api.example.com',
    configuredBaseUrl: () => base,
    hosts: ['api.example.com'],
    auth: oauth2Auth<State>({
      tokenUrl: `${base}/token`,
      clientId: () => 'me',
      clientSecret: (state) => state.clientSecret,
    }),
  });
  return definePlugin({
    name: 'keyed',
    version: '1.0.0',
    description: 'Asks with a token',
    config: z.strictObject({ clientSecret: secret().optional() }),
    setup: (_, config): State => (config.clientSecret === undefined ? {} : { clientSecret: config.clientSecret }),
    pivots: [
      definePivot({
        name: 'keyed',
        description: 'Asks with a token',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { owner: text('Owner') },
        sharing: { reaches: 'provider', maxTlp: 'green' },
        lookup: httpLookup({
          provider,
          request: ({ address }: IpAddress) => get`/of/${address}`,
          reply: z.object({ owner: z.string() }),
          map: ({ owner }) => found({ owner }),
        }),
      }),
    ],
  });
}
