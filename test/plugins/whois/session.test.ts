import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, type Log } from '@pivotkit/core';
import { whois } from '@pivotkit/plugin-whois';
import { startSimulator, type SimulatedReply, type Simulator } from '@pivotkit/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTcpServer, type TcpAnswer, type TcpServer } from '../../support/tcp-server.ts';
import { textForms } from './text-forms.ts';

/** Registries and registrars on this machine: what each path of RDAP answers, and each line of port 43. */
let http: Simulator;
let lines: TcpServer;
let replies: Record<string, SimulatedReply>;
let answers: Record<string, TcpAnswer | string | Buffer>;
beforeEach(async () => {
  replies = {
    '/iana/dns.json': {
      json: {
        services: [
          [
            ['com', 'co.uk'],
            ['http://rdap.registry.example/v1/', 'https://rdap.registry.example/v1/'],
          ],
        ],
      },
    },
    '/iana/ipv4.json': {
      json: {
        services: [
          [['0.0.0.0/0'], ['https://rdap.arin.net/registry/']],
          [['9.0.0.0/8'], ['https://rdap.other.example']],
        ],
      },
    },
    '/iana/asn.json': {
      json: {
        services: [
          [['3209-3353', '131072-132095', '20'], ['https://rdap.db.ripe.net/']],
          [['1-64495'], ['https://rdap.arin.net/registry']],
        ],
      },
    },
    '/iana/ipv6.json': { json: { services: [[['2000::/3'], ['https://rdap.arin.net/registry/']]] } },
  };
  answers = {};
  http = await startSimulator({ routes: [] });
  http.answer(({ path }) => replies[path] ?? { status: 404, text: '' });
  lines = await startTcpServer((question) => answers[question.trim()] ?? 'No match\r\n');
});
afterEach(async () => {
  await http.close();
  await lines.close();
});

const rdapHosts = [
  'rdap.registry.example',
  'rdap.registrar.example',
  'rdap.arin.net',
  'rdap.db.ripe.net',
  'rdap.other.example',
  'rdap.verisign.com',
  'rdap.verisign.example',
];
const textHosts = [
  'whois.iana.org',
  'whois.verisign-grs.com',
  'whois.registrar.example',
  'whois.arin.net',
  'whois.ripe.net',
  'whois.nic.example',
  'whois.denic.de',
];

function sessionWith(settings: { readonly rdap?: boolean } = {}, log?: Log) {
  const mirrors = {
    ...Object.fromEntries(rdapHosts.map((host) => [`https://${host}`, `${http.baseUrl}/${host}`])),
    ...Object.fromEntries(textHosts.map((host) => [host, lines.host])),
  };
  return createSession({
    plugins: [whois],
    config: { whois: { bootstrap: `${http.baseUrl}/iana`, mirrors, ...settings } },
    network: { attempts: 1, bodyTimeoutMs: 200 },
    ...(log && { log }),
  });
}

const card = (...properties: readonly (readonly [string, unknown])[]) => [
  'vcard',
  [['version', {}, 'text', '4.0'], ...properties.map(([name, value]) => [name, {}, 'text', value])],
];

const domainReply = {
  objectClassName: 'domain',
  handle: '1_DOMAIN_COM-VRSN',
  ldhName: 'EXAMPLE.COM',
  status: ['client transfer prohibited'],
  links: [{ rel: 'related', type: 'application/rdap+json', href: 'https://rdap.registrar.example/domain/EXAMPLE.COM' }],
  events: [
    { eventAction: 'registration', eventDate: '1995-08-14T04:00:00Z' },
    { eventAction: 'expiration', eventDate: '2027-08-13T04:00:00Z' },
    { eventAction: 'last changed', eventDate: '2026-08-14T07:01:31Z' },
    { eventAction: 'last update of RDAP database', eventDate: '2026-10-09T00:00:00Z' },
  ],
  entities: [
    {
      roles: ['registrar'],
      publicIds: [{ type: 'IANA Registrar ID', identifier: '9999' }],
      vcardArray: card(['fn', 'Example Registrar Inc.']),
      entities: [
        {
          roles: ['abuse'],
          vcardArray: card(['fn', ''], ['tel', 'tel:+1.5555550100'], ['email', 'abuse@registrar.example']),
        },
      ],
    },
  ],
  nameservers: [{ ldhName: 'A.IANA-SERVERS.NET' }],
  secureDNS: { delegationSigned: true },
};

