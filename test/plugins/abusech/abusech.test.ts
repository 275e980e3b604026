import { createSession } from '@pivotkit/core';
import { abusech } from '@pivotkit/plugin-abusech';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());

const connect = () =>
  createSession({
    plugins: [abusech],
    config: {
      abusech: {
        authKey: 'abuse-key',
        baseUrls: {
          urlhaus: `${server.baseUrl}/uh`,
          threatfox: `${server.baseUrl}/tf`,
          malwarebazaar: `${server.baseUrl}/mb`,
          feodo: server.baseUrl,
          sslbl: server.baseUrl,
        },
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

const ok = (body: object) => ({ status: 200, body: { query_status: 'ok', ...body } });
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

describe('what is asked', () => {
  test('each service in its own way, with the key in its header', async () => {
    server.answer({ status: 200, body: { query_status: 'no_results' } });
    const { Url, Dns, IpAddress, FileHash, File } = session.entities;
    await Url.abusech.urlhaus('hxxp://www.example.com/a?b=1');
    await Dns.abusech.urlhaus('WWW.Example.com');
    await IpAddress.abusech.urlhaus('8.8.8.8');
    await FileHash.abusech.urlhaus(md5);
    await IpAddress.abusech.threatfox('2606:4700:4700::1111');
    await FileHash.abusech.threatfox(md5);
    await FileHash.abusech.malwarebazaar(sha1);
    await File.abusech.malwarebazaar([File.create({ name: 'x', md5, sha256: 'e'.repeat(64) })]);
    expect(server.heard.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
      'POST /uh/url/ url=http%3A%2F%2Fwww.example.com%2Fa%3Fb%3D1',
      'POST /uh/host/ host=www.example.com',
      'POST /uh/host/ host=8.8.8.8',
      `POST /uh/payload/ md5_hash=${md5}`,
      'POST /tf/ {"query":"search_ioc","search_term":"2606:4700:4700::1111","exact_match":false}',
      `POST /tf/ {"query":"search_hash","hash":"${md5}"}`,
      `POST /mb/ query=get_info&hash=${sha1}`,
      `POST /mb/ query=get_info&hash=${'e'.repeat(64)}`,
    ]);
    expect(new Set(server.heard.map(({ headers }) => headers['auth-key']))).toEqual(new Set(['abuse-key']));
  });

  test.each([
    ['IpAddress', 'abusech.urlhaus', '2606:4700:4700::1111', 'IPv4'],
    ['FileHash', 'abusech.urlhaus', sha1, 'SHA-256 or MD5'],
    ['FileHash', 'abusech.threatfox', sha1, 'SHA-256 or MD5'],
    ['FileHash', 'abusech.sslbl', md5, 'SHA-1 alone'],
    ['Url', 'abusech.urlhaus', 'https://me:pass@www.example.com/', 'user or password'],
    ['Url', 'abusech.threatfox', 'https://me:pass@www.example.com/', 'user or password'],
  ] as const)('not a %s by %s that it cannot answer: %s', async (kind, pivot, value, reason) => {
    const frame = await session.pivot(kind, pivot)(value);
    expect(frame.toRows()[0]).toMatchObject({ [`${pivot}.status`]: 'not-supported' });
    expect(frame.why(0, 'judgement')?.note).toContain(reason);
    expect(server.heard).toEqual([]);
  });

  test('without a key only the lists', async () => {
    const keyless = await createSession({ plugins: [abusech] });
    const usable = keyless.pivots('abusech').filter(({ available }) => available);
    expect(new Set(usable.map(({ name }) => name))).toEqual(new Set(['abusech.feodo', 'abusech.sslbl']));
    const reasons = keyless.pivots('abusech.threatfox').map(({ reason }) => reason);
    expect(reasons[0]).toContain('abusech.authKey, or the variable PIVOTKIT_ABUSECH_AUTHKEY');
    await keyless.close();
  });
});

describe('ThreatFox', () => {
  const ioc = (text: string, type: string, confidence: unknown = 100) => ({
    id: '7',
    ioc: text,
    ioc_type: type,
    confidence_level: confidence,
  });

  test.each([
    ['IpAddress', '8.8.8.8', ['8.8.8.8:443', 'http://8.8.8.8/x']],
    ['IpAddress', '2606:4700::1', ['[2606:4700::1]:80']],
    ['Dns', 'example.com', ['example.com', 'https://example.com/a', 'https://example.com/a/b']],
    ['Url', 'https://example.com/a', ['https://example.com/a']],
  ] as const)('%s %s: what merely contains its text is left out', async (kind, value, expected) => {
    const all = [
      ioc('8.8.8.8:443', 'ip:port'),
      ioc('8.8.8.80:443', 'ip:port'),
      ioc('18.8.8.8:443', 'ip:port'),
      ioc('[2606:4700::1]:80', 'ip:port'),
      ioc('http://8.8.8.8/x', 'url'),
      ioc('example.com', 'domain'),
      ioc('notexample.com', 'domain'),
      ioc('https://example.com/a', 'url'),
      ioc('https://example.com/a/b', 'url'),
      ioc('https://example.org/?q=example.com', 'url'),
    ];
    server.answer(ok({ data: all }));
    const frame = await session.pivot(kind, 'abusech.threatfox')(value);
    expect(frame.toRows().map(({ indicator }) => indicator)).toEqual(expected);
  });

  test.each([
    ['70', 'malicious', 'high'],
    [69, 'suspicious', 'warning'],
    [30, 'suspicious', 'warning'],
    [29, 'unknown', 'information'],
    [null, 'suspicious', 'warning'],
    [1000, 'suspicious', 'warning'],
  ])('confidence %s', async (confidence, judgement, severity) => {
    server.answer(ok({ data: [ioc('example.com', 'domain', confidence)] }));
    const frame = await session.entities.Dns.abusech.threatfox('example.com');
    expect(frame.row(0)).toMatchObject({ judgement, severity, port: null });
    expect(abusech.pivots[2].facets?.reputation?.(frame.row(0) as never)).toMatchObject({ judgement, severity });
  });
});

describe('URLhaus', () => {
  test('a host whose URLs are all down is suspicious, and its URLs are rows to go on with', async () => {
    const urls = [
      { url: 'http://www.example.com/a.exe', url_status: 'offline', date_added: '2026-09-19 01:33:26 UTC', tags: null },
      { url: 'not a url', url_status: 'offline' },
    ];
    server.answer(ok({ host: 'www.example.com', url_count: '12', urls }));
    const { Dns } = session.entities;
    const summary = await Dns.abusech.urlhaus('www.example.com');
    expect(summary.row(0)).toMatchObject({
      judgement: 'suspicious',
      severity: 'warning',
      online: 0,
      urls: 12,
      listed: 'host',
    });
    const rows = await Dns.abusech.urlhausUrls('www.example.com');
    expect(rows.toRows().map(({ url, state }) => [url, state])).toEqual([['http://www.example.com/a.exe', 'offline']]);
  });
});

describe('lists', () => {
  test('are fetched once, whatever is asked', async () => {
    server.answer(({ path }) =>
      path.endsWith('.json')
        ? {
            status: 200,
            body: [
              { ip_address: '203.0.113.7', port: 443, status: 'online', malware: 'Emotet' },
              { ip_address: '203.0.113.7', port: 80 },
            ],
          }
        : {
            status: 200,
            bodyText: `# Listingdate,SHA1,Listingreason\r\n2026-09-26 07:33:02,${sha1.toUpperCase()},Bad, very bad\r\n# END\r\n`,
          },
    );
    const { IpAddress, FileHash } = session.entities;
    const servers = await IpAddress.abusech.feodo(['203.0.113.7', '10.0.0.1', '203.0.113.8']);
    expect(servers.toRows().map((row) => [row['abusech.feodo.status'], row.judgement, row.port])).toEqual([
      ['found', 'malicious', 443],
      ['found', 'suspicious', 80],
      ['not-found', null, null],
      ['not-found', null, null],
    ]);
    const listed = await FileHash.abusech.sslbl(sha1);
    expect(listed.row(0)).toMatchObject({ judgement: 'malicious', reason: 'Bad, very bad' });
    expect(server.heard.map(({ path }) => path)).toEqual([
      '/downloads/ipblocklist.json',
      '/blacklist/sslblacklist.csv',
    ]);
    expect(server.heard[0]?.headers['auth-key']).toBeUndefined();
  });

  test.each([
    ['an address that is none', { status: 200, body: [{ ip_address: 'here' }] }],
    ['an object', { status: 200, body: {} }],
  ])('%s is no list of Feodo Tracker', async (_, reply) => {
    server.answer(reply);
    const frame = await session.entities.IpAddress.abusech.feodo('8.8.8.8');
    expect(frame.row(0)['abusech.feodo.status']).toBe('failed(REPLY_INVALID)');
  });

  test.each(['', 'hello', '# Listingdate,SHA1,Listingreason\nx,y,z\n'])('%j is no list of SSLBL', async (bodyText) => {
    server.answer({ status: 200, bodyText });
    const frame = await session.entities.FileHash.abusech.sslbl(sha1);
    expect(frame.row(0)['abusech.sslbl.status']).toBe('failed(REPLY_INVALID)');
  });
});

test('doctor asks URLhaus with the key', async () => {
  server.answer({ status: 200, body: { query_status: 'no_results' } });
  expect(await session.checkServices()).toMatchObject([{ ok: true, detail: 'URLhaus answers' }]);
  server.answer({ status: 403, body: { query_status: 'unknown_auth_key' } });
  expect(await session.checkServices()).toMatchObject([{ ok: false, advice: 'Check the key.' }]);
});
