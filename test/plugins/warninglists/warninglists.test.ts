import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createSession } from '@pivotkit/core';
import { warninglists } from '@pivotkit/plugin-warninglists';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadLists } from '../../../plugins/warninglists/src/load.ts';
import { answered, describeSamples, startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

describeSamples(
  'misp_warninglists',
  async (baseUrl, { request }) => {
    const config = { warninglists: { fetch: ['example'], baseUrl } };
    await using session = await createSession({ plugins: [warninglists], config, network: { attempts: 1 } });
    const { Dns, IpAddress } = session.entities;
    const ask = 'warninglists.match';
    if (JSON.stringify(request).includes('hostname'))
      return answered(await Dns.warninglists.match('a.b.example.net'), ask);
    return answered(await IpAddress.warninglists.match('192.0.2.14'), ask);
  },
  {
    list_cidr: { list: 'Example scanner ranges', entry: '192.0.2.0/28', matchedBy: 'cidr', version: '20261001' },
    list_hostname: { list: 'Example hosts', entry: 'example.net', matchedBy: 'hostname' },
    list_missing_404: 'failed(PROVIDER_REFUSED)',
    // Of a file, here as a reply.
    malformed_missing_type: 'failed(REPLY_INVALID)',
    rate_limited_429: 'throttled',
  },
);

let server: ReplyServer;
let folder: string;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.heard.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-warninglists-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

const list = (name: string, type: string, entries: readonly string[], attributes?: readonly string[]) => ({
  name,
  type,
  version: 7,
  description: `about ${name}`,
  list: entries,
  ...(attributes && { matching_attributes: attributes }),
});

const connect = (config: object = {}) =>
  createSession({
    plugins: [warninglists],
    config: { warninglists: { paths: ['.'], baseUrl: server.baseUrl, ...config } },
    configFolder: folder,
    network: { attempts: 1 },
  });

describe('what matches', () => {
  test.each<
    [
      string,
      string,
      readonly string[],
      'IpAddress' | 'Dns' | 'Url' | 'FileHash' | 'Mailbox',
      string,
      string | undefined,
    ]
  >([
    [
      'the same text',
      'string',
      ['D41D8CD98F00B204E9800998ECF8427E'],
      'FileHash',
      'd41d8cd98f00b204e9800998ecf8427e',
      'd41d8cd98f00b204e9800998ecf8427e',
    ],
    ['another text', 'string', ['example.org'], 'Dns', 'www.example.org', undefined],
    ['an address in another spelling', 'string', ['2001:DB8:0::1'], 'IpAddress', '2001:db8::1', '2001:db8::1'],
    ['the name itself', 'hostname', ['Example.org'], 'Dns', 'example.org', 'example.org'],
    ['a name below', 'hostname', ['.example.org'], 'Dns', 'a.b.example.org', 'example.org'],
    ['a name that merely ends so', 'hostname', ['example.org'], 'Dns', 'notexample.org', undefined],
    ['the host of a URL', 'hostname', ['example.org'], 'Url', 'https://www.example.org:8443/a', 'example.org'],
    ['the host of a mail address', 'hostname', ['example.org'], 'Mailbox', 'a@mail.example.org', 'example.org'],
    ['an address in a network', 'cidr', ['203.0.113.0/28'], 'IpAddress', '203.0.113.15', '203.0.113.0/28'],
    ['an address beside it', 'cidr', ['203.0.113.0/28'], 'IpAddress', '203.0.113.16', undefined],
    ['an address as a network', 'cidr', ['203.0.113.7'], 'IpAddress', '203.0.113.7', '203.0.113.7'],
    ['IPv6', 'cidr', ['2001:db8::/48'], 'IpAddress', '2001:db8::77', '2001:db8::/48'],
    ['an address as the host of a URL', 'cidr', ['203.0.113.0/28'], 'Url', 'http://203.0.113.1/x', '203.0.113.0/28'],
    ['a part of a text', 'substring', ['/LOGIN.'], 'Url', 'https://a.example.org/login.php', '/login.'],
    ['a pattern', 'regex', ['/^10\\.|\\.local$/i'], 'Dns', 'printer.example.local', '/^10\\.|\\.local$/i'],
    ['a pattern that does not fit', 'regex', ['/^x$/'], 'Dns', 'example.org', undefined],
  ])('%s (%s)', async (_, type, entries, ...[kind, value, entry]) => {
    write('a.json', list('A', type, entries));
    await using session = await connect();
    const [row] = (await session.pivot(kind, 'warninglists.match')(value)).toRows();
    const expected = entry === undefined ? { 'warninglists.match.status': 'not-found' } : { list: 'A', entry, matchedBy: type, version: '7', description: 'about A' }; // prettier-ignore
    expect(row).toMatchObject(expected);
  });

  test('only the kinds that a list is about', async () => {
    write('ip/list.json', list('addresses', 'string', ['203.0.113.7', 'example.org'], ['ip-src', 'ip-dst']));
    write('both/list.json', list('both', 'string', ['203.0.113.7', 'example.org'], ['domain|ip']));
    await using session = await connect();
    const { IpAddress, Dns } = session.entities;
    expect((await IpAddress.warninglists.check('203.0.113.7')).row(0)).toMatchObject({ lists: ['addresses', 'both'], matches: 2, severity: 'information' }); // prettier-ignore
    const name = await Dns.warninglists.check('example.org');
    expect(name.row(0)).toMatchObject({ lists: ['both'] });
    const opinion = warninglists.pivots[1].facets?.reputation?.(name.row(0) as never);
    expect(opinion).toMatchObject({ judgement: 'unknown', severity: 'information', reasons: ['both'] });
  });

  test('a file by any of its hashes, private addresses too', async () => {
    write('lists/empty/list.json', list('empty files', 'string', ['d41d8cd98f00b204e9800998ecf8427e']));
    write('lists/rfc1918/list.json', list('private', 'cidr', ['10.0.0.0/8']));
    await using session = await connect();
    const { File, IpAddress } = session.entities;
    const file = File.create({ name: 'x', md5: 'd41d8cd98f00b204e9800998ecf8427e' });
    expect((await File.warninglists.check([file])).row(0)).toMatchObject({ lists: ['empty files'] });
    expect((await IpAddress.warninglists.check('10.1.2.3')).row(0)).toMatchObject({ lists: ['private'] });
  });
});

describe('a session does not start', () => {
  test('with files that are no lists, and says what is wrong with each', async () => {
    write('good.json', list('good', 'string', ['x']));
    write('no-type.json', { name: 'x', version: '1', description: 'y', list: 'notalist' });
    write('no-json.json', '{');
    write('bad-network.json', list('n', 'cidr', ['203.0.113/24']));
    write('bad-pattern.json', list('p', 'regex', ['/(/']));
    write('empty.json', list('e', 'string', []));
    const started = connect({ paths: ['.', 'missing'] });
    const problems = ["no-type.json: it is no warning list: 'type'", 'no-json.json: ', "'203.0.113/24' is no network", "'/(/' is no pattern", "empty.json: it is no warning list: 'list'", 'missing: there is no such file']; // prettier-ignore
    for (const problem of problems)
      await expect(started).rejects.toMatchObject({
        code: 'PLUGINS_INVALID',
        message: expect.stringContaining(problem),
      });
  });

  test('and the fault has a code and names each file', async () => {
    write('empty.json', list('e', 'string', []));
    const file = join(folder, 'empty.json');
    const details = { list: [{ file, problem: expect.stringContaining("'list'") }] };
    await expect(loadLists([file])).rejects.toMatchObject({ code: 'WARNINGLISTS_INVALID', details });
  });

  test.each([['../../etc/passwd'], ['a/b'], ['']])('with %j as the name of a list to fetch', async (name) => {
    await expect(connect({ fetch: [name] })).rejects.toMatchObject({ code: 'PLUGINS_INVALID' });
  });
});

describe('lists that are fetched', () => {
  test('beside those in files, one request each', async () => {
    write('a.json', list('local', 'cidr', ['203.0.113.0/24']));
    server.answer(({ path }) => ({ status: 200, body: list(path, 'cidr', ['203.0.113.0/28']) }));
    await using session = await connect({ fetch: ['one', 'two'] });
    const frame = await session.entities.IpAddress.warninglists.check(['203.0.113.1', '203.0.113.77']);
    expect(frame.toRows().map(({ lists }) => lists)).toEqual([
      ['/one/list.json', '/two/list.json', 'local'],
      ['local'],
    ]);
    expect(server.heard.map(({ path }) => path).sort()).toEqual(['/one/list.json', '/two/list.json']);
  });

  test('that cannot be had fail what no other list knows, and are told beside what one does', async () => {
    write('a.json', list('local', 'cidr', ['203.0.113.0/24']));
    server.answer({ status: 503 });
    await using session = await connect({ fetch: ['one'] });
    const frame = await session.entities.IpAddress.warninglists.check(['203.0.113.1', '8.8.8.8']);
    const status = 'warninglists.check.status';
    expect(frame.toRows().map((row) => row[status])).toEqual(['found', 'failed(PROVIDER_UNAVAILABLE)']);
    expect(frame.why(0, 'lists')?.note).toBe('the warning list one could not be had');
  });
});

test('without lists it is not available, and says which settings are missing', async () => {
  await using session = await createSession({ plugins: [warninglists] });
  expect(session.pivots('warninglists.check')[0]).toMatchObject({ available: false, reason: expect.stringContaining('warninglists.paths') }); // prettier-ignore
});
