import { createHash } from 'node:crypto';
import { Socket as UdpSocket } from 'node:dgram';
import nodeDns from 'node:dns';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { createSession, definePivot, definePlugin, entity, found, type PolicySettings } from '@pivotkit/core';
import {
  AutonomousSystem,
  compareTlp,
  Dns,
  File,
  FileHash,
  Host,
  IpAddress,
  parseTlp,
  Url,
  type Entity,
  type Tlp,
} from '@pivotkit/entities';
import { standard } from '@pivotkit/plugin-standard';
import { MockAgent } from 'undici';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDnsServer, type DnsServer } from '../support/dns-server.ts';
import { startTcpServer, type TcpServer } from '../support/tcp-server.ts';

/**
 * What leaves, over all pivots of all plugins: every question is asked in all markings at once, every request that is made
 * is caught before it reaches the network, and searched for everything that may not be told.
 */

// Markings as they are written in a column; the last is none and counts as red.
const written = ['clear', 'green', '', 'amber', 'TLP:AMBER+STRICT', 'red', 'for internal use'] as const;
type Written = (typeof written)[number];

const markingOf = (text: Written, unmarked: Tlp): Tlp => (text === '' ? unmarked : (parseTlp(text) ?? 'red'));

/** One thing to ask about, and the texts that give it away. */
interface Thing {
  readonly entity: Entity;
  readonly signs: readonly string[];
}

let things = 1_000_000;
const hex = (length: number, n: number): string =>
  createHash('sha256').update(String(n)).digest('hex').slice(0, length);

/** Things of each kind, no two alike. */
const makers: Readonly<Record<string, (number: number) => Thing>> = {
  IpAddress: (n) => {
    const octets = [45, 100 + (Math.floor(n / 10_000) % 100), 100 + (Math.floor(n / 100) % 100), 100 + (n % 100)];
    const signs = [octets.join('.'), octets.toReversed().join('.')];
    return { entity: IpAddress.create(octets.join('.')), signs };
  },
  Dns: (n) => ({ entity: Dns.create(`www.named-${n}.com`), signs: [`named-${n}`] }),
  Url: (n) => ({ entity: Url.create(`https://www.named-${n}.com/paged-${n}`), signs: [`named-${n}`, `paged-${n}`] }),
  FileHash: (n) => ({ entity: FileHash.create(hex(64, n)), signs: [hex(64, n)] }),
  File: (n) => ({
    entity: File.create({ sha256: hex(64, n), sha1: hex(40, n), md5: hex(32, n) }),
    signs: [hex(64, n), hex(40, n), hex(32, n)],
  }),
  Host: (n) => ({ entity: Host.create({ hostName: 'www', dnsDomain: `named-${n}.com` }), signs: [`named-${n}`] }),
  AutonomousSystem: (n) => ({ entity: AutonomousSystem.create(`AS${n % 30_000}`), signs: [String(n % 30_000)] }),
};

/** Where the result of a scan is asked for by its own address. */
const scanResult = (n: number): Thing => {
  const uuid = `01010101-0101-7101-8101-${String(n).padStart(12, '0')}`;
  return { entity: Url.create(`https://urlscan.io/result/${uuid}/`), signs: [uuid] };
};

/** Certificates are asked about by their SHA-1. */
const certificate = (n: number): Thing => ({ entity: FileHash.create(hex(40, n)), signs: [hex(40, n)] });

const special: Readonly<Record<string, (n: number) => Thing>> = {
  'urlscan.result': scanResult,
  'circl.certificateHosts': certificate,
};

function thing(kind: string, pivot: string): Thing {
  things += 1;
  const make = special[pivot] ?? makers[kind];
  if (make === undefined) throw new Error(`nothing of the kind ${kind} is made`);
  return make(things);
}

/** Never public, or one's own by the policy below, whatever the marking. */
const inside: Readonly<Record<string, readonly Thing[]>> = {
  IpAddress: ['10.99.98.97', '169.254.169.254', '127.99.98.97', '::ffff:10.99.98.96', 'fd00::9998', '203.0.111.77'].map(
    (text) => ({ entity: IpAddress.create(text), signs: [text, text.split('.').toReversed().join('.')] }),
  ),
  Dns: ['payroll-intra.local', 'payroll-intra.corp', 'vpn.own-name.com'].map((text) => ({
    entity: Dns.create(text),
    signs: [text.includes('own') ? 'own-name' : 'payroll-intra'],
  })),
  Url: ['http://10.99.98.97/hidden-page', 'https://payroll-intra.local/hidden-page', 'https://vpn.own-name.com/hidden-page'].map(
    (text) => ({ entity: Url.create(text), signs: ['hidden-page', '10.99.98.97', 'payroll-intra', 'own-name'] }),
  ), // prettier-ignore
};
const own = { own: { networks: ['203.0.111.0/24'], domains: ['own-name.com'] } };

