import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { ti } from '@pivotkit/plugin-ti';
import type { Simulator } from '@pivotkit/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpSource, startSource, withSources } from './http-source.ts';

// Five services on this machine: one knows, one is down, one is throttled, one knows nothing, one is slow.
const names = ['good', 'down', 'full', 'mute', 'slow'] as const;
const services = new Map<string, Simulator>();

const scores = { '8.8.8.8': 0, '45.9.148.3': 90, '185.220.101.7': 80, 'evil.example.com': 70 };

beforeAll(async () => {
  const good = await startSource(scores);
  services.set('good', good);
  services.set('down', await startSource({}));
  services.set('full', await startSource({}));
  const mute = await startSource({});
  services.set('mute', mute);
  // Answers only when another has been asked: whoever waits for it holds nobody up.
  services.set(
    'slow',
    await startSource({ '45.9.148.3': 60 }, async (known) => {
      await Promise.race([good.arrived(1), mute.arrived(1)]);
      await Promise.all([good.idle(), mute.idle()]);
      return known;
    }),
  );
});
beforeEach(() => {
  for (const service of services.values()) service.forget();
  services.get('down')?.fail(503);
  services.get('full')?.answer({ status: 429, json: { error: 'too many' } });
});
afterAll(async () => {
  for (const service of services.values()) await service.close();
});

const requests = (): Record<string, number> =>
  Object.fromEntries([...services].map(([name, { requests: seen }]) => [name, seen.length]));

const start = (options: { readonly replay?: string; readonly record?: string; readonly offline?: boolean } = {}) =>
  createSession({
    plugins: withSources(names.map(httpSource)),
    config: Object.fromEntries(names.map((name) => [name, { baseUrl: services.get(name)?.baseUrl }])),
    network: { attempts: 1, noProxy: '*' },
    ...options,
  });

// 20 rows, 7 addresses to ask about, one of them in two spellings, and what is none.
const ips = [
  '8.8.8.8', '45.9.148.3', '45[.]9.148.3', '185.220.101.7', '9.9.9.9', '1.1.1.1', '5.5.5.5', '4.4.4.4', '10.0.0.1', 'x',
]; // prettier-ignore
const flows = [...ips, ...ips].map((ip, id) => ({ id, ip }));

