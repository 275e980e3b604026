import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attacker, malware, STOLEN_ACCOUNT } from '../../examples/generate/attacker.ts';
import { encodedCommand } from '../../examples/generate/encode.ts';
import { BEACON } from '../../examples/generate/intrusion-flows.ts';
import { STAGE_SCRIPT } from '../../examples/generate/intrusion-processes.ts';

const examples = join(import.meta.dirname, '../../examples');
const replies = join(examples, 'replies/virustotal');
const text = (path: string): string => readFileSync(join(examples, path), 'utf8');

describe('the generator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pivotkit-sample-'));
  beforeAll(() => {
    execFileSync(process.execPath, [join(examples, 'generate/generate.ts'), folder]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['data', 'replies/virustotal'])('makes the committed files of %s again, byte for byte', (part) => {
    const committed = hashes(join(examples, part));
    for (const byHand of ['README.md', '.gitattributes']) committed.delete(byHand);
    expect(hashes(join(folder, part))).toEqual(committed);
  });

  it('stays small enough to be cloned with the sources', () => {
    const sizes = [...files(join(examples, 'data')), ...files(replies)].map((file) => readFileSync(file).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6_000_000);
  });
});

describe('the tables', () => {
  it.each([
    ['network-flows.csv', 6_000],
    ['process-events.csv', 5_000],
    ['logons.csv', 1_000],
    ['dns.csv', 2_000],
  ])('%s has rows enough, in the order of time, and as many as its description says', (name, least) => {
    const rows = table(name);
    expect(rows.length).toBeGreaterThanOrEqual(least);
    expect(text('data/README.md')).toContain(`\`${name}\` — ${rows.length.toLocaleString('en-GB')} rows`);
    const times = column(rows, 'time');
    expect(times.every((time) => /^2026-11-(09|1[0-5])T\d\d:\d\d:\d\d\.\d{3}Z$/.test(time))).toBe(true);
    expect(times).toEqual(times.toSorted());
  });

  it.each(['network-flows.csv', 'process-events.csv', 'logons.csv', 'dns.csv'])(
    'describes every column of %s',
    (name) => {
      const [first] = table(name);
      for (const column of Object.keys(first ?? {})) expect(text('data/README.md')).toContain(`\`${column}\``);
    },
  );

  it('has a busy day and a quiet night', () => {
    const hours = table('network-flows.csv')
      .filter(({ host = '', destinationIp }) => host.startsWith('WS-') && destinationIp !== attacker.command.address)
      .map(({ time = '' }) => Number(time.slice(11, 13)));
    const during = (from: number, to: number): number => hours.filter((hour) => hour >= from && hour < to).length;
    expect(during(8, 16)).toBeGreaterThan(20 * during(19, 24));
  });

  it('keeps the awkward cells as they are', () => {
    const cells = column(table('network-flows.csv'), 'destinationIp');
    for (const cell of ['203[.]0[.]113[.]7', '999.1.1.1', '2620:FE::FE', '::ffff:8.8.8.8', ' 8.8.8.8 ', 'unknown', ''])
      expect(cells).toContain(cell);
  });

  it('repeats two dozen rows', () => {
    const lines = text('data/network-flows.csv').trim().split('\n');
    expect(lines.length - new Set(lines).size).toBeGreaterThanOrEqual(20);
  });
});