interface Caught {
  readonly host: string;
  /** All of it, and what is written in it in other ways, in lower case. */
  readonly text: string;
}

const caught: Caught[] = [];

function inAllSpellings(text: string): string {
  const plain = decodeURIComponent(text.replaceAll(/%(?![\da-f]{2})/gi, '%25'));
  const encoded = [...(plain.match(/[\w+/=-]{12,}/g) ?? []), ...(plain.match(/[\w=-]{12,}/g) ?? [])];
  return [text, plain, ...encoded.map((part) => Buffer.from(part, 'base64').toString('latin1'))]
    .join('\n')
    .toLowerCase();
}

const isToldOf = ({ text }: Caught, { signs }: Thing): boolean =>
  signs.some((sign) => text.includes(sign.toLowerCase()));

/** Follows a thing to others of each kind, so that what comes second in a chain is asked. */
const leads = new Map<string, Readonly<Record<string, Thing>>>();
const chain = definePlugin({
  name: 'chain',
  version: '1.0.0',
  description: 'Leads from an address to other things',
  pivots: [
    definePivot({
      name: 'chain.lead',
      description: 'What an address leads to',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns: { IpAddress: entity(IpAddress, 'a'), Dns: entity(Dns, 'a'), Url: entity(Url, 'a'), FileHash: entity(FileHash, 'a'), AutonomousSystem: entity(AutonomousSystem, 'a') }, // prettier-ignore
      sharing: { reaches: 'nobody' },
      lookup: (addresses) =>
        addresses.map(({ key }) => {
          const { IpAddress: ip, Dns: dns, Url: url, FileHash: hash, AutonomousSystem: system } = leads.get(key) ?? {};
          return found({ IpAddress: ip?.entity.key ?? '', Dns: dns?.entity.key ?? '', Url: url?.entity.key ?? '', FileHash: hash?.entity.key ?? '', AutonomousSystem: system?.entity.key ?? '' }); // prettier-ignore
        }),
    }),
  ],
});

const token = { access_token: 'token', token_type: 'Bearer', expires_in: 3_600 };
/** Catches all that is sent over HTTP, to whatever host; a session closes what it is given. */
function catcher(): MockAgent {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent
    .get(/./)
    .intercept({ path: () => true, method: () => true })
    .reply(({ origin, path, body, headers }) => {
      const text = inAllSpellings([path, typeof body === 'string' ? body : '', JSON.stringify(headers)].join('\n'));
      caught.push({ host: new URL(String(origin)).host, text });
      return path.includes('/oauth2/') ? { statusCode: 200, data: token } : { statusCode: 404, data: {} };
    })
    .persist();
  return agent;
}

let lines: TcpServer;
let names: DnsServer;
beforeAll(async () => {
  names = await startDnsServer((name) => {
    caught.push({ host: 'port 53', text: name.toLowerCase() });
    return { rcode: 3 };
  });
  lines = await startTcpServer((question) => {
    caught.push({ host: 'port 43', text: inAllSpellings(question) });
    // IANA is told the ending of a name, and says whom to ask.
    return 'refer: whois.registry.example\n';
  });
});
afterAll(async () => {
  await lines.close();
  await names.close();
});

/** All that a plugin may speak to; `port 43` and `port 53` are the servers above. */
const hosts: Readonly<Record<string, readonly string[]>> = {
  abusech: ['feodotracker.abuse.ch', 'mb-api.abuse.ch', 'sslbl.abuse.ch', 'threatfox-api.abuse.ch', 'urlhaus-api.abuse.ch'], // prettier-ignore
  abuseipdb: ['api.abuseipdb.com'],
  asn: ['port 43', 'port 53'],
  circl: ['hashlookup.circl.lu', 'www.circl.lu'],
  crowdsec: ['cti.api.crowdsec.net'],
  dns: ['doh.example'],
  geolocation: ['api.ipstack.com', 'geolite.info', 'ipinfo.io', 'pro.ip-api.com'],
  greynoise: ['api.greynoise.io'],
  openpagerank: ['openpagerank.com'],
  otx: ['otx.alienvault.com'],
  riskiq: ['graph.microsoft.com', 'login.microsoftonline.com'],
  shodan: ['api.shodan.io', 'internetdb.shodan.io'],
  spamhaus: ['www.spamhaus.org'],
  tor: ['check.torproject.org', 'onionoo.torproject.org'],
  urlscan: ['urlscan.io'],
  virustotal: ['www.virustotal.com'],
  warninglists: ['raw.githubusercontent.com'],
  whois: ['port 43', 'rdap.registry.example'],
  xforce: ['api.xforce.ibmcloud.com'],
};
const everyHost = Object.values(hosts).flat();