describe('by RDAP', () => {
  test('the registry says who and when, the registrar who holds it; the answer stays as it came', async () => {
    replies['/rdap.registry.example/v1/domain/example.com'] = { json: domainReply };
    replies['/rdap.registrar.example/domain/EXAMPLE.COM'] = {
      json: {
        objectClassName: 'domain',
        events: [{ eventAction: 'registration', eventDate: '2020-01-01T00:00:00Z' }],
        entities: [{ roles: ['registrant'], vcardArray: card(['fn', 'REDACTED FOR PRIVACY'], ['org', 'Example Org']) }],
      },
    };
    await using session = await sessionWith();
    const frame = await session.entities.Dns.whois(['www.example.com', 'mail.EXAMPLE.com']);
    expect(frame.row(0)).toMatchObject({
      'whois.status': 'found',
      query: 'example.com',
      registrar: 'Example Registrar Inc.',
      registrarIanaId: '9999',
      registrant: 'Example Org',
      createdAt: new Date('1995-08-14T04:00:00Z'),
      updatedAt: new Date('2026-08-14T07:01:31Z'),
      expiresAt: new Date('2027-08-13T04:00:00Z'),
      nameServers: ['a.iana-servers.net'],
      isSigned: true,
      abuseEmail: 'abuse@registrar.example',
      abusePhone: '+1.5555550100',
      source: 'RDAP rdap.registry.example, RDAP rdap.registrar.example',
    });
    expect(frame.row(0).raw).toContain('client transfer prohibited');
    expect(lines.asked).toEqual([]);
  });

  test('the list of servers is fetched once, and the one of the plugin stands in', async () => {
    replies['/rdap.registry.example/v1/domain/example.com'] = { json: domainReply };
    await using session = await sessionWith();
    await session.entities.Dns.whois(['example.com', 'other.com'], { registrar: false });
    expect(http.requests.filter(({ path }) => path === '/iana/dns.json')).toHaveLength(1);
    replies['/iana/dns.json'] = { json: { version: '1.0' } };
    replies['/rdap.arin.net/registry/ip/8.8.8.8'] = {
      json: { objectClassName: 'ip network', startAddress: '8.0.0.0', endAddress: '8.255.255.255' },
    };
    replies['/iana/ipv4.json'] = { status: 502, text: '<html>' };
    const warnings: string[] = [];
    const log: Log = { debug: () => {}, info: () => {}, warn: (text) => void warnings.push(text) };
    await using second = await sessionWith({}, log);
    expect((await second.entities.IpAddress.whois('8.8.8.8')).row(0).range).toBe('8.0.0.0 - 8.255.255.255');
    expect(warnings.join()).toContain('the one of the plugin is used');
  });

  test('an address is asked where its network is registered, and a redirect leads on', async () => {
    replies['/rdap.arin.net/registry/ip/193.0.0.1'] = {
      status: 302,
      headers: { location: 'https://rdap.db.ripe.net/ip/193.0.0.1' },
      text: '',
    };
    replies['/rdap.db.ripe.net/ip/193.0.0.1'] = {
      json: {
        objectClassName: 'ip network',
        startAddress: '193.0.0.0',
        endAddress: '193.0.7.255',
        name: 'RIPE',
        country: 'NL',
        cidr0_cidrs: [{ v4prefix: '193.0.0.0', length: 21 }],
      },
    };
    replies['/rdap.other.example/ip/9.9.9.9'] = {
      json: { objectClassName: 'ip network', startAddress: '9.9.9.0', endAddress: '9.9.9.255' },
    };
    await using session = await sessionWith();
    const rows = (await session.entities.IpAddress.whois(['193.0.0.1', '9.9.9.9', '10.0.0.1'])).toRows();
    expect(rows.map((row) => [row.range, row.cidrs, row['whois.status']])).toEqual([
      ['193.0.0.0 - 193.0.7.255', ['193.0.0.0/21'], 'found'],
      ['9.9.9.0 - 9.9.9.255', [], 'found'],
      [null, null, 'skipped(not-public)'],
    ]);
  });

  test('a name that is not registered is not found, and nobody else is asked', async () => {
    await using session = await sessionWith();
    const frame = await session.entities.Dns.whois('nobody.com');
    expect([frame.row(0)['whois.status'], frame.why(0, 'query')?.note]).toEqual([
      'not-found',
      'rdap.registry.example knows no such registration',
    ]);
    expect(lines.asked).toEqual([]);
  });

  test('too many questions are throttled, with what the server asks for', async () => {
    replies['/rdap.registry.example/v1/domain/example.com'] = {
      status: 429,
      headers: { 'retry-after': '60' },
      text: '',
    };
    await using session = await sessionWith();
    const frame = await session.entities.Dns.whois('example.com');
    expect(frame.row(0)['whois.status']).toBe('throttled');
    expect(frame.why(0, 'query')?.note).toContain('asks to wait 60 s');
  });

  test('a registrar that does not answer costs nothing of the registry', async () => {
    replies['/rdap.registry.example/v1/domain/example.com'] = { json: domainReply };
    replies['/rdap.registrar.example/domain/EXAMPLE.COM'] = { status: 503, text: 'busy' };
    await using session = await sessionWith();
    const frame = await session.entities.Dns.whois('example.com');
    expect(frame.row(0)).toMatchObject({ 'whois.status': 'found', registrar: 'Example Registrar Inc.' });
    expect(frame.why(0, 'query')?.note).toContain('the registrar at rdap.registrar.example did not answer');
  });

  test('a server that the list names inside the own network is not asked', async () => {
    replies['/iana/dns.json'] = { json: { services: [[['com'], ['http://127.0.0.1:9/rdap/']]] } };
    await using session = await sessionWith();
    const frame = await session.entities.Dns.whois('example.com');
    expect(frame.row(0)['whois.status']).toBe('failed(EGRESS_NOT_PUBLIC)');
  });
});

