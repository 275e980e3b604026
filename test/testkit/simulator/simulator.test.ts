import { startSimulator, type SimulatedAuth, type Simulator } from '@pivotkit/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let nowMs = 0;
let service: Simulator;
beforeEach(async () => {
  nowMs = 0;
  service = await startSimulator({
    basePath: '/api/v3/',
    nowMs: () => nowMs,
    auth: { header: 'X-ApiKey', value: 'good', refusal: { status: 401, json: { error: 'who?' } } },
    quota: { limit: 3, perSeconds: 60, headers: (left) => ({ 'x-left': String(left) }) },
    routes: [
      { path: '/names/:name', reply: ({ params, query }) => ({ json: { ...params, ...query } }) },
      {
        method: 'POST',
        path: '/bulk',
        reply: ({ json, form }) => ({ status: 201, json: { json: json ?? null, form } }),
      },
      { path: '/files/*', reply: ({ params }) => ({ text: params['*'] ?? '' }) },
    ],
  });
});
afterEach(() => service.close());

const key = { 'x-apikey': 'good' };
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(service.baseUrl + path, { headers: key, ...init });

describe('what it is asked', () => {
  test.each<[string, string, RequestInit, number, string]>([
    ['a segment of the path, decoded', '/names/a%2Fb', {}, 200, '{"name":"a/b"}'],
    ['the query, decoded', '/names/a?q=x%20y&q=z', {}, 200, '{"name":"a","q":"z"}'],
    ['no segment too many', '/names/a/b', {}, 404, '{"error":"no such path"}'],
    ['no segment too few', '/names', {}, 404, '{"error":"no such path"}'],
    ['an empty segment is none', '/names/', {}, 404, '{"error":"no such path"}'],
    ['what is left of the path', '/files/a/b%20c', {}, 200, 'a/b%20c'],
    ['another method', '/bulk', {}, 404, '{"error":"no such path"}'],
    ['JSON', '/bulk', { method: 'POST', body: '{"a":[1]}' }, 201, '{"json":{"a":[1]},"form":{}}'],
    [
      'a form',
      '/bulk',
      { method: 'POST', body: new URLSearchParams({ a: 'ü&' }), headers: key },
      201,
      '{"json":null,"form":{"a":"ü&"}}',
    ],
  ])('%s', async (_, path, init, ...expected) => {
    const reply = await ask(path, init);
    expect([reply.status, await reply.text()]).toEqual(expected);
  });

  test('is kept in order, as it was sent', async () => {
    await ask('/names/%41?x=1');
    await ask('/bulk', { method: 'POST', body: 'text' });
    expect(service.requests).toMatchObject([
      { method: 'GET', path: '/api/v3/names/%41', url: '/api/v3/names/%41?x=1', query: { x: '1' }, headers: key },
      { method: 'POST', path: '/api/v3/bulk', body: 'text', json: undefined },
    ]);
    service.forget();
    expect(service.requests).toEqual([]);
  });
});

test('who it does not know is refused, and does not count', async () => {
  const refused = await ask('/names/a', { headers: { 'x-apikey': 'bad' } });
  expect([refused.status, await refused.json()]).toEqual([401, { error: 'who?' }]);
  expect((await ask('/names/a')).headers.get('x-left')).toBe('2');
});

test.each<[string, SimulatedAuth, string, Record<string, string>]>([
  ['a parameter', { query: 'key', value: 'k' }, '?key=k', {}],
  ['a bearer', { bearer: 'k' }, '', { authorization: 'Bearer k' }],
  ['user and password', { basic: { user: 'ü', password: 'p' } }, '', { authorization: 'Basic w7w6cA==' }],
  ['whatever it likes', { accepts: ({ headers }) => headers['cookie'] === 'a=b' }, '', { cookie: 'a=b' }],
])('who asks is known by %s', async (_, auth, query, headers) => {
  await using other = await startSimulator({ auth, routes: [{ path: '/', reply: () => ({}) }] });
  expect((await fetch(`${other.baseUrl}/${query}`, { headers })).status).toBe(200);
  expect((await fetch(`${other.baseUrl}/`)).status).toBe(401);
});

