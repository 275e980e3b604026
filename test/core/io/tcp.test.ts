import { afterEach, describe, expect, test } from 'vitest';
import type { Http, Transport } from '../../../core/src/io/http.ts';
import { createTcp, type TcpOptions } from '../../../core/src/io/tcp.ts';
import { authorityOf, tcpClient, type TcpQuestion } from '../../../core/src/io/tcp-client.ts';
import { systemClock } from '../../../core/src/io/clock.ts';
import { startTcpServer, type TcpServer } from '../../support/tcp-server.ts';

const servers: TcpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serverOf(...given: Parameters<typeof startTcpServer>): Promise<TcpServer> {
  const server = await startTcpServer(...given);
  servers.push(server);
  return server;
}

const over = (transport: Transport): Http => ({ send: (request) => transport(request) });

const client = (options: Partial<TcpOptions> = {}) => tcpClient(over(createTcp({ clock: systemClock, ...options })));

const question = (server: TcpServer, more: Partial<TcpQuestion> = {}): TcpQuestion => ({
  host: '127.0.0.1',
  port: server.port,
  send: 'example.com\r\n',
  allowedHosts: [server.host],
  signal: new AbortController().signal,
  ...more,
});

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => String(Reflect.get(Object(error), 'code') ?? (error as Error).constructor.name),
  );

describe('a question over TCP', () => {
  test('is sent as it is, and all that comes until the end is the answer', async () => {
    const server = await serverOf(() => ({ parts: ['domain: exam', 'ple.com\n', Buffer.from('owner: José\n')] }));
    const reply = await client().ask(question(server));
    expect(reply).toEqual({ text: 'domain: example.com\nowner: José\n', charset: 'utf-8' });
    expect(server.asked).toEqual(['example.com\r\n']);
  });

  test.each([
    [['utf-8'], Buffer.from('owner: Jos\u00e9', 'latin1'), 'owner: José', 'windows-1252'],
    [['utf-8', 'shift_jis'], Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本', 'shift_jis'],
    [['iso-2022-jp', 'utf-8'], Buffer.from('\u001b$BF|K\\\u001b(B', 'latin1'), '日本', 'iso-2022-jp'],
    [['euc-kr'], Buffer.from([0xc7, 0xd1, 0xb1, 0xb9]), '한국', 'euc-kr'],
    [['no-such-charset'], Buffer.from('plain'), 'plain', 'windows-1252'],
    [['utf-8'], Buffer.alloc(0), '', 'utf-8'],
  ])('in %j: %s reads %s (%s)', async (charsets, bytes, text, charset) => {
    const server = await serverOf(() => ({ parts: bytes.length === 0 ? [] : [bytes] }));
    expect(await client().ask(question(server, { charsets }))).toEqual({ text, charset });
  });

  test('an answer larger than the cap is refused, and no more of it read', async () => {
    const server = await serverOf(() => ({ parts: ['x'.repeat(2_000)], stays: true }));
    expect(await codeOf(client({ maxBodyBytes: 1_000 }).ask(question(server)))).toBe('REPLY_TOO_LARGE');
  });

  test('a server that says nothing, or never closes, is too slow', async () => {
    const silent = await serverOf(() => ({ stays: true }));
    const open = await serverOf(() => ({ parts: ['half'], stays: true }));
    const patient = client({ bodyTimeoutMs: 20 });
    expect(await codeOf(patient.ask(question(silent)))).toBe('DeadlineExceeded');
    expect(await codeOf(patient.ask(question(open)))).toBe('DeadlineExceeded');
  });

  test('nobody there, and a connection that is cut, are told', async () => {
    const gone = await startTcpServer(() => '');
    await gone.close();
    expect(await codeOf(client().ask(question(gone)))).toBe('PROVIDER_UNREACHABLE');
    const rude = await serverOf(() => ({ resets: true }));
    expect(await codeOf(client().ask(question(rude)))).toBe('PROVIDER_UNREACHABLE');
  });

  test('an abort ends the wait with its reason, before and during', async () => {
    const server = await serverOf(() => ({ stays: true }));
    const controller = new AbortController();
    const asked = client().ask(question(server, { signal: controller.signal }));
    const outcome = asked.catch((error: unknown) => error);
    controller.abort('enough');
    expect(await outcome).toBe('enough');
    await expect(client().ask(question(server, { signal: controller.signal }))).rejects.toBe('enough');
  });
});

describe('who is asked', () => {
  test('a host that is not allowed is not connected to', async () => {
    const server = await serverOf(() => 'secret');
    const asked = client().ask(question(server, { allowedHosts: ['whois.example:43'] }));
    expect(await codeOf(asked)).toBe('EGRESS_REFUSED');
    expect(server.asked).toEqual([]);
  });

  test('a host that the data names is asked at public addresses and declared ports alone', async () => {
    const server = await serverOf(() => 'secret');
    const named = { host: '127.0.0.1', port: server.port, send: 'x\r\n', signal: new AbortController().signal };
    expect(await codeOf(client().ask(named))).toBe('EGRESS_REFUSED');
    expect(await codeOf(client().ask({ ...named, allowedPorts: [43] }))).toBe('EGRESS_REFUSED');
    expect(await codeOf(client().ask({ ...named, allowedPorts: [server.port] }))).toBe('EGRESS_NOT_PUBLIC');
    expect(server.asked).toEqual([]);
  });

  test('… at the very addresses that were checked, whatever the name stands for afterwards', async () => {
    const server = await serverOf(() => 'answer');
    let times = 0;
    const resolve = async () => [{ address: times++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    const ask = client({ resolve, isAllowed: (address) => address === '127.0.0.1' }).ask({
      host: 'whois.registrar.example',
      port: server.port,
      send: 'x\r\n',
      allowedPorts: [server.port],
      signal: new AbortController().signal,
    });
    expect((await ask).text).toBe('answer');
    expect(times).toBe(1);
  });

  test.each([
    ['WHOIS.example', 43, 'whois.example:43'],
    ['2001:db8::1', 43, '[2001:db8::1]:43'],
    ['[2001:db8::1]', 43, '[2001:db8::1]:43'],
  ])('%s and %i are %s', (host, port, authority) => {
    expect(authorityOf(host, port)).toBe(authority);
  });
});
