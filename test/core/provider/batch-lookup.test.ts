import { createSession, definePivot, definePlugin, text } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { found, notFound, notSupported } from '../../../core/src/pivot/lookup-result.ts';
import { httpBatchLookup, splitByKey } from '../../../core/src/provider/batch-lookup.ts';
import { httpProvider } from '../../../core/src/provider/provider.ts';
import { post } from '../../../core/src/provider/request.ts';
import { fakeCall, json, outcomes, plain, type Carry } from './fake-call.ts';

const provider = httpProvider<object>({
  name: 'Example',
  baseUrl: 'https://api.example.com',
  hosts: ['api.example.com'],
});

const lookup = httpBatchLookup({
  provider,
  refuse: (input: string) => (input.startsWith('v6') ? notSupported('only IPv4') : undefined),
  request: (inputs) => post`/batch`.json({ ips: inputs }),
  reply: z.object({ items: z.array(z.unknown()) }),
  split: ({ items }, inputs) =>
    splitByKey(items, inputs, {
      provider,
      item: z.object({ ip: z.string(), score: z.number() }),
      keyOfInput: (ip) => ip,
      keyOfItem: (item) => z.object({ ip: z.string() }).safeParse(item).data?.ip,
      map: ({ score }, ip) => {
        if (score < 0) throw new TypeError(`no score for ${ip}`);
        return score === 0 ? notFound() : found({ ip, score });
      },
    }),
});

const asked = (body: string | undefined): string[] =>
  z.object({ ips: z.array(z.string()) }).parse(JSON.parse(body ?? '')).ips;

/** Knows every input; refuses a batch with any of `bad` in it. */
const service =
  (bad: ReadonlySet<string> = new Set(), status = 400): Carry =>
  ({ body }) => {
    const ips = asked(body);
    if (ips.some((ip) => bad.has(ip))) return json(status, { message: 'bad ip' });
    return json(200, { items: ips.toReversed().map((ip) => ({ ip, score: 1 })) });
  };

describe('a batch', () => {
  test('is one request; items come in any order, one bad item fails alone', async () => {
    const items = [
      { ip: 'e', score: 5 },
      { ip: 'b', score: -1 },
      { ip: 'c', score: 'high' },
      { ip: 'a', score: 1 },
      { ip: 'a', score: 2 },
      'odd',
      { ip: 'z', score: 0 },
    ];
    const { call, sent } = fakeCall(() => json(200, { items }));
    const results = await lookup(['a', 'b', 'v6', 'c', 'd', 'e', 'z'], call);
    expect(outcomes(results).map((text) => text.split(' ')[0])).toEqual([
      'found',
      'failed(PLUGIN_FAILED)',
      'not-supported',
      'failed(REPLY_INVALID)',
      'not-found',
      'found',
      'not-found',
    ]);
    expect(results[0]).toEqual({ status: 'found', rows: [{ ip: 'a', score: 1 }] });
    expect(sent.map(({ body }) => asked(body))).toEqual([['a', 'b', 'c', 'd', 'e', 'z']]);
  });

  test.each([
    ['nothing', []],
    ['only what is not asked', ['v6-1', 'v6-2']],
  ])('of %s asks nobody', async (_, inputs) => {
    const { call, sent } = fakeCall(service());
    expect(await lookup(inputs, call)).toHaveLength(inputs.length);
    expect(sent).toEqual([]);
  });

  test.each([
    ['too many requests', json(429, {}), 'throttled'],
    ['trouble', plain(500, ''), 'failed(PROVIDER_UNAVAILABLE)'],
    ['a refused key', json(401, {}), 'failed(PROVIDER_UNAUTHORIZED)'],
    ['a wrong path', json(404, {}), 'failed(PROVIDER_REFUSED)'],
    ['another shape', json(200, []), 'failed(REPLY_INVALID)'],
  ])('that meets %s has that status throughout, at one request', async (_, reply, status) => {
    const { call, sent } = fakeCall(() => reply);
    expect(outcomes(await lookup(['a', 'b'], call)).map((text) => text.split(' ')[0])).toEqual([status, status]);
    expect(sent.length).toBe(1);
  });

  test.each([400, 413, 422])('refused as wrong (%i) is halved until the bad input stands alone', async (status) => {
    const inputs = Array.from({ length: 100 }, (_, i) => `i${i}`);
    const { call, sent } = fakeCall(service(new Set(['i37']), status));
    const results = await lookup(inputs, call);
    expect(results.flatMap((result, i) => (result.status === 'found' ? [] : [i]))).toEqual([37]);
    expect(sent.length).toBeLessThanOrEqual(15);
  });

  test('halving ends: never more than 4·log₂ n further requests, all of them booked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 64 }), fc.array(fc.nat(63)), async (size, bad) => {
        const inputs = Array.from({ length: size }, (_, i) => `${i}`);
        const { call, sent, booked } = fakeCall(service(new Set(bad.map(String))));
        const results = await lookup(inputs, call);
        expect(results.length).toBe(size);
        expect(sent.length - 1).toBeLessThanOrEqual(4 * Math.ceil(Math.log2(size)));
        expect(booked.reduce((sum, each) => sum + each, 0)).toBe(sent.length - 1);
        for (const [i, result] of results.entries()) if (bad.includes(i)) expect(result.status).toBe('failed');
      }),
    );
  });

  test('a split of the wrong length is the fault of the plugin, for all of them', async () => {
    const wrong = httpBatchLookup({ provider, request: () => post`/x`, reply: z.unknown(), split: () => [notFound()] });
    const { call } = fakeCall(() => json(200, {}));
    expect(outcomes(await wrong(['a', 'b'], call))[1]).toMatch(/^failed\(RESULT_INVALID\).*1 results for 2 inputs/);
  });
});

test('1,000 rows in batches of 100 are 10 requests', async () => {
  const { call, sent } = fakeCall(service());
  const plugin = definePlugin({
    name: 'many',
    version: '1.0.0',
    description: 'Many at once',
    pivots: [
      definePivot({
        name: 'many',
        description: 'Many at once',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { ip: text('Address') },
        limits: { batch: 100 },
        sharing: { reaches: 'provider', maxTlp: 'clear' },
        lookup: async (inputs) => {
          const results = await lookup(
            inputs.map(({ address }) => address),
            call,
          );
          return results.map((result) =>
            result.status === 'found' ? found({ ip: result.rows[0]?.ip ?? '' }) : result,
          );
        },
      }),
    ],
  });
  await using session = await createSession({ plugins: [plugin], tlp: 'clear' });
  const rows = Array.from({ length: 1_000 }, (_, i) => ({ ip: `8.8.${i >> 8}.${i & 255}` }));
  const frame = await session.from(rows).pivot(session.entities.IpAddress.many, { column: 'ip', prefix: 'of_' }).run();
  expect(frame.toRows().map((row) => row.of_ip)).toEqual(rows.map(({ ip }) => ip));
  expect(sent.map(({ body }) => asked(body).length)).toEqual(Array.from({ length: 10 }, () => 100));
});