describe('over five sources', () => {
  test('each row that asked stands beside what each source says, and the plan is what is asked', async () => {
    await using session = await start();
    const pipeline = session.from(flows).pivot(session.entities.IpAddress.ti.lookup, { column: 'ip' });
    const plan = await pipeline.plan();
    expect(Object.values(requests())).toEqual([0, 0, 0, 0, 0]);
    const frame = await pipeline.run();

    const parts = plan.steps[0]?.pivot?.parts ?? [];
    expect(parts.map(({ plugin, asked, refused }) => [plugin, asked, refused])).toEqual(
      names.map((name) => [name, 7, { 'skipped(not-public)': 1 }]),
    );
    const { down, ...others } = requests();
    expect(others).toEqual({ good: 7, full: 7, mute: 7, slow: 7 });
    // After five failures in a row its host is left alone.
    expect(down).toBeGreaterThanOrEqual(5);

    expect(frame.size).toBe(18 * 5 + 2);
    const of = (id: number): readonly (readonly unknown[])[] =>
      frame.toRows().filter((row) => row.id === id).map((row) => [row.Provider, row.lookupStatus, row.Severity, row.judgement, row.Status]); // prettier-ignore
    expect(of(1)).toEqual([
      ['Http good', 'found', 'high', 'malicious', 0],
      ['Http down', expect.stringMatching(/^failed\(PROVIDER_(?:UNAVAILABLE|PAUSED)\)$/), 'unknown', 'unknown', 3],
      ['Http full', 'throttled', 'unknown', 'unknown', 3],
      ['Http mute', 'not-found', 'unknown', 'unknown', 4],
      ['Http slow', 'found', 'high', 'malicious', 0],
    ]);
    expect(of(2)).toEqual(of(1));
    expect(of(11)).toEqual(of(1));
    expect(of(8).map(([, status]) => status)).toEqual(names.map(() => 'skipped(not-public)'));
    expect(of(9)).toEqual([[null, null, null, null, null]]);
    expect(frame.toRows().map(({ id }) => id)).toEqual(
      frame
        .toRows()
        .map(({ id }) => id)
        .toSorted((a, b) => a - b),
    );
  });

  test('has the columns of the peer and those of an opinion', async () => {
    await using session = await start();
    const frame = await session.entities.IpAddress.ti.lookup('45[.]9.148.3', { providers: ['good'] });
    const row = frame.row(0);
    expect(row).toMatchObject({
      Ioc: '45[.]9.148.3',
      IocType: 'ipv4',
      SafeIoc: '45.9.148.3',
      QuerySubtype: 'report',
      Provider: 'Http good',
      Result: true,
      Severity: 'high',
      Details: { label: '45.9.148.3' },
      RawResult: { score: 90, label: '45.9.148.3' },
      Reference: 'https://source.example.com/45.9.148.3',
      Status: 0,
      pivot: 'good.report',
      judgement: 'malicious',
      score: 90,
      scaleLow: 0,
      scaleHigh: 100,
      normalizedScore: 90,
      reliability: 'B',
      reasons: ['45.9.148.3'],
      source: 'asked',
    });
    expect(row.askedAt).toEqual(frame.why(0, 'Severity')?.behind?.[0]?.askedAt);
  });

  test('a marked row leaks nothing to anybody', async () => {
    await using session = await start();
    const red = IpAddress.create({ address: '45.9.148.3', marking: 'red' });
    const frame = await session.entities.IpAddress.ti.lookup([red, '9.9.9.9']);
    const asked = [...services.values()].flatMap(({ requests: seen }) => seen.map(({ path }) => path));
    expect(new Set(asked)).toEqual(new Set(['/report/9.9.9.9']));
    expect(frame.toRows().slice(0, 5).map((row) => [row.lookupStatus, row.Severity])).toEqual(names.map(() => ['skipped(marking)', 'unknown'])); // prettier-ignore
    expect((await session.entities.IpAddress.ti.verdict(red)).row(0)).toMatchObject({ judgement: 'unknown', score: 0 });
  });

  test('the verdict says what they say together, and who is missing', async () => {
    await using session = await start();
    const frame = await session.entities.IpAddress.ti.verdict(['45.9.148.3', '9.9.9.9', '8.8.8.8']);
    expect(frame.row(0)).toMatchObject({
      judgement: 'malicious',
      severity: 'high',
      support: ['Http good', 'Http slow'],
      dissent: [],
      algorithm: 'ti-verdict/1',
    });
    expect(frame.row(0).missing?.map((text) => String(text).replace(/:.*/, ''))).toEqual([
      'Http down',
      'Http full',
      'Http mute',
    ]);
    expect(frame.row(0).explanation).toMatch(
      /^malicious, 8\d\.\d of 100; for it: Http good .*; no opinion: Http down \(failed/,
    );
    expect(frame.row(1)).toMatchObject({ judgement: 'unknown', severity: 'unknown', score: 0, support: [] });
    expect(frame.row(2)).toMatchObject({ judgement: 'benign', severity: 'information', support: ['Http good'] });
    expect(frame.why(0, 'score')?.behind).toHaveLength(5);
    expect(frame.statuses().find(({ pivot }) => pivot === 'full.report')?.counts).toEqual({ throttled: 3 });
  });
});

describe('strategies', () => {
  test.each([
    ['first-good', 'stops at the first opinion', { '45.9.148.3': ['good'], '9.9.9.9': [...names] }, {}],
    [
      'quorum',
      'goes on until enough say the same; who fails says nothing',
      { '45.9.148.3': [...names], '8.8.8.8': [...names] },
      { quorum: 2 },
    ],
    ['quorum', 'of one', { '45.9.148.3': ['good'] }, { quorum: 1 }],
    [
      'quorum',
      'asks as many at once as are needed',
      { '45.9.148.3': ['good', 'slow'] },
      { quorum: 2, providers: ['good', 'slow', 'mute'] },
    ],
    ['first-good', 'in the order named', { '45.9.148.3': ['mute', 'slow'] }, { providers: ['mute', 'slow', 'good'] }],
    ['cheapest-first', 'goes on until there is a verdict', { '45.9.148.3': ['good'], '9.9.9.9': [...names] }, {}],
  ] as const)('%s %s', async (strategy, _, expected, options) => {
    await using session = await start();
    const { IpAddress: Ip } = session.entities;
    const keys = Object.keys(expected);
    const call = { strategy, ...options } as const;
    const frame = await Ip.ti.lookup(keys, call as object);
    for (const [ip, sources] of Object.entries(expected))
      expect(frame.toRows().filter((row) => row.input === ip).map((row) => row.pivot)).toEqual(sources.map((name: string) => `${name}.report`)); // prettier-ignore
    const seen = requests();
    const { steps } = await session.from(keys.map((ip) => ({ ip }))).pivot(Ip.ti.lookup, { column: 'ip', ...call } as never).plan(); // prettier-ignore
    expect(steps[0]?.pivot?.mayStopEarly).toBe(true);
    for (const part of steps[0]?.pivot?.parts ?? []) expect(seen[part.plugin]).toBeLessThanOrEqual(part.asked ?? 0);
  });
});

describe('which sources are asked', () => {
  test.each<[why: string, options: object, expected: RegExp]>([
    [
      'a name of none',
      { providers: ['goood'] },
      /'providers' names 'goood'.*Did you mean 'good' instead of 'goood'\?/s,
    ],
    [
      'a name of none to leave out',
      { excludeProviders: ['wrong one'] },
      /'excludeProviders' names 'wrong one'.*Sources: good, down, full, mute, slow/s,
    ],
    ['a question that none answers', { querySubtype: 'pdns' }, /'querySubtype' is 'pdns'.*Known: report/s],
    ['an option that is none', { provider: ['good'] }, /Did you mean 'providers' instead of 'provider'\?/],
    ['no quorum', { strategy: 'quorum', quorum: 0 }, /'quorum'/],
  ])('%s is said before anybody is asked', async (_, options, expected) => {
    await using session = await start();
    const error: unknown = await session.entities.IpAddress.ti
      .lookup('8.8.8.8', options)
      .catch((reason: unknown) => reason);
    const { message, hint } = error as { message: string; hint: string };
    expect(`${message} ${hint}`).toMatch(expected);
    expect(Object.values(requests())).toEqual([0, 0, 0, 0, 0]);
  });

  test.each<[object, readonly string[]]>([
    [{}, ['good', 'full', 'mute']],
    [{ scope: 'secondary' }, ['down', 'slow']],
    [{ scope: 'all' }, names],
    [{ scope: 'all', excludeProviders: ['DOWN', 'Http slow'] }, ['good', 'full', 'mute']],
    [{ providers: ['slow', 'good.report'] }, ['slow', 'good']],
  ])('%j', async (options, expected) => {
    await using session = await createSession({
      plugins: withSources(names.map(httpSource)),
      config: {
        ti: { secondary: ['Http Down', 'slow'] },
        ...Object.fromEntries(names.map((name) => [name, { baseUrl: services.get(name)?.baseUrl }])),
      },
      network: { attempts: 1, noProxy: '*' },
    });
    const { steps } = await session.from([{ ip: '8.8.8.8' }]).pivot(session.entities.IpAddress.ti.lookup, { column: 'ip', ...options } as never).plan(); // prettier-ignore
    expect(steps[0]?.pivot?.parts?.map(({ plugin }) => plugin)).toEqual(expected);
  });

  test('without any source it is not available, and says what would help', async () => {
    await using session = await createSession({ plugins: [ti] });
    const { IpAddress: Ip } = session.entities;
    await expect(Ip.ti.lookup('8.8.8.8')).rejects.toThrow(
      /nobody to ask|anybody to ask.*declare the facet `reputation`/,
    );
    expect(session.pivots('ip').every(({ available }) => !available)).toBe(true);
  });
});

describe('recorded', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ti-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('replies give the same answer again, and offline nobody is asked', async () => {
    const options = {
      providers: ['good', 'mute', 'slow'],
      columns: ['Provider', 'Severity', 'lookupStatus', 'RawResult'],
    } as const;
    const rows: object[][] = [];
    for (const mode of ['record', 'replay'] as const) {
      await using session = await start({ [mode]: folder });
      rows.push((await session.entities.IpAddress.ti.lookup(ips, options)).toRows());
      if (mode === 'record') for (const service of services.values()) service.forget();
    }
    expect(rows[1]).toEqual(rows[0]);
    expect(Object.values(requests())).toEqual([0, 0, 0, 0, 0]);
    await using offline = await start({ offline: true });
    await expect(offline.entities.IpAddress.ti.lookup('8.8.8.8')).rejects.toThrow(/offline/);
  });
});
