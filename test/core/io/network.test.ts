import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as setImmediatePromise } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeadlineExceeded } from '../../../core/src/io/deadline.ts';
import { createNetwork, type Network, type NetworkOptions } from '../../../core/src/io/network.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answer: Answer;
let base: string;
let network: Network | undefined;
const server = createServer((request, response) => answer(request, response));

const listening = async (one: Server): Promise<unknown> => once(one.listen(0, '127.0.0.1'), 'listening');
const closed = async (one: Server): Promise<unknown> => once(one.close(), 'close');

beforeEach(async () => {
  vi.stubEnv('NO_PROXY', '*');
  await listening(server);
  // A server that listens on TCP has an address with a port.
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await network?.close();
  network = undefined;
  server.closeAllConnections();
  await closed(server);
});

function ask(path: string, options: NetworkOptions & { readonly signal?: AbortSignal } = {}) {
  const { signal = new AbortController().signal, ...rest } = options;
  network = createNetwork(rest);
  return network.transport({ url: new URL(path, base), signal });
}

const send =
  (body: Buffer | string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(200, headers).end(body);
  };

describe('a reply', () => {
  test('comes as it is: any status, headers in lower case, text', async () => {
    answer = (_, response) => response.writeHead(418, { 'X-Limit': '4', 'Set-Cookie': ['a=1', 'b=2'] }).end('tea ☕');
    const reply = await ask('/');
    expect(reply).toMatchObject({ status: 418, text: 'tea ☕', headers: { 'x-limit': '4', 'set-cookie': 'a=1, b=2' } });
  });

  test('of a POST answers its body and headers', async () => {
    answer = (request, response) => {
      void request
        .toArray()
        .then((parts: Buffer[]) =>
          response.end(
            `${request.method ?? ''} ${request.headers['x-key'] as string} ${Buffer.concat(parts).toString()}`,
          ),
        );
    };
    network = createNetwork();
    const { signal } = new AbortController();
    const reply = await network.transport({
      method: 'POST',
      url: new URL(base),
      headers: { 'x-key': 'k' },
      body: 'a=1',
      signal,
    });
    expect(reply.text).toBe('POST k a=1');
  });

  test('that redirects is not followed', async () => {
    const paths: (string | undefined)[] = [];
    answer = (request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/other' }).end();
    };
    expect((await ask('/first')).status).toBe(302);
    expect(paths).toEqual(['/first']);
  });

  test.each([
    ['utf-8 with a mark', Buffer.from('\uFEFF{"a":1}'), 'application/json', '{"a":1}'],
    ['latin 1', Buffer.from('ü', 'latin1'), 'text/plain; charset=ISO-8859-1', 'ü'],
    ['a character set nobody knows', Buffer.from('ü'), 'text/plain; charset=x-none', 'ü'],
  ])('in %s', async (_, body, type, expected) => {
    answer = send(body, { 'content-type': type });
    expect((await ask('/')).text).toBe(expected);
  });
});