describe('by port 43, where RDAP does not answer or is not there', () => {
  const com = textForms['gTLD, thin (.com)']?.text ?? '';

  test('IANA names the registry, the registry the registrar', async () => {
    replies['/rdap.registry.example/v1/domain/example.com'] = { status: 501, json: { errorCode: 501 } };
    answers['com'] = 'refer: whois.verisign-grs.com\n';
    answers['domain example.com'] = com;
    answers['example.com'] =
      'Domain Name: example.com\r\nRegistrar: Example Registrar Inc.\r\nRegistrant Organization: Example Org\r\nRegistrant Country: DE\r\n';
    await using session = await sessionWith();
    const row = (await session.entities.Dns.whois('www.example.com')).row(0);
    expect(row).toMatchObject({
      registrar: 'Example Registrar Inc.',
      registrant: 'Example Org',
      country: 'DE',
      isSigned: true,
      source: 'WHOIS whois.verisign-grs.com, WHOIS whois.registrar.example',
    });
    expect(lines.asked.map((line) => line.trim())).toEqual(['com', 'domain example.com', 'example.com']);
    await session.entities.Dns.whois('other.com');
    expect(lines.asked.filter((line) => line.trim() === 'com')).toHaveLength(1);
  });

  test('without the registrar, where it is not wanted', async () => {
    answers['com'] = 'refer: whois.verisign-grs.com\n';
    answers['domain example.com'] = com;
    await using session = await sessionWith({ rdap: false });
    const frame = await session.entities.Dns.whois('example.com', { registrar: false });
    expect(frame.row(0).source).toBe('WHOIS whois.verisign-grs.com');
  });

  test('referrals in a circle end', async () => {
    answers['com'] = 'refer: whois.verisign-grs.com\n';
    answers['domain example.com'] = com;
    answers['example.com'] = 'Domain Name: example.com\nRegistrar: X\nRegistrar WHOIS Server: whois.verisign-grs.com\n';
    await using session = await sessionWith({ rdap: false });
    expect((await session.entities.Dns.whois('example.com')).row(0)['whois.status']).toBe('found');
    expect(lines.asked).toHaveLength(3);
  });

  test.each<[string, TcpAnswer | string | Buffer, string, string]>([
    [
      'refuses',
      'Number of allowed queries exceeded.\r\n',
      'throttled',
      'whois.nic.example: Number of allowed queries exceeded.',
    ],
    ['knows nothing', 'NOT FOUND\n', 'not-found', 'whois.nic.example knows no such registration'],
    ['says nothing', { parts: [] }, 'failed(REPLY_INVALID)', 'closed the connection without an answer'],
    ['says something else', 'hello\n', 'failed(REPLY_INVALID)', 'no registration can be read from it'],
    ['is silent', { stays: true }, 'timeout', 'No answer within 200 ms'],
    ['never closes', { parts: ['Domain Name: x\n'], stays: true }, 'timeout', 'No answer within 200 ms'],
    ['hangs up', { resets: true }, 'failed(PROVIDER_UNREACHABLE)', 'ECONNRESET'],
    ['is cut', 'domain: example.shop\ncreated: 2001-01-01\nregis', 'found', 'ends in the middle of a line'],
  ])('a registry that %s', async (_, answer, status, note) => {
    answers['shop'] = 'whois: whois.nic.example\n';
    answers['example.shop'] = answer;
    await using session = await sessionWith({ rdap: false });
    const frame = await session.entities.Dns.whois('example.shop');
    expect(frame.row(0)['whois.status']).toBe(status);
    expect(frame.why(0, 'query')?.note).toContain(note);
  });

  test('a registrar that refuses costs nothing of the registry', async () => {
    answers['com'] = 'refer: whois.verisign-grs.com\n';
    answers['domain example.com'] = com;
    answers['example.com'] = 'Query rate limit exceeded.\r\n';
    await using session = await sessionWith({ rdap: false });
    const frame = await session.entities.Dns.whois('example.com');
    expect(frame.row(0)['whois.status']).toBe('found');
    expect(frame.why(0, 'query')?.note).toContain(
      'whois.registrar.example, which knows more, did not answer: whois.registrar.example: Query rate limit exceeded.',
    );
  });

  test('letters of other character sets are read', async () => {
    answers['shop'] = 'whois: whois.nic.example\n';
    answers['example.shop'] = Buffer.from('domain: example.shop\nowner: Jos\u00e9 Exemplo\n', 'latin1');
    await using session = await sessionWith({ rdap: false });
    expect((await session.entities.Dns.whois('example.shop')).row(0).registrant).toBe('José Exemplo');
  });

  test('an ending without any server is not supported', async () => {
    answers['zz'] = 'domain: ZZ\n';
    answers['de'] = 'domain: DE\n';
    await using session = await sessionWith({ rdap: false });
    const frame = await session.entities.Dns.whois('example.de');
    expect([frame.row(0)['whois.status'], frame.why(0, 'query')?.note]).toEqual([
      'not-supported',
      'IANA names no WHOIS server for example.de',
    ]);
  });

  test('servers that answers name are asked at port 43 of public addresses alone', async () => {
    answers['shop'] = `whois: ${lines.host}\n`;
    answers['dev'] = 'whois: 127.0.0.1\n';
    answers['app'] = 'whois: 169.254.169.254\n';
    await using session = await sessionWith({ rdap: false });
    const rows = (await session.entities.Dns.whois(['a.shop', 'a.dev', 'a.app'])).toRows();
    expect(rows.map((row) => row['whois.status'])).toEqual([
      'failed(EGRESS_REFUSED)',
      'failed(EGRESS_NOT_PUBLIC)',
      'failed(EGRESS_NOT_PUBLIC)',
    ]);
    expect(lines.asked).toHaveLength(3);
  });

  test('an international name is asked about in ASCII, at its registrable part', async () => {
    answers['de'] = 'whois: whois.denic.de\n';
    answers['-T dn,ace xn--bcher-kva.de'] = 'Domain: xn--bcher-kva.de\nNserver: ns1.example.net\nStatus: connect\n';
    await using session = await sessionWith({ rdap: false });
    expect((await session.entities.Dns.whois('www.bücher.de')).row(0)).toMatchObject({
      query: 'xn--bcher-kva.de',
      'whois.status': 'found',
    });
  });
});

