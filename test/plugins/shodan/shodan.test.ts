import { createSession } from '@pivotkit/core';
import { shodan } from '@pivotkit/plugin-shodan';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

const apiKey = 'sh0dan-key';

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());

const connect = (config: object = { apiKey }) =>
  createSession({
    plugins: [shodan],
    config: { shodan: { ...config, baseUrl: server.baseUrl, internetdbUrl: `${server.baseUrl}/idb` } },
    quotas: { windows: { shodan: [] } },
    network: { attempts: 1 },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await connect();
});
afterEach(() => session.close());

test('what is asked: the key goes in the query of the search engine, and nowhere else', async () => {
  server.answer({
    status: 404,
    body: { error: 'No information available for that IP.', detail: 'No information available' },
  });
  const { IpAddress, Dns } = session.entities;
  await IpAddress.shodan.host('8.8.8.8');
  await IpAddress.shodan.services('2606:4700::1');
  await Dns.shodan.domain('Example.COM');
  const frame = await IpAddress.shodan.internetdb('8.8.8.8');
  expect(frame.row(0)['shodan.internetdb.status']).toBe('not-found');
  expect(server.heard.map(({ path }) => path)).toEqual([
    `/shodan/host/8.8.8.8?minify=true&key=${apiKey}`,
    `/shodan/host/2606%3A4700%3A%3A1?key=${apiKey}`,
    `/dns/domain/example.com?key=${apiKey}`,
    '/idb/8.8.8.8',
  ]);
});

test('a refusal never shows the key', async () => {
  server.answer({ status: 400, body: { error: `Invalid key ${apiKey} in ?key=${apiKey}` } });
  const frame = await session.entities.IpAddress.shodan.host('8.8.8.8');
  expect(frame.row(0)['shodan.host.status']).toBe('failed(PROVIDER_REFUSED)');
  expect(JSON.stringify(frame.why(0, 'ports'))).not.toContain(apiKey);
});

test.each([
  ['any other 404', { status: 404, body: { error: 'Not Found' } }, 'failed(PROVIDER_REFUSED)'],
  [
    'a plan that does not cover it',
    { status: 403, body: { error: 'Requires membership' } },
    'failed(PROVIDER_FORBIDDEN)',
  ],
  ['a port that is none', { status: 200, body: { ports: [70_000] } }, 'failed(REPLY_INVALID)'],
  ['something else', { status: 200, body: {} }, 'failed(REPLY_INVALID)'],
  ['an address without open ports', { status: 200, body: { ports: [] } }, 'found'],
])('%s', async (_, reply, status) => {
  server.answer(reply);
  const frame = await session.entities.IpAddress.shodan.host('8.8.8.8');
  expect(frame.row(0)['shodan.host.status']).toBe(status);
});

describe('services', () => {
  test('one row each; what a service does not have is null; vulnerabilities in either form', async () => {
    const data = [
      { port: 53, transport: 'udp', vulns: { 'CVE-2026-2': {}, 'CVE-2026-1': {} }, data: 'x'.repeat(900) },
      { port: 443, cpe: 'cpe:/a:x:y', ssl: { cert: { fingerprint: { sha1: 'A'.repeat(40) } } } },
    ];
    server.answer({ status: 200, body: { data } });
    const frame = await session.entities.IpAddress.shodan.services('8.8.8.8');
    expect(frame.toRows()).toMatchObject([
      { port: 53, vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'], certificateSha1: null, banner: 'x'.repeat(500) },
      { port: 443, cpes: ['cpe:/a:x:y'], certificateSha1: 'a'.repeat(40), vulnerabilities: null },
    ]);
    const certificates = frame.toRows().map((row) => shodan.pivots[1].facets?.certificates?.(row as never));
    expect(certificates).toMatchObject([undefined, { sha1: 'a'.repeat(40) }]);
  });

  test('none is not found', async () => {
    server.answer({ status: 200, body: { data: [] } });
    const frame = await session.entities.IpAddress.shodan.services('8.8.8.8');
    expect(frame.row(0)['shodan.services.status']).toBe('not-found');
  });
});

test('records of a domain name what they lead to, and a cut answer says so', async () => {
  const record = (subdomain: string, type: string, value: string) => ({ subdomain, type, value, last_seen: null });
  const data = [
    record('', 'MX', 'Mail.Example.com'),
    record('www', 'AAAA', '2001:DB8:0::1'),
    record('_dmarc', 'TXT', 'v=DMARC1'),
  ];
  server.answer({ status: 200, body: { domain: 'example.com', more: true, data } });
  const frame = await session.entities.Dns.shodan.domain('example.com');
  expect(frame.toRows().map(({ name, ipAddress, target }) => [name, ipAddress, target])).toEqual([
    ['example.com', null, 'mail.example.com'],
    ['www.example.com', '2001:db8::1', null],
    ['_dmarc.example.com', null, null],
  ]);
  expect(frame.why(0, 'name')?.note).toBe('the first page of records; Shodan has more');
  const row = frame.row(1) as never;
  expect(shodan.pivots[2].facets?.subdomains?.(row)).toMatchObject({ dns: 'www.example.com' });
  expect(shodan.pivots[2].facets?.resolutions?.(row)).toMatchObject({
    dns: 'www.example.com',
    ipAddress: '2001:db8::1',
  });
});

test('without a key there is InternetDB, and doctor asks it', async () => {
  const keyless = await connect({});
  const available = keyless.pivots('shodan').map(({ name, available: is }) => [name, is]);
  expect(available).toEqual([
    ['shodan.host', false],
    ['shodan.services', false],
    ['shodan.domain', false],
    ['shodan.internetdb', true],
  ]);
  server.answer({ status: 200, body: { ports: [53] } });
  expect(await keyless.checkServices()).toMatchObject([{ ok: true, detail: 'InternetDB answers' }]);
  await keyless.close();
  server.answer({ status: 200, body: { plan: 'dev', query_credits: 7 } });
  expect(await session.checkServices()).toMatchObject([{ ok: true, detail: 'Shodan answers' }]);
});