describe('the story', () => {
  const flows = table('network-flows.csv');
  const processes = table('process-events.csv');
  const to = (address: string): readonly Row[] => flows.filter(({ destinationIp }) => destinationIp === address);

  it('beacons once a minute from one desk', () => {
    const beacons = to(attacker.command.address);
    expect(new Set(column(beacons, 'host'))).toEqual(new Set(['WS-FIN-07']));
    expect(text('data/README.md')).toContain(`flows (${beacons.length.toLocaleString('en-GB')} rows)`);
    const times = [...new Set(column(beacons, 'time'))].map((time) => Date.parse(time));
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    const single = waits.filter((wait) => wait < 1.2 * BEACON.intervalMs);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.9 * BEACON.intervalMs);
    expect(median(single)).toBeCloseTo(BEACON.intervalMs, -3);
    expect(single.length / waits.length).toBeGreaterThan(0.93);
    expect(waits.length - single.length).toBeGreaterThan(50);
  });

  it('sends the archive away at night, from the server alone', () => {
    const parts = to(attacker.exfiltration.address);
    const unique = [...new Map(parts.map((part) => [part.time, part])).values()];
    expect(unique.length).toBe(18);
    expect(column(parts, 'host').every((host) => host === 'FILE-01')).toBe(true);
    expect(column(parts, 'time').every((time) => time > '2026-11-13T02' && time < '2026-11-13T04')).toBe(true);
    const sent = parts.reduce((sum, part) => sum + Number(part.bytesOut), 0);
    expect(text('data/README.md')).toContain(`${sent.toLocaleString('en-GB')} bytes`);
  });

  it('hides the download in an encoded command that Word started', () => {
    const loader = processes.find(({ commandLine = '' }) => commandLine.includes(encodedCommand(STAGE_SCRIPT)));
    expect(loader).toMatchObject({ host: 'WS-FIN-07', account: 'HALDEN\\l.marsh' });
    expect(loader?.parentImage).toMatch(/WINWORD\.EXE$/);
  });

  it.each([
    'whoami /all',
    'net group "Domain Admins" /domain',
    'comsvcs.dll, MiniDump',
    'certutil -urlcache',
    'wevtutil cl',
  ])('shows %s', (part) => {
    expect(processes.some(({ commandLine = '' }) => commandLine.includes(part))).toBe(true);
  });

  it('numbers programs so that every parent with a row started earlier', () => {
    const started = new Map(processes.map((row) => [`${row.host} ${row.processId}`, row]));
    expect(started.size).toBe(processes.length);
    for (const row of processes) {
      const parent = started.get(`${row.host} ${row.parentProcessId}`);
      if (parent === undefined) continue;
      expect(parent.image).toBe(row.parentImage);
      expect((parent.time ?? '') <= (row.time ?? '')).toBe(true);
    }
  });

  it('uses the stolen account from a desk only after the theft', () => {
    const misused = table('logons.csv').filter(
      (row) => row.account === STOLEN_ACCOUNT && row.sourceHost === 'WS-FIN-07',
    );
    expect(column(misused, 'result')).toEqual([...Array(4).fill('failure'), ...Array(4).fill('success')]);
    expect(misused[0]?.time?.slice(0, 10)).toBe('2026-11-11');
  });
});