describe('an autonomous system', () => {
  const reply = (number: number, name: string): SimulatedReply => ({
    json: {
      objectClassName: 'autnum',
      handle: `AS${number}`,
      startAutnum: number,
      endAutnum: number,
      name,
      country: 'NL',
      status: ['active'],
      events: [{ eventAction: 'registration', eventDate: '2002-09-17T13:16:23Z' }],
      entities: [{ roles: ['registrant'], vcardArray: card(['fn', 'Example Networks B.V.']) }],
    },
  });

  test('is asked about where the smallest range that has its number leads', async () => {
    replies['/rdap.db.ripe.net/autnum/3333'] = reply(3333, 'EXAMPLE-AS');
    replies['/rdap.db.ripe.net/autnum/20'] = reply(20, 'TWENTY');
    replies['/rdap.arin.net/registry/autnum/15169'] = reply(15_169, 'GOOGLE');
    await using session = await sessionWith();
    const rows = (
      await session.entities.AutonomousSystem.whois(['AS3333', 'asn 20', '15169', '0.3333', 'AS701', 'AS64512'])
    ).toRows();
    expect(rows.map((row) => [row.query, row.name, row.asn, row['whois.status']])).toEqual([
      ['AS3333', 'EXAMPLE-AS', 3333, 'found'],
      ['AS20', 'TWENTY', 20, 'found'],
      ['AS15169', 'GOOGLE', 15_169, 'found'],
      ['AS3333', 'EXAMPLE-AS', 3333, 'found'],
      [null, null, null, 'not-found'],
      [null, null, null, 'skipped(not-public)'],
    ]);
    expect(rows[0]).toMatchObject({
      handle: 'AS3333',
      registrant: 'Example Networks B.V.',
      country: 'NL',
      createdAt: new Date('2002-09-17T13:16:23Z'),
      range: null,
      source: 'RDAP rdap.db.ripe.net',
    });
    expect(lines.asked).toEqual([]);
  });

  test('without the list of IANA, ARIN is asked and redirects', async () => {
    replies['/iana/asn.json'] = { status: 502, text: '<html>' };
    replies['/rdap.arin.net/registry/autnum/3333'] = {
      status: 302,
      headers: { location: 'https://rdap.db.ripe.net/autnum/3333' },
      text: '',
    };
    replies['/rdap.db.ripe.net/autnum/3333'] = reply(3333, 'EXAMPLE-AS');
    await using session = await sessionWith();
    expect((await session.entities.AutonomousSystem.whois('AS3333')).row(0).name).toBe('EXAMPLE-AS');
  });

  test('by port 43, IANA names the registry', async () => {
    answers['AS15169'] = 'refer: whois.arin.net\n';
    answers['a + 15169'] = textForms['ARIN, an autonomous system']?.text ?? '';
    await using session = await sessionWith({ rdap: false });
    const frame = await session.entities.AutonomousSystem.whois('AS15169');
    expect(frame.row(0)).toMatchObject({ name: 'EXAMPLE', asn: 15_169, source: 'WHOIS whois.arin.net' });
    expect(lines.asked.map((line) => line.trim())).toEqual(['AS15169', 'a + 15169']);
  });

  test('networks that a registry lists beside it are not its range', async () => {
    answers['AS1251'] = 'refer: whois.nic.example\n';
    await using session = await sessionWith({ rdap: false });
    const { AutonomousSystem } = session.entities;
    expect((await AutonomousSystem.whois('AS701')).row(0)['whois.status']).toBe('not-supported');
    answers['AS1251'] += 'aut-num: AS1251\nowner: Exemplo\ncreated: 19980101\n\ninetnum: 200.160.0.0/20\n';
    const row = (await AutonomousSystem.whois('AS1251')).row(0);
    expect(row).toMatchObject({ handle: 'AS1251', asn: 1251, registrant: 'Exemplo', range: null, cidrs: [] });
  });
});

