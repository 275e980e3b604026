import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createNetwork, type Network, type NetworkOptions, type NetworkParts } from '../../../core/src/io/network.ts';
import type { HttpRequest } from '../../../core/src/io/http.ts';
import { proxiesOf } from '../../../core/src/io/proxies.ts';
import { withRedirects } from '../../../core/src/io/redirects.ts';
import { startProxy } from '../../support/local-proxy.ts';

const { signal } = new AbortController();
const server = createServer(({ headers, url = '' }, response) => {
  if (url.startsWith('/to/')) response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
  else response.end(`${headers.host ?? ''} ${url}`);
});
let port: number;
let network: Network | undefined;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  await network?.close();
  network = undefined;
});

afterAll(async () => {
  server.closeAllConnections();
  await once(server.close(), 'close');
});

function ask(request: Pick<HttpRequest, 'url'> & Partial<HttpRequest>, options: NetworkOptions, parts: NetworkParts) {
  network = createNetwork(options, parts);
  return network.transport({ signal, ...request });
}

describe('proxies', () => {
  test.each([
    ['nothing', {}, {}, { httpProxy: '', httpsProxy: '', noProxy: '' }],
    [
      'variables',
      {},
      { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2', NO_PROXY: 'c' },
      { httpProxy: 'http://a:1', httpsProxy: 'http://b:2', noProxy: 'c' },
    ],
    ['lower case first', {}, { HTTP_PROXY: 'http://a', http_proxy: 'http://b' }, { httpProxy: 'http://b' }],
    ['one without a scheme', {}, { HTTPS_PROXY: 'proxy.example:3128' }, { httpsProxy: 'http://proxy.example:3128' }],
    [
      'options before variables',
      { proxy: 'http://x:1', noProxy: 'y' },
      { HTTP_PROXY: 'http://a:1', NO_PROXY: 'c' },
      { httpProxy: 'http://x:1', httpsProxy: 'http://x:1', noProxy: 'y' },
    ],
  ])('from %s', (_, options, environment, expected) => {
    expect(proxiesOf(options, environment)).toMatchObject(expected);
  });

  test.each([
    ['HTTPS_PROXY', {}, { HTTPS_PROXY: 'socks5://user:s3cr3t@proxy' }],
    ['HTTP_PROXY', {}, { http_proxy: 'http://user:s3cr3t@:99999' }],
    ['proxy', { proxy: 'ftp://user:s3cr3t@proxy' }, {}],
  ])('%s that cannot be used is named, not shown', async (setting, options, environment) => {
    const asked = ask({ url: new URL(`http://127.0.0.1:${port}/`) }, options, { environment });
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'NETWORK_SETTING_INVALID', details: { setting } });
    expect(inspect(error, { depth: 9 })).not.toContain('s3cr3t');
  });
});

describe('a request over http', () => {
  test('goes through the proxy of the environment, with its credentials', async () => {
    await using proxy = await startProxy(port);
    const environment = { HTTP_PROXY: `http://user:s3cr3t@127.0.0.1:${proxy.port}` };
    const reply = await ask({ url: new URL('http://api.example.com/a?b=1') }, {}, { environment });
    expect(reply.text).toBe('api.example.com /a?b=1');
    expect(proxy.asked).toEqual(['GET http://api.example.com/a?b=1']);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('user:s3cr3t').toString('base64')}`]);
  });

  test.each([
    ['the host', '127.0.0.1', 0],
    ['a list with it', 'example.com, 127.0.0.1', 0],
    ['all', '*', 0],
    ['another host', 'example.com', 1],
    ['nothing', '', 1],
  ])('past NO_PROXY with %s', async (_, noProxy, through) => {
    await using proxy = await startProxy(port);
    const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: noProxy };
    const reply = await ask({ url: new URL(`http://127.0.0.1:${port}/a`) }, {}, { environment });
    expect([reply.status, proxy.asked.length]).toEqual([200, through]);
  });

  test('a proxy that is not there: nothing of its password is told', async () => {
    const free = createServer();
    await once(free.listen(0, '127.0.0.1'), 'listening');
    const gone = (free.address() as AddressInfo).port;
    await once(free.close(), 'close');
    const environment = { HTTP_PROXY: `http://user:s3cr3t@127.0.0.1:${gone}` };
    const asked = ask(
      { url: new URL('http://api.example.com/?k=qu3ry'), headers: { 'x-key': 'h3ad3r' } },
      {},
      { environment },
    );
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PROVIDER_UNREACHABLE', details: { reason: 'ECONNREFUSED' } });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/s3cr3t|qu3ry|h3ad3r|czNjcjN0/);
  });
});