describe('the recorded replies', () => {
  const recorded = readdirSync(replies).map((name) => [name, readReply(name)] as const);
  const asked = new Map(recorded.map(([, reply]) => [reply.request.url, reply]));
  const reply = (path: string): Reply | undefined => asked.get(`https://www.virustotal.com/api/v3${path}`);

  it.each(recorded)('%s has the shape of a reply', (_, { request, response, recordedAt }) => {
    expect(request.method).toBe('GET');
    expect(new URL(request.url).href).toBe(request.url);
    expect(Number.isFinite(Date.parse(recordedAt))).toBe(true);
    if (response.status === 404) expect(response.body.error?.code).toBe('NotFoundError');
    else expect(response.body.data?.links.self).toBe(request.url);
  });

  it('answer each question once, and carry no key', () => {
    expect(asked.size).toBe(recorded.length);
    expect(recorded.filter(([name]) => /apikey|authorization/i.test(text(`replies/virustotal/${name}`)))).toEqual([]);
  });

  it('know every public address of the flows', () => {
    const cells = table('network-flows.csv').flatMap((row) => [row.sourceIp ?? '', row.destinationIp ?? '']);
    const addresses = new Set(
      cells.map(canonicalAddress).filter((address) => address !== undefined && isPublic(address)),
    );
    expect(addresses.size).toBeGreaterThanOrEqual(60);
    expect(addresses.size).toBeLessThanOrEqual(120);
    expect(text('data/README.md')).toContain(`names ${addresses.size} different public addresses`);
    expect([...addresses].filter((address) => reply(`/ip_addresses/${address}`) === undefined)).toEqual([]);
  });

  it('know every address, name and web address of the command lines', () => {
    const lines = [...new Set(column(table('process-events.csv'), 'commandLine'))];
    const urls = lines.flatMap((line) => line.match(/https?:\/\/[^\s"]+/g) ?? []);
    const names = urls.map((url) => new URL(url).hostname).filter((name) => canonicalAddress(name) === undefined);
    const addresses = lines.flatMap((line) => line.match(/\d+\.\d+\.\d+\.\d+/g) ?? []).filter(isPublic);
    const questions = [
      ...urls.map((url) => `/urls/${Buffer.from(url).toString('base64url')}`),
      ...names.map((name) => `/domains/${name}`),
      ...addresses.map((address) => `/ip_addresses/${address}`),
    ];
    expect(questions.filter((path) => reply(path) === undefined)).toEqual([]);
  });

  it('know every hash of the process events', () => {
    const hashes = new Set(column(table('process-events.csv'), 'sha256').filter((hash) => hash !== ''));
    expect([...hashes].filter((hash) => reply(`/files/${hash}`) === undefined)).toEqual([]);
    expect(hashes.has(malware.implant)).toBe(true);
  });

  it.each([
    [attacker.lure.address, 9],
    [attacker.stage.address, 11],
    [attacker.command.address, 13],
    [attacker.fallback.address, 1],
    [attacker.exfiltration.address, 0],
    ['8.8.8.8', 0],
  ])('say of %s that %i engines call it malicious', (address, malicious) => {
    expect(reply(`/ip_addresses/${address}`)?.response.body.data?.attributes.last_analysis_stats.malicious).toBe(
      malicious,
    );
  });

  it('leave the second implant unknown', () => {
    expect(reply(`/files/${malware.secondImplant}`)?.response.status).toBe(404);
  });
});

describe('the local feeds', () => {
  it.each([
    ['observables.csv', attacker.command.address],
    ['networks.txt', '30.77.160.0/22'],
    ['stix-bundle.json', attacker.stage.address],
    ['misp-event.json', attacker.exfiltration.address],
  ])('%s names %s', (name, value) => {
    expect(text(`data/indicators/${name}`)).toContain(value);
  });

  it('refer only to markings that are in the bundle', () => {
    const bundle: { objects: { id: string; object_marking_refs?: string[] }[] } = JSON.parse(
      text('data/indicators/stix-bundle.json'),
    );
    const ids = new Set(bundle.objects.map(({ id }) => id));
    expect(ids.size).toBe(bundle.objects.length);
    for (const { object_marking_refs: references = [] } of bundle.objects)
      for (const reference of references) expect(ids).toContain(reference);
  });
});

type Row = Readonly<Record<string, string | undefined>>;

interface Reply {
  readonly recordedAt: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly body: {
      readonly error?: { readonly code: string };
      readonly data?: {
        readonly links: { readonly self: string };
        readonly attributes: { readonly last_analysis_stats: { readonly malicious: number } };
      };
    };
  };
}

function readReply(name: string): Reply {
  const reply: Reply = JSON.parse(readFileSync(join(replies, name), 'utf8'));
  return reply;
}

function column(rows: readonly Row[], name: string): readonly string[] {
  return rows.map((row) => row[name] ?? '');
}

/** A reader of its own, so that the data is judged apart from the code that will read it. */
function table(name: string): readonly Row[] {
  const [names = [], ...rows] = text(`data/${name}`).trimEnd().split('\n').map(cellsOf);
  return rows.map((cells) => Object.fromEntries(names.map((column, i) => [column, cells[i]])));
}

function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function files(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function hashes(folder: string): Map<string, string> {
  const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
  return new Map(
    files(folder)
      .map((file) => [file.slice(folder.length + 1), hash(file)] as const)
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** Refanged, compressed, unmapped; undefined for what is no address. */
function canonicalAddress(cell: string): string | undefined {
  const address = cell.trim().replaceAll('[.]', '.');
  if (isIPv4(address)) return address;
  if (!isIPv6(address) || address.includes('%')) return undefined;
  const compressed = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(compressed) ?? [];
  if (high === undefined || low === undefined) return compressed;
  const number = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

function isPublic(address: string): boolean {
  return !special.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

const special = new BlockList();
for (const [network, length] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network, length, 'ipv4');
for (const [network, length] of [
  ['2001:db8::', 32],
  ['fe80::', 10],
  ['fc00::', 7],
  ['ff00::', 8],
] as const)
  special.addSubnet(network, length, 'ipv6');