test('a stricter marking than the registries may be told about is not asked', async () => {
  await using session = await sessionWith();
  const { Dns } = session.entities;
  const frame = await Dns.whois(Dns.create({ domainName: 'example.com', marking: 'amber' }));
  expect(frame.row(0)['whois.status']).toBe('skipped(marking)');
});

interface Sample {
  readonly request: { readonly url?: string; readonly send?: string };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
    readonly bodyText?: string;
  };
}

const folders = '../shared/reference/provider-samples';
const isThere = existsSync(folders);
const samplesOf = (folder: string): string[] =>
  isThere ? readdirSync(join(folders, folder)).map((file) => file.replace('.json', '')) : ['absent'];
const sampleOf = (folder: string, name: string): Sample =>
  JSON.parse(readFileSync(join(folders, folder, `${name}.json`), 'utf8')) as Sample;

const rdapOutcomes: Readonly<Record<string, string | object>> = {
  autnum_positive: { name: 'EXAMPLE-AS', createdAt: new Date('2008-12-01T00:00:00Z'), range: null },
  domain_positive: {
    registrar: 'Example Registrar Inc.',
    createdAt: new Date('1995-08-14T04:00:00Z'),
    isSigned: true,
    abuseEmail: 'abuse@registrar.example',
  },
  domain_redacted: { handle: null, registrar: 'Example Registrar Inc.', registrant: null },
  forbidden_403: 'failed(PROVIDER_FORBIDDEN)',
  ip_v4_positive: {
    range: '192.0.2.0 - 192.0.2.255',
    cidrs: ['192.0.2.0/24'],
    registrant: 'Example Networks',
    abuseEmail: 'abuse@example.net',
    createdAt: new Date('2001-01-01T05:00:00Z'),
  },
  ip_v6_positive: { cidrs: ['2001:db8::/32'], createdAt: null },
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  not_found_404_body: 'not-found',
  not_found_404_empty: 'not-found',
  not_implemented_501: 'failed(PROVIDER_REFUSED)',
  rate_limited_429: 'throttled',
  redirect_302: 'not-found',
};

