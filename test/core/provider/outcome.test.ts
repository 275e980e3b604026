import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpReply } from '../../../core/src/io/http.ts';
import { found } from '../../../core/src/pivot/lookup-result.ts';
import { httpLookup } from '../../../core/src/provider/http-lookup.ts';
import { emptyBody, fieldIs, htmlPage, textMatches } from '../../../core/src/provider/outcome.ts';
import { httpProvider, type HttpProviderOptions } from '../../../core/src/provider/provider.ts';
import { get } from '../../../core/src/provider/request.ts';
import { fakeCall, json, outcomes, plain } from './fake-call.ts';

async function outcomeOf(reply: HttpReply, rules: Partial<HttpProviderOptions<object>>): Promise<string | undefined> {
  const provider = httpProvider<object>({
    name: 'Example',
    baseUrl: 'https://api.example.com',
    hosts: ['api.example.com'],
    ...rules,
  });
  const lookup = httpLookup({ provider, request: () => get`/x`, reply: z.unknown(), map: () => found({}) });
  const [outcome] = outcomes(await lookup(['a'], fakeCall(() => reply).call));
  return outcome;
}

const abuse = fieldIs('query_status', { no_results: 'not-found', ratelimited: 'throttled', bad_key: 'unauthorized' });
const nested = fieldIs('meta.code', { 104: 'not-entitled', true: 'not-found', 7: { error: 'out of order' } });
const phrases = textMatches([
  ['no match for', 'not-found'],
  ['rate limit', 'throttled'],
]);
const page = '<!DOCTYPE html><title>Log in</title>';

describe('what a service says by other means than its status', () => {
  test.each<[string, HttpReply, Partial<HttpProviderOptions<object>>, string | RegExp]>([
    ['a field', json(200, { query_status: 'no_results' }), { outcome: abuse }, 'not-found'],
    [
      'a field with 402',
      json(402, { query_status: 'ratelimited' }),
      { outcome: abuse },
      'throttled Example: too many requests',
    ],
    ['wrong key with 200', json(200, { query_status: 'bad_key' }), { outcome: abuse }, /^failed\(PROVIDER_UNAUTH/],
    ['another value', json(200, { query_status: 'ok' }), { outcome: abuse }, 'found'],
    ['a value every object has', json(200, { query_status: 'toString' }), { outcome: abuse }, 'found'],
    ['a field every object has', json(200, { a: '__proto__' }), { outcome: fieldIs('__proto__', {}) }, 'found'],
    ['no such field', json(200, { a: 1 }), { outcome: abuse }, 'found'],
    ['an object in its place', json(200, { query_status: { no_results: 1 } }), { outcome: abuse }, 'found'],
    ['a path, number', json(200, { meta: { code: 104 } }), { outcome: nested }, /^failed\(PROVIDER_NOT_ENTITLED\)/],
    ['a path, boolean', json(200, { meta: { code: true } }), { outcome: nested }, 'not-found'],
    [
      'an error',
      json(200, { meta: { code: 7 } }),
      { outcome: nested },
      /^failed\(PROVIDER_REFUSED\).*: out of order\./,
    ],
    ['an answer with 404', json(404, { a: 1 }), { outcome: () => 'answer' }, 'found'],
    ['nothing, 204', plain(204, ''), { outcome: emptyBody('not-found') }, 'not-found'],
    ['nothing, 204, too many', plain(204, ' \n'), { outcome: emptyBody('throttled') }, /^throttled/],
    ['nothing, 500', plain(500, ''), { outcome: emptyBody('not-found') }, /^failed\(PROVIDER_UNAVAILABLE\)/],
    ['a phrase', plain(200, 'NO MATCH for X'), { outcome: phrases }, 'not-found'],
    ['the first phrase of the list', plain(200, 'rate limit: no match for'), { outcome: phrases }, 'not-found'],
    ['a phrase in a failure', plain(502, 'no match for'), { outcome: phrases }, /^failed\(PROVIDER_UNAVAILABLE\)/],
    ['a page', plain(200, page, 'text/html'), { outcome: htmlPage('unauthorized') }, /^failed\(PROVIDER_UNAUTH/],
    [
      'the first rule that applies',
      json(200, { query_status: 'no_results' }),
      { outcome: [emptyBody('throttled'), abuse, () => 'throttled'] },
      'not-found',
    ],
    ['402', json(402, { message: 'Buy more' }), {}, /^failed\(PROVIDER_NOT_ENTITLED\).*\(HTTP 402\): Buy more\./],
    ['402, declared as too many', json(402, {}), { throttled: [402, 429] }, /^throttled/],
    ['403, declared as the plan', json(403, {}), { notEntitled: [402, 403] }, /^failed\(PROVIDER_NOT_ENTITLED\)/],
    ['403, declared as the key', json(403, {}), { unauthorized: [401, 403] }, /^failed\(PROVIDER_UNAUTHORIZED\)/],
  ])('%s', async (_, reply, rules, outcome) => {
    const text = await outcomeOf(reply, rules);
    if (typeof outcome === 'string') expect(text).toBe(outcome);
    else expect(text).toMatch(outcome);
  });

  test('time is linear in the body', () => {
    const huge = plain(200, `${'no match fo'.repeat(1_000_000)}`);
    // Square time would outlast the time limit of a test.
    expect(phrases(huge)).toBeUndefined();
  });
});
