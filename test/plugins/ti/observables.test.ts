import { createSession, failed, notFound } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Unknown, Url } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { sourcePlugin } from '../../support/sources.ts';
import { withSources } from './http-source.ts';

const md5 = '0123456789abcdef0123456789abcde0';
const bad = { score: 90, judgement: 'malicious' } as const;
const knows = new Map(
  ['45.9.148.3', 'evil.example.com', 'http://evil.example.com/a', md5].map((key) => [key, bad] as const),
);

describe('a column of all kinds', () => {
  const cells: readonly (readonly [cell: string | null, type: string | null, judgement: string | null])[] = [
    ['45[.]9.148.3', 'ipv4', 'malicious'],
    ['hxxp://evil[.]example[.]com/a', 'url', 'malicious'],
    ['evil.example.com', 'dns', 'malicious'],
    [md5.toUpperCase(), 'md5_hash', 'malicious'],
    ['good.example.org', 'dns', 'unknown'],
    ['10.0.0.1', 'ipv4', 'unknown'],
    ['not an observable', null, null],
    [null, null, null],
    ['45.9.148.3', 'ipv4', 'malicious'],
  ];
  const rows = cells.map(([indicator], id) => ({ id, indicator }));

  test('each cell is told by its form, asked where its kind is known, and keeps its row', async () => {
    const [all, ips] = [new Array<string>(), new Array<string>()];
    await using session = await createSession({
      plugins: withSources([
        sourcePlugin({ name: 'all', knows, asked: all }),
        sourcePlugin({ name: 'ips', from: [IpAddress], knows, asked: ips }),
      ]),
    });
    const pipeline = session.from(rows).pivot(session.entities.Unknown.ti.lookup, { column: 'indicator' });
    const { steps } = await pipeline.plan();
    const frame = await pipeline.run();
    const found = frame.toRows();
    for (const [id, [, type, judgement]] of cells.entries()) {
      const own = found.filter((row) => row.id === id);
      expect(own.map((row) => [row.IocType, row.judgement])).toEqual(own.map(() => [type, judgement]));
      expect(own).toHaveLength(type === 'ipv4' ? 2 : 1);
    }
    expect(frame.toRows()[0]).toMatchObject({ Ioc: '45[.]9.148.3', SafeIoc: '45.9.148.3' });
    expect(found.find(({ id }) => id === 6)?.['ti.lookup.status']).toBe('not-supported');
    expect(found.find(({ id }) => id === 7)?.['ti.lookup.status']).toBe('skipped(no-value)');
    expect([all.length, ips.length]).toEqual([5, 1]);
    const planned = steps[0]?.pivot?.parts?.filter(({ asked }) => asked !== 0).map((part) => [part.pivot, part.asked]);
    expect(planned).toEqual([
      ['IpAddress.all.report', 1],
      ['Dns.all.report', 2],
      ['Url.all.report', 1],
      ['FileHash.all.report', 1],
      ['IpAddress.ips.report', 1],
    ]);
  });

  test('a type beside the text decides where the text alone does not', async () => {
    const asked: string[] = [];
    await using session = await createSession({ plugins: withSources([sourcePlugin({ name: 'all', asked })]) });
    const { Unknown: Any } = session.entities;
    const frame = await Any.ti.lookup(['invoice.zip', new Unknown({ name: 'invoice.zip', type: 'domain' })]);
    expect(frame.toRows().map((row) => [row.IocType, row.lookupStatus, row['ti.lookup.status']])).toEqual([
      ['dns', 'not-found', 'found'],
      ['dns', 'not-found', 'found'],
    ]);
    expect(asked).toEqual(['invoice.zip']);
  });
});