/** Only lists of names are asked here; one has no server for `.com`. */
const lists: Readonly<Record<string, string>> = Object.fromEntries(
  ['asn', 'ipv4', 'ipv6', 'no_match_cctld'].map((name) => [name, 'not-supported']),
);

const whoisOutcomes: Readonly<Record<string, string | object>> = {
  arin_referral: { name: 'TEST-NET-1', range: '192.0.2.0 - 192.0.2.255', abuseEmail: 'abuse@example.net' },
  empty_close: 'failed(REPLY_INVALID)',
  iana_referral: { name: 'COM' },
  malformed_latin1: { registrant: 'José Exemplo' },
  radb_none: 'not-found',
  rate_limited_generic: 'throttled',
  rate_limited_ripe: 'throttled',
  rate_limited_verisign: 'throttled',
  registrar_full: { registrar: 'Example Registrar Inc.', registrant: null, abuseEmail: 'abuse@registrar.example' },
  registry_thin: {
    expiresAt: new Date('2027-08-13T04:00:00Z'),
    nameServers: ['a.iana-servers.net', 'b.iana-servers.net'],
  },
  ripe_inetnum: { cidrs: ['192.0.2.0/24'], asn: 64_496, abuseEmail: 'abuse@example.net' },
  ripe_none: 'not-found',
};