const key = 'the key of the account';

/** Who has the names, addresses and systems made above. */
const registries = [
  'https://rdap.verisign.com',
  'https://rdap.arin.net',
  'https://rdap.db.ripe.net',
  'https://rdap.apnic.net',
];

/** All plugins as if there were accounts for everything, and no quota in the way. */
function open(more: { readonly tlp?: Tlp; readonly policy?: PolicySettings } = {}) {
  const config = {
    abusech: { authKey: key },
    abuseipdb: { apiKey: key },
    asn: { sources: ['bulk'], server: lines.host, nameServers: [names.host] },
    circl: { user: key, password: key },
    crowdsec: { apiKey: key },
    dns: { doh: 'https://doh.example/resolve' },
    geolocation: {
      online: {
        sources: ['maxmind', 'ipinfo', 'ip-api', 'ipstack'],
        maxmind: { accountId: key, licenseKey: key },
        ipApi: { key },
        ipstack: { accessKey: key },
      },
    },
    feed: { lists: [{ name: 'own', path: resolve('examples/data/indicators/observables.csv') }] },
    greynoise: { apiKey: key },
    openpagerank: { apiKey: key },
    otx: { apiKey: key },
    riskiq: { tenantId: 'tenant', clientId: 'client', clientSecret: key },
    shodan: { apiKey: key },
    urlscan: { apiKey: key },
    virustotal: { apiKey: key },
    whois: {
      bootstrap: 'snapshot',
      mirrors: {
        ...Object.fromEntries(registries.map((registry) => [registry, 'https://rdap.registry.example'])),
        'whois.iana.org': lines.host,
        'whois.registry.example': lines.host,
      },
    },
    warninglists: { fetch: ['amazon-aws'] },
    xforce: { apiKey: key, password: key },
  };
  return createSession({
    plugins: [...standard, chain],
    config: config as object,
    environment: {},
    network: { dispatcher: catcher(), attempts: 1 },
    quotas: { windows: Object.fromEntries(standard.map(({ name }) => [name, [{ per: 'day', limit: 1_000_000 }]])) },
    ...more,
    policy: { ...more.policy, ...own },
  });
}

type Session = Awaited<ReturnType<typeof open>>;

interface Row extends Thing {
  readonly marking: Written;
}

const optionsOf = (name: string): object => (name === 'urlscan.scan' ? { consent: true, visibility: 'private' } : {});

/** Asks about all rows in one table; in a chain, about what the rows lead to. Gives what was caught, and each row's status. */
async function ask(
  session: Session,
  { kind, name, rows }: { readonly kind: string; readonly name: string; readonly rows: readonly Row[] },
) {
  caught.length = 0;
  const frame = await session
    .from(rows.map(({ entity: asked, marking }) => ({ asked, marking })))
    .mark({ column: 'marking' })
    .pivot(session.pivot(kind, name), { column: 'asked', ...optionsOf(name) } as never)
    .run();
  const statuses = frame.table.toRows().map((row) => String(Reflect.get(row, `${name}.status`)));
  return { caught: [...caught], statuses };
}

async function askChained(
  session: Session,
  { kind, name, rows }: { readonly kind: string; readonly name: string; readonly rows: readonly Row[] },
) {
  const starts = rows.map((row) => {
    const start = thing('IpAddress', '');
    leads.set(start.entity.key, { [kind]: row });
    return { asked: start.entity, marking: row.marking };
  });
  caught.length = 0;
  await session
    .from(starts)
    .mark({ column: 'marking' })
    .pivot(session.pivot('IpAddress', 'chain.lead'), { column: 'asked' } as never)
    .pivot(session.pivot(kind, name), { column: kind, ...optionsOf(name), prefix: 'second_' } as never)
    .run();
  return { caught: [...caught] };
}

const pivots = standard
  .flatMap((plugin) => plugin.pivots.map((pivot) => ({ plugin, pivot })))
  .flatMap(({ plugin, pivot }) =>
    pivot.from.map(({ kind }) => ({
      kind,
      plugin: plugin.name,
      name: pivot.name,
      ...pivot.sharing,
      asks: pivot.asks !== undefined,
    })),
  )
  // It is of a table of processes, which it has not; nobody is asked.
  .filter(({ kind, name }) => kind in makers && name !== 'process.tree');

