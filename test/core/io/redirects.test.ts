import { describe, expect, test } from 'vitest';
import type { HttpReply, HttpRequest, Transport } from '../../../core/src/io/http.ts';
import { withRedirects } from '../../../core/src/io/redirects.ts';

const start = 'https://api.example.com/v1?q=1';
const allowedHosts = ['api.example.com', 'eu.example.com', 'api.example.com:8443'];
const ok: HttpReply = { status: 200, headers: {}, text: 'answer' };
const to = (location: string, status = 302): HttpReply => ({ status, headers: { location }, text: '' });

/** Sends one request to a world of URLs with a reply each; everything else answers 200. */
async function send(world: Readonly<Record<string, HttpReply>>, request: Partial<HttpRequest> = {}) {
  const sent: HttpRequest[] = [];
  const next: Transport = async (each) => {
    sent.push(each);
    return world[each.url.href] ?? ok;
  };
  const { signal } = new AbortController();
  const result = withRedirects(next)({ url: new URL(start), allowedHosts, signal, ...request });
  const reply = await result.catch((error: unknown) => error);
  return { reply, sent, asked: sent.map(({ url }) => url.href) };
}

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('with %i is followed', async (status) => {
    const { reply, asked } = await send({ [start]: to('https://eu.example.com/v2', status) });
    expect([reply, asked]).toEqual([ok, [start, 'https://eu.example.com/v2']]);
  });

  test.each([
    ['with 300', to('/other', 300), {}],
    ['with 304', to('/other', 304), {}],
    ['without a place', { status: 302, headers: {}, text: '' }, {}],
    ['to no URL', to('https://'), {}],
    ['of a POST', to('/other'), { method: 'POST' as const }],
    ['of a request that names no hosts', to('/other'), { allowedHosts: undefined as never }],
  ])('%s is the reply', async (_, first, request) => {
    const { reply, asked } = await send({ [start]: first }, request);
    expect([reply, asked]).toEqual([first, [start]]);
  });

  test.each([
    ['a path', '/v2?x=1#part', 'https://api.example.com/v2?x=1#part'],
    ['a relative path', 'v2', 'https://api.example.com/v2'],
    ['no scheme', '//eu.example.com/', 'https://eu.example.com/'],
    ['a port that is named', 'https://api.example.com:8443/', 'https://api.example.com:8443/'],
  ])('to %s', async (_, location, url) => {
    expect((await send({ [start]: to(location) })).asked).toEqual([start, url]);
  });

  test('is followed three times and no more', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`https://api.example.com/${i}`, to(`/${i + 1}`)]),
    );
    const { reply, asked } = await send(chain, { url: new URL('https://api.example.com/0') });
    expect([reply, asked.length]).toEqual([to('/4'), 4]);
  });

  test('to itself ends', async () => {
    const { reply, asked } = await send({ [start]: to(start) });
    expect([reply, asked.length]).toEqual([to(start), 4]);
  });
});

describe('a redirect that leads astray is refused', () => {
  test.each([
    ['to another host', 'https://evil.example/', 'https://evil.example'],
    ['to a host with the name inside', 'https://api.example.com.evil.example/', 'https://api.example.com.evil.example'],
    ['to another port', 'https://api.example.com:22/', 'https://api.example.com:22'],
    ['to http', 'http://api.example.com/v1', 'http://api.example.com'],
    ['inside', 'https://10.0.0.1/admin', 'https://10.0.0.1'],
    ['to metadata', 'http://169.254.169.254/latest/meta-data', 'http://169.254.169.254'],
    ['to this machine', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['to this machine, mapped', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]'],
    ['to a file', 'file:///etc/passwd', 'file://'],
    ['with a password', 'https://user:pass@api.example.com/', 'https://api.example.com'],
  ])('%s', async (_, location, origin) => {
    const { reply, asked } = await send({ [start]: to(location) });
    expect(reply).toMatchObject({
      code: 'EGRESS_REFUSED',
      details: { provider: 'api.example.com', origin, hosts: allowedHosts },
    });
    expect(asked).toEqual([start]);
    expect(String(reply)).not.toMatch(/pass|latest|admin/);
  });

  test('at any step', async () => {
    const { reply, asked } = await send({
      [start]: to('https://eu.example.com/'),
      'https://eu.example.com/': to('https://evil.example/'),
    });
    expect(reply).toMatchObject({ code: 'EGRESS_REFUSED' });
    expect(asked.length).toBe(2);
  });

  test('a stand-in on this machine leads to itself, not to others on it', async () => {
    const url = new URL('http://127.0.0.1:8080/a');
    expect((await send({ [url.href]: to('/b') }, { url })).asked).toEqual([url.href, 'http://127.0.0.1:8080/b']);
    expect((await send({ [url.href]: to('http://127.0.0.1:9090/b') }, { url })).reply).toMatchObject({
      code: 'EGRESS_REFUSED',
    });
  });
});

describe('what goes along', () => {
  const headers = { 'X-ApiKey': 'k', authorization: 'Bearer k', cookie: 'k', Accept: 'application/json' };

  test('to the same host: everything', async () => {
    expect((await send({ [start]: to('/v2') }, { headers })).sent[1]?.headers).toEqual(headers);
  });

  test.each(['https://eu.example.com/', 'https://api.example.com:8443/'])('to %s: no credentials', async (other) => {
    expect((await send({ [start]: to(other) }, { headers })).sent[1]?.headers).toEqual({ Accept: 'application/json' });
  });

  test('there and back: no credentials either', async () => {
    const { sent } = await send(
      { [start]: to('https://eu.example.com/'), 'https://eu.example.com/': to(start) },
      { headers },
    );
    expect(sent[2]?.headers).toEqual({ Accept: 'application/json' });
  });
});

describe('a URL from the data', () => {
  const request: Partial<HttpRequest> = {
    url: new URL('http://short.example/x'),
    allowedHosts: undefined as never,
    resolveCheckPin: true,
  };

  test('may lead anywhere on the web, and is checked at every step', async () => {
    const { sent, asked } = await send(
      { 'http://short.example/x': to('https://long.example/'), 'https://long.example/': to('http://10.0.0.1/') },
      request,
    );
    expect(asked).toEqual(['http://short.example/x', 'https://long.example/', 'http://10.0.0.1/']);
    expect(sent.map(({ resolveCheckPin }) => resolveCheckPin)).toEqual([true, true, true]);
  });

  test('leads to nothing but the web', async () => {
    const { reply } = await send({ 'http://short.example/x': to('gopher://long.example/') }, request);
    expect(reply).toMatchObject({ code: 'EGRESS_REFUSED' });
  });
});