describe('compressed replies', () => {
  const text = 'x'.repeat(100_000);

  test.each([
    ['gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
    ['deflate, gzip', gzipSync(deflateSync(text))],
  ])('%s', async (encoding, body) => {
    answer = send(body, { 'content-encoding': encoding });
    expect((await ask('/')).text).toBe(text);
  });

  test('no body at all has nothing to decode', async () => {
    answer = (_, response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end();
    expect(await ask('/')).toMatchObject({ status: 204, text: '' });
  });

  test('what can be read is asked for', async () => {
    answer = (request, response) => response.end(request.headers['accept-encoding']);
    expect((await ask('/')).text).toBe('gzip, deflate, br');
  });

  test.each([
    ['an unknown coding', 'zzz', Buffer.from('x'), "unknown encoding 'zzz'"],
    ['no gzip at all', 'gzip', Buffer.from('{"a":1}'), 'its gzip body is broken'],
    ['gzip that ends too soon', 'gzip', gzipSync('x'.repeat(5000)).subarray(0, 20), 'its gzip body is broken'],
    ['no brotli at all', 'br', Buffer.from('{"a":1}'), 'its br body is broken'],
    ['a tower of codings', 'gzip, gzip, gzip, gzip', gzipSync('x'), 'compressed 4 times over'],
  ])('%s is refused', async (_, encoding, body, problem) => {
    answer = send(body, { 'content-encoding': encoding });
    await expect(ask('/')).rejects.toMatchObject({ code: 'REPLY_INVALID', message: expect.stringContaining(problem) });
  });
});

describe('the cap on size', () => {
  test.each([
    ['at the limit', 1000, undefined],
    ['one byte above', 1001, 'REPLY_TOO_LARGE'],
  ])('%s', async (_, size, code) => {
    answer = send('x'.repeat(size));
    const reply = ask('/', { maxBodyBytes: 1000 });
    await (code === undefined
      ? expect(reply).resolves.toMatchObject({ status: 200 })
      : expect(reply).rejects.toMatchObject({ code }));
  });

  test('is not about what a reply without a body says of its length', async () => {
    answer = (_, response) => response.writeHead(304, { 'content-length': '1001' }).end();
    expect(await ask('/', { maxBodyBytes: 1000 })).toMatchObject({ status: 304, text: '' });
  });

  test('counts what a bomb unpacks to, and stops there', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(300_000);
    answer = send(bomb, { 'content-encoding': 'gzip' });
    const before = process.memoryUsage().arrayBuffers;
    await expect(ask('/', { maxBodyBytes: 1024 * 1024 })).rejects.toMatchObject({ code: 'REPLY_TOO_LARGE' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024);
  });

  test.each([
    ['that says its length', { 'content-length': String(1024 ** 3) }],
    ['in chunks', {}],
  ])('cuts a body of 1 GB %s at the default limit of 20 MiB', async (_, headers: Record<string, string>) => {
    const part = Buffer.alloc(1024 * 1024, 'x');
    const { rss } = process.memoryUsage();
    let [sentBytes, mostRss] = [0, 0];
    const { promise: cut, resolve: isCut } = Promise.withResolvers<void>();
    answer = (request, response) => {
      request.on('close', isCut);
      response.writeHead(200, headers);
      const more = (): void => {
        mostRss = Math.max(mostRss, process.memoryUsage().rss);
        if (sentBytes === 1024 ** 3) return void response.end();
        sentBytes += part.length;
        if (response.write(part)) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    };
    await expect(ask('/')).rejects.toMatchObject({ code: 'REPLY_TOO_LARGE' });
    await cut;
    // What is on its way in buffers of the system when the connection is cut.
    expect(sentBytes).toBeLessThan(64 * 1024 * 1024);
    expect(mostRss - rss).toBeLessThan(160 * 1024 * 1024);
  });

  test('stops an endless body', async () => {
    let wanted = true;
    answer = (request, response) => {
      request.on('close', () => {
        wanted = false;
      });
      const more = (): void => {
        while (wanted && response.write('x'.repeat(65_536)));
        if (wanted) response.once('drain', more);
      };
      more();
    };
    await expect(ask('/', { maxBodyBytes: 300_000 })).rejects.toMatchObject({ code: 'REPLY_TOO_LARGE' });
    await vi.waitUntil(() => !wanted);
  });
});

describe('a service that fails', () => {
  test('nobody listens', async () => {
    const free = createServer();
    await listening(free);
    const { port } = free.address() as AddressInfo;
    await closed(free);
    const refused = ask(`http://127.0.0.1:${port}/`);
    await expect(refused).rejects.toMatchObject({
      code: 'PROVIDER_UNREACHABLE',
      details: { host: `127.0.0.1:${port}` },
    });
  });

  test.each<[string, Answer]>([
    ['before the headers', (request) => request.socket.destroy()],
    [
      'in the body',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => request.socket.destroy());
      },
    ],
    [
      'in a compressed body',
      (request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '5000' });
        response.write(gzipSync('y').subarray(0, 15), () => request.socket.destroy());
      },
    ],
    ['with something that is no HTTP', (request) => request.socket.end('SSH-2.0-OpenSSH\r\n')],
  ])('cut %s', async (_, cut) => {
    answer = cut;
    await expect(ask('/')).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' });
  });

  test.each<[string, Answer]>([
    ['no headers', () => {}],
    ['half a body', (_, response) => void response.writeHead(200, { 'content-length': '9' }).write('half')],
  ])('too slow: %s', async (_, slow) => {
    answer = slow;
    await expect(ask('/', { timeoutMs: 50 })).rejects.toBeInstanceOf(DeadlineExceeded);
  });
});

describe('cancelling', () => {
  const reason = new Error('enough');

  test('before the request asks nobody', async () => {
    let asked = 0;
    answer = (_, response) => {
      asked += 1;
      response.end();
    };
    await expect(ask('/', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(asked).toBe(0);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['before the headers', () => {}],
    ['in the body', (response) => void response.writeHead(200).write('half')],
  ])('%s ends the connection', async (_, begin) => {
    const controller = new AbortController();
    const ended = new Promise<void>((resolve) => {
      answer = (request, response) => {
        request.socket.once('close', () => resolve());
        begin(response);
        setImmediate(() => controller.abort(reason));
      };
    });
    await expect(ask('/', { signal: controller.signal })).rejects.toBe(reason);
    await ended;
  });
});

describe('cancelling a request that waits for a connection', () => {
  test('ends the wait at once, and asks nobody', async () => {
    const paths: (string | undefined)[] = [];
    answer = ({ url }) => void paths.push(url);
    network = createNetwork({ connections: 1 });
    const [held, waiting] = [new AbortController(), new AbortController()];
    const ask = (path: string, { signal }: AbortController): Promise<unknown> =>
      (network ?? createNetwork()).transport({ url: new URL(path, base), signal });
    const asked = ask('/held', held);
    const queued = ask('/waiting', waiting);
    await vi.waitFor(() => expect(paths).toEqual(['/held']));
    waiting.abort(new Error('enough'));
    await expect(queued).rejects.toThrow('enough');
    held.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    expect(paths).toEqual(['/held']);
  });
});

describe('a name on the internet, by nock', () => {
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });

  test('is asked over https', async () => {
    nock.disableNetConnect();
    const scope = nock('https://api.example.com').get('/v1/8.8.8.8').query({ days: '7' }).reply(200, { score: 3 });
    const reply = await ask('https://api.example.com/v1/8.8.8.8?days=7');
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { score: 3 }]);
    expect(scope.isDone()).toBe(true);
  });
});

describe('what is never asked is never loaded', () => {
  test('closing without a request', async () => {
    await expect(createNetwork().close()).resolves.toBeUndefined();
  });

  test('no warning is printed', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    answer = send(gzipSync('x'), { 'content-encoding': 'gzip' });
    await ask('/');
    await setImmediatePromise();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