describe.skipIf(!isThere)(`samples of replies in ${folders} (skipped where the folder is absent)`, () => {
  test.each(samplesOf('rdap'))('rdap: %s', async (name) => {
    const { response } = sampleOf('rdap', name);
    const { status, headers, body, bodyText = JSON.stringify(body) } = response;
    replies['/rdap.registry.example/v1/domain/example.com'] = { status, headers, text: bodyText };
    // What RDAP refuses is asked by port 43, which has nothing to say here.
    answers['com'] = 'domain: COM\n';
    await using session = await sessionWith();
    const row = (await session.entities.Dns.whois('example.com')).row(0);
    const expected = rdapOutcomes[name] ?? `an outcome for the case ${name}`;
    expect(row).toMatchObject(
      typeof expected === 'string' ? { 'whois.status': expected } : { 'whois.status': 'found', ...expected },
    );
  });

  test.each(samplesOf('whois'))('whois: %s', async (name) => {
    answers['shop'] = 'whois: whois.nic.example\n';
    const text = sampleOf('whois', name).response.bodyText ?? '';
    answers['example.shop'] = name.includes('latin1') ? Buffer.from(text, 'latin1') : text;
    await using session = await sessionWith({ rdap: false });
    const row = (await session.entities.Dns.whois('example.shop', { registrar: false })).row(0);
    const expected = whoisOutcomes[name] ?? `an outcome for the case ${name}`;
    expect(row).toMatchObject(
      typeof expected === 'string' ? { 'whois.status': expected } : { 'whois.status': 'found', ...expected },
    );
  });

  test.each(samplesOf('rdap_bootstrap'))('list of servers: %s', async (name) => {
    const { status, headers, body, bodyText = JSON.stringify(body) } = sampleOf('rdap_bootstrap', name).response;
    replies['/iana/dns.json'] = { status, headers, text: bodyText };
    answers['com'] = 'domain: COM\n';
    await using session = await sessionWith();
    const frame = await session.entities.Dns.whois('example.com');
    // Lists that cannot be read are those of the plugin; no server on this machine knows the name.
    expect(frame.row(0)['whois.status']).toBe(lists[name] ?? 'not-found');
  });
});

describe('its check', () => {
  const checked = async (settings: { readonly rdap?: boolean } = {}): Promise<unknown> => {
    await using session = await sessionWith(settings);
    return await session.checkServices();
  };

  test('asks the registry of a name that is always there, and nobody else', async () => {
    replies['/rdap.registry.example/v1/domain/example.com'] = {
      json: {
        objectClassName: 'domain',
        ldhName: 'example.com',
        links: [{ rel: 'related', href: 'https://rdap.registrar.example/domain/example.com' }],
      },
    };
    expect(await checked()).toMatchObject([{ plugin: 'whois', ok: true, detail: 'WHOIS answers' }]);
    expect(http.requests.map(({ path }) => path)).toEqual([
      '/iana/dns.json',
      '/rdap.registry.example/v1/domain/example.com',
    ]);
  });

  test('by port 43 alone, where RDAP is off', async () => {
    answers['com'] = 'refer: whois.verisign-grs.com\n';
    answers['domain example.com'] = 'Domain Name: EXAMPLE.COM\r\nRegistrar: Example Registrar\r\n';
    expect(await checked({ rdap: false })).toMatchObject([{ ok: true }]);
    expect(http.requests).toEqual([]);
  });

  test('says what is wrong where neither answers', async () => {
    http.answer(() => ({ status: 503, text: '' }));
    answers['com'] = '';
    expect(await checked()).toMatchObject([{ ok: false, detail: expect.stringContaining('503') }]);
  });
});