describe('files', () => {
  test('are asked about by their content where a source knows hashes alone', async () => {
    const [files, hashes] = [new Array<string>(), new Array<string>()];
    await using session = await createSession({
      plugins: withSources([
        sourcePlugin({ name: 'files', from: [File, FileHash], knows, asked: files }),
        sourcePlugin({ name: 'hashes', from: [FileHash], knows, asked: hashes }),
      ]),
    });
    const file = File.create({ md5, fullPath: 'C:\\temp\\a.exe' });
    const frame = await session.entities.File.ti.lookup([file, 'b.exe']);
    expect(hashes).toEqual([md5]);
    expect(files).toEqual([file.key, 'b.exe']);
    expect(frame.toRows().map((row) => [row.input, row.Provider, row.judgement, row.lookupStatus])).toEqual([
      [file.toString(), 'Source files', 'unknown', 'not-found'],
      [file.toString(), 'Source hashes', 'malicious', 'found'],
      ['b.exe', 'Source files', 'unknown', 'not-found'],
    ]);
  });
});

test.each([
  [IpAddress, '2001:4860:4860::8888', 'ipv6'],
  [Dns, 'bücher.ch', 'dns'],
  [Url, 'https://example.com/', 'url'],
  [FileHash, 'b'.repeat(20) + 'a1c2e3f4d5b6a7988190', 'sha1_hash'],
  [FileHash, `imphash:${md5}`, 'file_hash'],
] as const)('%o %s is of the type %s', async (cls, text, type) => {
  await using session = await createSession({ plugins: withSources([sourcePlugin({ name: 'all' })]) });
  const frame = await session.pivot(cls.kind, 'ti.lookup')(text);
  expect(frame.row(0)).toMatchObject({ IocType: type });
});

describe('opinions', () => {
  test('the grade given here counts in place of that of the source', async () => {
    await using session = await createSession({
      plugins: withSources([sourcePlugin({ name: 'all', knows, reliability: 'A' })]),
      config: { ti: { reliability: { 'Source ALL': 'E' } } },
    });
    const { IpAddress: Ip } = session.entities;
    expect((await Ip.ti.lookup('45.9.148.3')).row(0).reliability).toBe('E');
    expect((await Ip.ti.verdict('45.9.148.3')).row(0).judgement).toBe('suspicious');
  });

  test('the cheapest is asked first: data at hand, then who allows most', async () => {
    const order: string[] = [];
    const source = (name: string, more: Partial<Parameters<typeof sourcePlugin>[0]>) =>
      sourcePlugin({ name, ...more, knows: () => (order.push(name), notFound()) });
    await using session = await createSession({
      plugins: withSources([
        source('few', { limits: { quota: [{ per: 'day', limit: 50 }] } }),
        source('many', {
          limits: {
            quota: [
              { per: 'minute', limit: 60 },
              { per: 'day', limit: 10_000 },
            ],
          },
        }),
        source('free', {}),
        source('local', { sharing: { reaches: 'nobody' } }),
        source('noticed', { sharing: { reaches: 'target' } }),
      ]),
    });
    await session.entities.IpAddress.ti.lookup('9.9.9.9', { strategy: 'cheapest-first' });
    expect(order).toEqual(['local', 'free', 'many', 'few', 'noticed']);
  });

  test('a source that names itself is told apart from one that cannot be asked now', async () => {
    const locked = sourcePlugin({ name: 'locked', unavailable: 'it has no key' });
    await using session = await createSession({ plugins: withSources([locked, sourcePlugin({ name: 'all', knows })]) });
    const { IpAddress: Ip } = session.entities;
    expect((await Ip.ti.lookup('45.9.148.3')).toRows().map((row) => row.Provider)).toEqual(['Source all']);
    await expect(Ip.ti.lookup('45.9.148.3', { providers: ['locked'] })).rejects.toThrow(/it has no key/);
  });

  test('all of them failing is an unknown verdict with every reason', async () => {
    const down = ['a', 'b'].map((name) =>
      sourcePlugin({ name, knows: () => failed('PROVIDER_UNREACHABLE', { host: name, problem: 'no route' }) }),
    );
    await using session = await createSession({ plugins: withSources(down) });
    expect((await session.entities.IpAddress.ti.verdict('45.9.148.3')).row(0)).toMatchObject({
      judgement: 'unknown',
      confidence: 0,
      missing: [
        expect.stringContaining('Source a: failed(PROVIDER_UNREACHABLE): No connection to a'),
        expect.stringContaining('Source b: failed(PROVIDER_UNREACHABLE)'),
      ],
    });
  });
});
