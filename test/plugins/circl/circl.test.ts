import { createSession } from '@pivotkit/core';
import { circl } from '@pivotkit/plugin-circl';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());

const connect = () =>
  createSession({
    plugins: [circl],
    config: {
      circl: {
        user: 'partner',
        password: 'secret-word',
        hashlookupUrl: `${server.baseUrl}/h`,
        baseUrl: server.baseUrl,
      },
    },
    network: { attempts: 1 },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await connect();
});
afterEach(() => session.close());

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

test('what is asked, with credentials only where they belong', async () => {
  server.answer({ status: 404 });
  const { FileHash, File, Dns, IpAddress } = session.entities;
  await FileHash.circl.hashlookup(md5.toUpperCase());
  await File.circl.hashlookup([File.create({ name: 'x', md5, sha1 })]);
  await Dns.circl.passiveDns('WWW.Example.com');
  await IpAddress.circl.passiveDns('2606:4700::1');
  await IpAddress.circl.passiveSsl('8.8.8.8');
  await FileHash.circl.certificateHosts(sha1);
  expect(server.heard.map(({ path, headers }) => [path, headers['authorization'] !== undefined])).toEqual([
    [`/h/lookup/md5/${md5}`, false],
    [`/h/lookup/sha1/${sha1}`, false],
    ['/pdns/query/www.example.com', true],
    ['/pdns/query/2606%3A4700%3A%3A1', true],
    ['/v2pssl/query/8.8.8.8', true],
    [`/v2pssl/cquery/${sha1}`, true],
  ]);
  expect(server.heard[2]?.headers['authorization']).toBe(`Basic ${btoa('partner:secret-word')}`);
});

test.each([
  ['IpAddress', 'circl.passiveSsl', '2606:4700::1', ['IPv4', 'subjects']],
  ['FileHash', 'circl.certificateHosts', md5, ['SHA-1', 'hosts']],
  ['FileHash', 'circl.hashlookup', 'a'.repeat(128), ['not sha512', 'trust']],
  ['File', 'circl.hashlookup', 'C:\\x.exe', ['no SHA-256', 'trust']],
] as const)('%s by %s: %s is not supported', async (kind, pivot, value, [reason, column]) => {
  const frame = await session.pivot(kind, pivot)(value);
  expect(frame.toRows()[0]).toMatchObject({ [`${pivot}.status`]: 'not-supported' });
  expect(frame.why(0, column)?.note).toContain(reason);
});

describe('known files', () => {
  test.each([
    [
      'malicious by a source, whatever the trust',
      { KnownMalicious: 'x', 'hashlookup:trust': 100 },
      'malicious',
      'high',
    ],
    ['trust above 50', { 'hashlookup:trust': 51 }, 'benign', 'information'],
    ['trust of 50', { 'hashlookup:trust': 50 }, 'unknown', 'information'],
    ['no trust', {}, 'unknown', 'information'],
    ['known not to be malicious', { KnownMalicious: false }, 'unknown', 'information'],
  ])('%s', async (_, said, ...[judgement, severity]) => {
    server.answer({ status: 200, body: { MD5: md5.toUpperCase(), ...said } });
    const frame = await session.entities.FileHash.circl.hashlookup(md5);
    expect(frame.row(0)).toMatchObject({ judgement, severity, md5 });
    expect(circl.pivots[0].facets?.reputation?.(frame.row(0) as never)).toMatchObject({ judgement, severity });
  });

  test.each([
    ['nothing at all', { status: 200, body: {} }, 'failed(REPLY_INVALID)'],
    ['a 404 of something else', { status: 404, body: { message: 'Not Found' } }, 'failed(PROVIDER_REFUSED)'],
  ])('%s is no answer', async (_, reply, status) => {
    server.answer(reply);
    const frame = await session.entities.FileHash.circl.hashlookup(md5);
    expect(frame.row(0)['circl.hashlookup.status']).toBe(status);
  });
});

describe('passive DNS', () => {
  const line = (rrtype: string, rdata: string | string[], rrname = 'www.example.com') =>
    JSON.stringify({ rrname, rrtype, rdata });

  test('a record a row, with what it leads to; lines that cannot be read are told', async () => {
    const lines = [line('A', '203.0.113.7'), line('CNAME', 'Web.Example.net.'), 'oops', line('AAAA', ['2001:db8::1', '2001:db8::2']), '']; // prettier-ignore
    server.answer({ status: 200, headers: { 'content-type': 'text/html' }, bodyText: lines.join('\n') });
    const frame = await session.entities.Dns.circl.passiveDns('www.example.com');
    expect(frame.toRows().map(({ recordType, ipAddress, target }) => [recordType, ipAddress, target])).toEqual([
      ['A', '203.0.113.7', null],
      ['CNAME', null, 'web.example.net'],
      ['AAAA', '2001:db8::1', null],
      ['AAAA', '2001:db8::2', null],
    ]);
    expect(frame.why(0, 'name')?.note).toBe('1 of 4 lines of the reply cannot be read');
    expect(circl.pivots[1].facets?.resolutions?.(frame.row(0) as never)).toMatchObject({ dns: 'www.example.com', ipAddress: '203.0.113.7' }); // prettier-ignore
  });

  test.each([
    ['not one line that can be read', 'oops\n{"a":1}'],
    ['a page of HTML', '<!doctype html><title>Login</title>'],
  ])('%s is no answer', async (_, bodyText) => {
    server.answer({ status: 200, bodyText });
    const frame = await session.entities.Dns.circl.passiveDns('www.example.com');
    expect(frame.row(0)['circl.passiveDns.status']).toBe('failed(REPLY_INVALID)');
  });
});

test('certificates of an address', async () => {
  const certificates = [sha1, 'not a hash'];
  server.answer({
    status: 200,
    body: { '8.8.8.8': { certificates, subjects: { [sha1]: { values: ['CN=a', 'CN=b'] } } } },
  });
  const frame = await session.entities.IpAddress.circl.passiveSsl('8.8.8.8');
  expect(frame.toRows().map(({ certificateSha1, subjects }) => [certificateSha1, subjects])).toEqual([
    [sha1, ['CN=a', 'CN=b']],
  ]);
  expect(circl.pivots[2].facets?.certificates?.(frame.row(0) as never)).toEqual({ sha1, subject: 'CN=a; CN=b' });
});

test('without credentials there is hashlookup, and the others say which are missing', async () => {
  await using half = await createSession({ plugins: [circl], config: { circl: { user: 'acme-soc' } } });
  expect(half.pivots('circl.passiveSsl')).toMatchObject([
    {
      available: false,
      reason: expect.stringMatching(
        /gives to partners: the setting circl\.password, or the variable PIVOTKIT_CIRCL_PASSWORD$/,
      ),
    },
  ]);
});
