import { createSession, readTable } from '@pivotkit/core';
import { feed } from '@pivotkit/plugin-feed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const lists = [
  { name: 'observables', path: 'observables.csv' },
  { name: 'networks', path: 'networks.txt' },
  { name: 'bundle', path: 'stix-bundle.json' },
  { name: 'event', path: 'misp-event.json' },
];

/** The day after the sample week. */
const clock = {
  now: () => new Date('2026-11-16T00:00:00Z'),
  monotonicMs: () => 0,
  after: () => () => {},
};

const connect = () =>
  createSession({ plugins: [feed], config: { feed: { lists } }, configFolder: 'examples/data/indicators', clock });

let session: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  session = await connect();
});
afterAll(() => session.close());

describe('the lists of the sample week', () => {
  test.each([
    ['30[.]77[.]161.42', 'malicious', 5, 5, ['bundle', 'networks', 'observables'], 90],
    ['30.77.163.9', 'suspicious', 3, 3, ['bundle', 'event', 'networks'], 45],
    ['26.201.9.130', 'suspicious', 2, 2, ['event'], null],
    ['26.113.44.19', 'suspicious', 1, 1, ['networks'], null],
    ['11.84.203.77', 'malicious', 1, 1, ['bundle'], 80],
    ['8.8.8.8', 'unknown', 2, 1, ['event', 'observables'], 5],
    ['22.61.12.40', 'unknown', 1, 0, ['observables'], null],
    ['21.90.4.177', 'unknown', 1, 0, ['bundle'], null],
    ['2001:db8:bad::17', 'suspicious', 2, 2, ['networks', 'observables'], 50],
  ])('%s', async (address, ...expected) => {
    const [judgement, matches, activeMatches, names, highestConfidence] = expected;
    const frame = await session.entities.IpAddress.feed.check(address);
    expect(frame.row(0)).toMatchObject({ judgement, matches, activeMatches, lists: names, highestConfidence });
  });

  test('a name, a URL, a hash, a file', async () => {
    const { Dns, Url, FileHash, File } = session.entities;
    const name = await Dns.feed.check('login-microsft.example.net');
    expect(name.row(0)).toMatchObject({ judgement: 'malicious', matchedBy: 'exact' });
    const below = await Dns.feed.check('a.b.login-microsft.example.net');
    expect(below.row(0)).toMatchObject({ judgement: 'malicious', matchedBy: 'parent-domain' });
    const url = await Url.feed.match('hxxps://login-microsft[.]example[.]net/shared/Invoice_4471.docm');
    expect(url.toRows().map((row) => [row.matchedBy, row.indicatorType])).toEqual([
      ['exact', 'url'],
      ['host', 'domain'],
    ]);
    const sha256 = 'fa85d7fa893df0e1bc38dce963b0709d21bf63b3f8ad29ae58464ea58914f648';
    const hash = await FileHash.feed.match(sha256.toUpperCase());
    expect(hash.row(0)).toMatchObject({ list: 'event', tlp: 'amber', state: 'active', severity: 'medium' });
    const file = await File.feed.check([File.create({ name: 'synchelper.exe', sha256 })]);
    expect(file.row(0)).toMatchObject({ judgement: 'suspicious', matchedIn: 'event' });
  });

  test('a table keeps its rows', async () => {
    const flows = await readTable('examples/data/network-flows.csv');
    const frame = await session
      .from(flows)
      .pivot(session.entities.IpAddress.feed.check, { column: 'destinationIp' })
      .run();
    expect(frame.size).toBe(flows.size);
    const statuses = new Set(frame.toRows().map((row) => row['feed.check.status']));
    expect(statuses).toEqual(new Set(['found', 'not-found', 'skipped(not-an-entity)', 'skipped(no-value)']));
  });
});
