import { createSession, definePivot, definePlugin, found, get, headerAuth, httpCheck, httpLookup, httpProvider, number, secret, type Secret } from '@pivotkit/core'; // prettier-ignore
import { IpAddress } from '@pivotkit/entities';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { missingSettings } from '../../../core/src/pivot/needs.ts';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

describe('what is missing', () => {
  const user = 'the credentials of a partner';
  test.each([
    [{}, {}, undefined],
    [{ apiKey: 'an API key' }, { apiKey: 'k' }, undefined],
    [{ apiKey: 'an API key' }, {}, 'it needs an API key: the setting my-service.apiKey, or the variable PIVOTKIT_MY_SERVICE_APIKEY'], // prettier-ignore
    [{ apiKey: 'an API key' }, undefined, 'it needs an API key: the setting my-service.apiKey, or the variable PIVOTKIT_MY_SERVICE_APIKEY'], // prettier-ignore
    [{ user, password: user }, {}, 'it needs the credentials of a partner: the settings my-service.user and my-service.password, or the variables PIVOTKIT_MY_SERVICE_USER and PIVOTKIT_MY_SERVICE_PASSWORD'], // prettier-ignore
    [{ key: 'a key', password: 'its password' }, { key: 'k' }, 'it needs its password: the setting my-service.password, or the variable PIVOTKIT_MY_SERVICE_PASSWORD'], // prettier-ignore
  ])('of %j in %j', (needs, state, expected) => expect(missingSettings(needs, state, 'my-service')).toBe(expected));
});

interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl: string;
}

const provider = httpProvider<State>({
  name: 'Scores',
  baseUrl: 'https://scores.example.com',
  hosts: ['scores.example.com'],
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('x-key', ({ apiKey }) => apiKey),
  needs: { apiKey: 'an API key' },
});
const reply = z.object({ score: z.number() });
const scorePivot = <const N extends string>(name: N, asked: typeof provider) =>
  definePivot({
    name,
    description: 'Score of an address',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns: { score: number('Score') },
    sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
    lookup: httpLookup({
      provider: asked,
      request: ({ address }: IpAddress) => get`/${address}`,
      reply,
      map: (row) => found(row),
    }),
  });
const scores = definePlugin({
  name: 'scores',
  version: '1.0.0',
  description: 'Scores of addresses',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: z.string() }),
  setup: (_, config): State => config,
  check: httpCheck({ provider, request: () => get`/health`, reply }),
  pivots: [scorePivot('scores', provider), scorePivot('scores.free', { ...provider, needs: {} })],
});

let server: ReplyServer;
beforeAll(async () => void (server = await startReplyServer()));
afterAll(() => server.close());
beforeEach(() => {
  server.heard.length = 0;
  server.answer({ status: 200, bodyText: '{"score":1}' });
});

const sessionWith = (apiKey?: string) =>
  createSession({
    plugins: [scores],
    config: { scores: { baseUrl: server.baseUrl, ...(apiKey !== undefined && { apiKey }) } },
  });
const missing = 'it needs an API key: the setting scores.apiKey, or the variable PIVOTKIT_SCORES_APIKEY';

describe('a provider that needs a key', () => {
  test('is not asked without it: its pivots and its check say what is missing', async () => {
    await using session = await sessionWith();
    expect(session.pivots().map(({ name, reason }) => [name, reason])).toEqual([
      ['scores', missing],
      ['scores.free', undefined],
    ]);
    await expect(session.entities.IpAddress.scores('8.8.8.8')).rejects.toMatchObject({
      code: 'PIVOT_UNAVAILABLE',
      message: expect.stringContaining(missing),
    });
    expect(await session.checkServices()).toMatchObject([
      { ok: false, asked: false, detail: `not asked: ${missing}`, quotaLeft: undefined },
    ]);
    expect(server.heard).toEqual([]);
    expect((await session.entities.IpAddress.scores.free('8.8.8.8')).toRows()).toMatchObject([{ score: 1 }]);
  });

  test('is asked with it', async () => {
    await using session = await sessionWith('the key of the account');
    expect((await session.entities.IpAddress.scores('8.8.8.8')).toRows()).toMatchObject([{ score: 1 }]);
    expect(await session.checkServices()).toMatchObject([{ ok: true, asked: true, detail: 'Scores answers' }]);
    expect(server.heard.map(({ headers }) => headers['x-key'])).toEqual(Array(2).fill('the key of the account'));
  });
});