test('the window of the quota slides; what is refused does not count', async () => {
  const statuses = async (count: number): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i += 1) all.push((await ask('/names/a')).status);
    return all;
  };
  expect(await statuses(5)).toEqual([200, 200, 200, 429, 429]);
  nowMs = 59_999;
  expect(await statuses(1)).toEqual([429]);
  nowMs = 60_000;
  expect(await statuses(4)).toEqual([200, 200, 200, 429]);
});

describe('faults', () => {
  test.each<[Parameters<Simulator['fail']>[0], number, string]>([
    [503, 503, '{"error":"HTTP 503"}'],
    [{ status: 302, headers: { Location: 'x' } }, 302, ''],
    ['empty', 200, ''],
    ['garbage', 200, '\u0000\u0001 not { JSON'],
    ['truncated', 200, '{"name'],
    ['other-shape', 200, '{"surprise":[true,null,1]}'],
  ])('%s', async (fault, status, text) => {
    service.fail(fault);
    const reply = await ask('/names/a', { redirect: 'manual' });
    expect([reply.status, await reply.text()]).toEqual([status, text]);
    service.recover();
    expect(await (await ask('/names/a')).json()).toEqual({ name: 'a' });
  });

  test('a page to log in', async () => {
    service.fail('html');
    const reply = await ask('/names/a');
    expect(reply.headers.get('content-type')).toBe('text/html');
    expect(await reply.text()).toMatch(/^<!DOCTYPE html>/);
  });

  test('a body of 32 MiB', async () => {
    service.fail('huge');
    const reply = await ask('/names/a');
    expect((await reply.arrayBuffer()).byteLength).toBe(32 * 1024 * 1024);
  });

  test.each(['reset', 'cut'] as const)('%s breaks the connection', async (fault) => {
    service.fail(fault);
    await expect(ask('/names/a').then((reply) => reply.text())).rejects.toThrow();
  });

  test.each(['silent', 'slow'] as const)('%s lasts until whoever asks gives up', async (fault) => {
    service.fail(fault);
    const cancel = new AbortController();
    const asked = ask('/names/a', { signal: cancel.signal }).then((reply) => reply.text());
    await service.arrived(1);
    expect(service.openRequests).toBe(1);
    cancel.abort();
    await expect(asked).rejects.toThrow();
    await service.idle();
    expect(service.openRequests).toBe(0);
  });

  test('so many times', async () => {
    service.fail(500, { times: 2 });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await ask('/names/a')).status);
    expect(statuses).toEqual([500, 500, 200]);
  });
});

test('one reply to everything, whoever asks', async () => {
  service.answer({ status: 203, text: 'x', headers: { 'Content-Type': 'text/csv' } });
  const reply = await fetch(`${service.baseUrl}/nowhere`);
  expect([reply.status, reply.headers.get('content-type'), await reply.text()]).toEqual([203, 'text/csv', 'x']);
  service.answer(({ method }) => ({ text: method }));
  expect(await (await fetch(service.baseUrl)).text()).toBe('GET');
});

test('every reply is changed on its way', async () => {
  service.alter((reply, { method }) => ({ ...reply, status: 202, headers: { 'x-method': method } }));
  const reply = await ask('/names/a');
  expect([reply.status, reply.headers.get('x-method'), await reply.json()]).toEqual([202, 'GET', { name: 'a' }]);
  service.recover();
  expect((await ask('/names/a')).status).toBe(200);
});

test('a route that throws breaks the connection, and costs no other request', async () => {
  const throws = (): never => {
    throw new Error('no');
  };
  await using other = await startSimulator({
    routes: [
      { path: '/', reply: throws },
      { path: '/a', reply: () => ({}) },
    ],
  });
  await expect(fetch(`${other.baseUrl}/`)).rejects.toThrow();
  expect((await fetch(`${other.baseUrl}/a`)).status).toBe(200);
});

test('closes with requests open, and twice', async () => {
  service.fail('silent');
  const asked = ask('/names/a').catch(() => 'gone');
  await service.arrived(1);
  await service.close();
  expect(await asked).toBe('gone');
  await service.close();
});