test('pivots that are not asked here tell nobody', () => {
  const all = new Set(standard.flatMap((plugin) => plugin.pivots.map(({ name }) => name)));
  const left = [...all].filter((name) => !pivots.some((pivot) => pivot.name === name));
  // They are asked about processes and texts.
  expect(left.every((name) => standard.flatMap((plugin) => [...plugin.pivots]).find((pivot) => pivot.name === name)?.sharing.reaches === 'nobody')).toBe(true); // prettier-ignore
  expect(pivots.length).toBeGreaterThan(150);
});

/** What each pivot may tell at most; pivots that ask others may tell what the least strict of those may. */
const ceilingOf = ({ reaches, maxTlp = 'clear', asks }: (typeof pivots)[number]): Tlp | undefined => {
  if (asks) return 'green';
  return reaches === 'nobody' ? undefined : maxTlp;
};

/** Name servers are seen by whoever runs them: nothing but clear, whoever asked for it. */
const hostCeiling = (host: string): Tlp => (host === 'doh.example' ? 'clear' : 'green');

describe.each([
  { title: 'unmarked is clear', unmarked: 'clear', more: {} },
  { title: 'unmarked is amber', unmarked: 'amber', more: { tlp: 'amber' } },
  { title: 'a passive session', unmarked: 'clear', more: { policy: { passive: true } } },
] as const)('$title', ({ unmarked, more }) => {
  let session: Session;
  beforeAll(async () => void (session = await open(more)));
  afterAll(() => session.close());
  const isPassive = 'policy' in more;

  test.each(pivots)('$name of $kind', async (pivot) => {
    const { kind, name, plugin } = pivot;
    const ceiling = isPassive && pivot.reaches === 'target' ? undefined : ceilingOf(pivot);
    const hidden = (inside[kind] ?? []).map((each): Row => ({ ...each, marking: 'clear' }));
    // The same thing in a row that may be told of and one that may not.
    const twice = thing(kind, name);
    const both: Row[] = [{ ...twice, marking: 'red' }, { ...twice, marking: '' }]; // prettier-ignore
    const mayLeave = ({ marking }: Row, host?: string): boolean => {
      const most = host === undefined ? ceiling : hostCeiling(host);
      return ceiling !== undefined && most !== undefined && compareTlp(markingOf(marking, unmarked), most) <= 0;
    };

    for (const way of [ask, askChained]) {
      if (way === askChained && (kind === 'File' || kind === 'Host')) continue;
      // What is asked once is known: each way has things of its own.
      const marked = written.map((marking): Row => ({ ...thing(kind, name), marking }));
      const told = await way(session, { kind, name, rows: [...marked, ...hidden, ...both] });
      for (const request of told.caught) {
        expect(plugin === 'ti' ? everyHost : (hosts[plugin] ?? [])).toContain(request.host);
        expect(marked.filter((row) => isToldOf(request, row) && !mayLeave(row, request.host)).map((row) => [request.host, row.marking])).toEqual([]); // prettier-ignore
        expect([...hidden, ...both].filter((row) => isToldOf(request, row))).toEqual([]);
      }
      // Else the test would hold for pivots that ask nobody.
      if (ceiling !== undefined)
        expect([way.name, marked.filter((row) => mayLeave(row) && !told.caught.some((request) => isToldOf(request, row)))]).toEqual([way.name, []]); // prettier-ignore
    }
  });
});

describe('a plan opens no socket', () => {
  let session: Session;
  beforeAll(async () => void (session = await open()));
  afterAll(() => session.close());

  const watched = () => [
    vi.spyOn(Socket.prototype, 'connect'),
    vi.spyOn(UdpSocket.prototype, 'send'),
    vi.spyOn(nodeDns.promises, 'lookup'),
  ];
  const planOf = ({ kind, name }: (typeof pivots)[number]) => {
    const rows = written.map((marking) => ({ asked: thing(kind, name).entity, marking }));
    return session
      .from(rows)
      .mark({ column: 'marking' })
      .pivot(session.pivot(kind, name), { column: 'asked', ...optionsOf(name) } as never);
  };

  test.each(pivots)('$name of $kind', async (pivot) => {
    const spies = watched();
    caught.length = 0;
    const { steps } = await planOf(pivot).plan();
    expect(steps.some((step) => step.pivot !== undefined)).toBe(true);
    expect([caught, spies.map(({ mock }) => mock.calls.length)]).toEqual([[], [0, 0, 0]]);
  });

  test('which would be seen: runs do', async () => {
    const spies = watched();
    for (const name of ['asn', 'asn.holder']) {
      const pivot = pivots.find((each) => each.name === name);
      if (pivot !== undefined) await planOf(pivot).run();
    }
    expect(spies.slice(0, 2).map(({ mock }) => mock.calls.length > 0)).toEqual([true, true]);
  });
});
