import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpReply } from '../../../core/src/io/http.ts';
import { found, notFound } from '../../../core/src/pivot/lookup-result.ts';
import { queryAuth } from '../../../core/src/provider/auth.ts';
import { httpLookup } from '../../../core/src/provider/http-lookup.ts';
import { nextLink, type Pages } from '../../../core/src/provider/pages.ts';
import { httpProvider } from '../../../core/src/provider/provider.ts';
import { get } from '../../../core/src/provider/request.ts';
import { Secret } from '../../../core/src/io/secret.ts';
import { fakeCall, json, outcomes, plain, type Carry } from './fake-call.ts';

const replySchema = z.object({ items: z.array(z.number()), cursor: z.string().optional(), next: z.string().nullish() });
type Reply = z.output<typeof replySchema>;

const provider = httpProvider<object>({
  name: 'Example',
  baseUrl: 'https://api.example.com/v1',
  hosts: ['api.example.com', 'cdn.example.com'],
  auth: queryAuth('key', () => new Secret('s3cret-key')),
});

const byCursor: Pages<Reply> = {
  next: ({ cursor }) => (cursor === undefined ? undefined : get`/items`.query({ cursor })),
};
const byLink: Pages<Reply> = { next: ({ next }) => next };

async function ask(pages: Pages<Reply>, carry: Carry) {
  const lookup = httpLookup({
    provider,
    request: () => get`/items`,
    reply: replySchema,
    map: ({ items }) => (items.length === 0 ? notFound() : found(items.map((item) => ({ item })))),
    pages,
  });
  const fake = fakeCall(carry);
  const [result] = await lookup(['a'], fake.call);
  const rows = result?.status === 'found' ? result.rows.map(({ item }) => item) : [];
  return {
    ...fake,
    rows,
    outcome: outcomes(result === undefined ? [] : [result])[0],
    urls: fake.sent.map(({ url }) => url.href),
  };
}

/** A service with the items 0 … total − 1, `size` a page, by cursor. */
const serving =
  (total: number, size: number): Carry =>
  ({ url }) => {
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const end = Math.min(total, start + size);
    const items = Array.from({ length: end - start }, (_, i) => start + i);
    return json(200, { items, ...(end < total && { cursor: String(end) }) });
  };