describe('a URL from the data', () => {
  const noProxy = { environment: {} };

  /** Names are resolved to each list in turn; only 127.0.0.1 counts as public here. */
  function world(...answers: readonly (readonly string[])[]): NetworkParts & { readonly resolved: string[] } {
    const resolved: string[] = [];
    return {
      ...noProxy,
      resolved,
      resolve: async (name) => {
        resolved.push(name);
        const addresses = answers[Math.min(resolved.length, answers.length) - 1] ?? [];
        return addresses.map((address) => ({ address, family: 4 }));
      },
      isAllowed: (address) => address === '127.0.0.1',
    };
  }

  test('is asked at the address that was checked, under its own name', async () => {
    const parts = world(['127.0.0.1']);
    const reply = await ask({ url: new URL(`http://target.example:${port}/x`), resolveCheckPin: true }, {}, parts);
    expect(reply.text).toBe(`target.example:${port} /x`);
    expect(parts.resolved).toEqual(['target.example']);
  });

  test('whose name stands for something else a moment later is asked at what was checked, then refused', async () => {
    const parts = world(['127.0.0.1'], ['10.0.0.1']);
    const url = new URL(`http://rebind.example:${port}/`);
    network = createNetwork({}, parts);
    const { transport } = network;
    expect((await transport({ url, signal, resolveCheckPin: true })).status).toBe(200);
    await expect(transport({ url, signal, resolveCheckPin: true })).rejects.toMatchObject({
      code: 'EGRESS_NOT_PUBLIC',
    });
    expect(parts.resolved.length).toBe(2);
  });

  test('with one address inside is not asked at all', async () => {
    const parts = world(['127.0.0.1', '192.168.0.1']);
    const asked = ask({ url: new URL(`http://mixed.example:${port}/`), resolveCheckPin: true }, {}, parts);
    await expect(asked).rejects.toMatchObject({ code: 'EGRESS_NOT_PUBLIC' });
  });

  test('that is an address inside is refused without asking anybody', async () => {
    const parts = world();
    const refused = ask({ url: new URL(`http://127.0.0.1:${port}/`), resolveCheckPin: true }, {}, noProxy);
    await expect(refused).rejects.toMatchObject({ code: 'EGRESS_NOT_PUBLIC' });
    expect(parts.resolved).toEqual([]);
  });

  test.each(['http://inside.example/', 'http://169.254.169.254/latest/meta-data', 'http://localhost/'])(
    'that redirects to %s is refused there',
    async (location) => {
      const parts = world(['127.0.0.1'], ['10.0.0.1']);
      network = createNetwork({}, parts);
      const url = new URL(`http://short.example:${port}/to/${encodeURIComponent(location)}`);
      const asked = withRedirects(network.transport)({ url, signal, resolveCheckPin: true });
      await expect(asked).rejects.toMatchObject({
        code: 'EGRESS_NOT_PUBLIC',
        details: { host: new URL(location).host },
      });
    },
  );

  test('goes through a proxy by its address, without the proxy resolving its name', async () => {
    await using proxy = await startProxy(port);
    const parts: NetworkParts = {
      environment: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` },
      resolve: async () => [{ address: '2606:4700::1111', family: 6 }],
    };
    const reply = await ask({ url: new URL('http://target.example/x'), resolveCheckPin: true }, {}, parts);
    expect(reply.text).toBe('target.example /x');
    expect(proxy.asked).toEqual(['CONNECT [2606:4700::1111]:80']);
  });

  test('whose name nobody knows is unreachable; one that is not resolved in time is given up with the request', async () => {
    const unknown = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
    const url = new URL('http://nobody.example/');
    const refused = ask({ url, resolveCheckPin: true }, {}, { ...noProxy, resolve: () => Promise.reject(unknown) });
    await expect(refused).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE', details: { reason: 'ENOTFOUND' } });
    const controller = new AbortController();
    const resolve = (): Promise<never> => {
      setImmediate(() => controller.abort(new Error('enough')));
      return new Promise(() => {});
    };
    const waiting = ask({ url, resolveCheckPin: true, signal: controller.signal }, {}, { ...noProxy, resolve });
    await expect(waiting).rejects.toThrow('enough');
  });
});