describe('pages', () => {
  test('that depend on the input and the options', async () => {
    const lookup = httpLookup({
      provider,
      request: (path: string) => get`/${path}`,
      reply: replySchema,
      map: ({ items }) => found(items.map((item) => ({ item }))),
      pages: (path, { options }: { readonly options: { readonly limit: number } }) => ({
        maxRows: options.limit,
        next: ({ cursor }) => (cursor === undefined ? undefined : get`/${path}`.query({ cursor })),
      }),
    });
    const { call, sent } = fakeCall(serving(9, 3));
    const [result] = await lookup(['a'], { ...call, options: { limit: 5 } });
    expect(result).toMatchObject({ status: 'found', note: 'the first 5 rows; Example has more' });
    expect(sent.map(({ url }) => url.pathname + url.search)).toEqual([
      '/v1/a?key=s3cret-key',
      '/v1/a?cursor=3&key=s3cret-key',
    ]);
  });

  test('by cursor: all rows in order, each page after the first booked', async () => {
    const { rows, outcome, booked, urls } = await ask(byCursor, serving(7, 3));
    expect([rows, outcome, booked]).toEqual([[0, 1, 2, 3, 4, 5, 6], 'found', [1, 1]]);
    expect(urls[1]).toBe('https://api.example.com/v1/items?cursor=3&key=s3cret-key');
  });

  test('whatever the sizes, the rows are those of the service up to the limits, and cuts are said', async () => {
    const size = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        size,
        size,
        fc.integer({ min: 1, max: 30 }),
        async (total, size, maxPages, maxRows) => {
          const { rows, outcome, sent } = await ask({ ...byCursor, maxPages, maxRows }, serving(total, size));
          const kept = Math.min(total, maxPages * size, maxRows);
          expect(rows).toEqual(Array.from({ length: kept }, (_, i) => i));
          expect(sent.length).toBeLessThanOrEqual(maxPages);
          expect(outcome).toMatch(
            kept < total ? /^found .*Example has more$/ : total === 0 ? /^not-found$/ : /^found$/,
          );
        },
      ),
    );
  });

  test.each([
    ['absolute', 'https://api.example.com/v1/items?page=2'],
    ['absolute, with the key in it', 'https://api.example.com/v1/items?page=2&key=s3cret-key'],
    ['from the root', '/v1/items?page=2'],
    ['beside the page', 'items?page=2'],
    ['only a query', '?page=2'],
  ])('by link, %s', async (_, next) => {
    const { urls, rows } = await ask(byLink, ({ url }) =>
      json(200, url.searchParams.has('page') ? { items: [2], next: null } : { items: [1], next }),
    );
    expect(rows).toEqual([1, 2]);
    expect(urls[1]).toBe('https://api.example.com/v1/items?page=2&key=s3cret-key');
  });

  test('a link may lead to another host of the provider', async () => {
    const { urls } = await ask(byLink, ({ url }) =>
      json(200, { items: [1], ...(url.host.startsWith('api') && { next: 'https://cdn.example.com/2' }) }),
    );
    expect(urls[1]).toMatch(/^https:\/\/cdn\.example\.com\/2\?/);
  });

  test.each([
    'https://evil.example/2',
    'http://api.example.com/2',
    'https://api.example.com.evil.example/2',
    'https://api.example.com@evil.example/2',
    'https://user@api.example.com/2',
    'https://api.example.com:8443/2',
    '//evil.example/2',
    'http://127.0.0.1:9/2',
    'http://[::1]/2',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'https:\\\\evil.example\\2',
  ])('a link to %s is not followed', async (next) => {
    const { outcome, sent } = await ask(byLink, () => json(200, { items: [1], next }));
    expect(outcome).toMatch(/^failed\(EGRESS_REFUSED\)/);
    expect(sent.length).toBe(1);
  });

  test.each<[string, Pages<Reply>, unknown]>([
    ['itself', byLink, { items: [1], next: 'https://api.example.com/v1/items' }],
    ['a page before, by cursor', byCursor, { items: [1], cursor: 'a' }],
    ['a link that is none', byLink, { items: [1], next: 'https://[' }],
  ])('a service whose next page is %s does not go on for ever', async (_, pages, reply) => {
    const { outcome, sent } = await ask(pages, () => json(200, reply));
    expect(outcome).toMatch(/^failed\(REPLY_INVALID\).*page/);
    expect(sent.length).toBeLessThanOrEqual(2);
  });

  test.each<[string, HttpReply, RegExp]>([
    ['too many requests', json(429, {}), /^throttled/],
    ['trouble', plain(502, ''), /^failed\(PROVIDER_UNAVAILABLE\)/],
    ['another shape', json(200, { items: 'x' }), /^failed\(REPLY_INVALID\)/],
  ])('a page that cannot be had: %s; half an answer is none', async (_, reply, outcome) => {
    const asked = await ask(byCursor, (request) =>
      request.url.searchParams.has('cursor') ? reply : json(200, { items: [1], cursor: '2' }),
    );
    expect(asked.outcome).toMatch(outcome);
  });

  test('no leave for a further page: nothing more is sent', async () => {
    const fake = fakeCall(serving(9, 3), {
      book: () => Promise.resolve({ status: 'skipped', reason: 'budget' } as const),
    });
    const lookup = httpLookup({
      provider,
      request: () => get`/items`,
      reply: replySchema,
      map: ({ items }) => found(items.map((item) => ({ item }))),
      pages: byCursor,
    });
    expect(outcomes(await lookup(['a'], fake.call))).toEqual(['skipped(budget)']);
    expect(fake.sent.length).toBe(1);
  });
});

describe('the header Link', () => {
  test.each([
    ['<https://h.example/2>; rel="next"', 'https://h.example/2'],
    ['<?page=1>; rel="prev", <?page=3>; rel="next"', '?page=3'],
    ['</a,b>; title="x"; rel=next', '/a,b'],
    ['<?2>; rel="last next"', '?2'],
    ['<?2>; rel="nextish"', undefined],
    ['<?2>; rel=prev', undefined],
    ['', undefined],
  ])('%s', (link, target) => {
    expect(nextLink({ status: 200, headers: { link }, text: '' })).toBe(target);
  });

  test('absent', () => expect(nextLink({ status: 200, headers: {}, text: '' })).toBeUndefined());
});
