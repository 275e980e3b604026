import { createSession, Table } from '@pivotkit/core';
import { ioc } from '@pivotkit/plugin-ioc';
import { ip } from '@pivotkit/plugin-ip';
import { describe, expect, test } from 'vitest';

const commands = [
  { pid: 1, CommandLine: 'ping 8[.]8.8.8 & curl http://evil.com/a', user: 'a@corp.com' },
  { pid: 2, CommandLine: 'notepad.exe', user: null },
  { pid: 3, CommandLine: null, user: 'bob' },
  { pid: 4, CommandLine: 'ping 8[.]8.8.8 & curl http://evil.com/a', user: 'x' },
];

describe('the verb', () => {
  test('gives a row for each observable and cell, with the row and the text it is from', async () => {
    await using session = await createSession({ plugins: [ioc] });
    const found = await session
      .from(commands)
      .verb('ioc.extract', { columns: ['CommandLine'] })
      .run();
    const row = { Column: 'CommandLine', Dns: null, FileHash: null, Input: commands[0]?.CommandLine };
    const address = {
      ...row,
      IoCType: 'ipv4',
      Observable: '8.8.8.8',
      Start: 5,
      Kind: 'IpAddress',
      IpAddress: '8.8.8.8',
      Url: null,
    };
    const url = {
      ...row,
      IoCType: 'url',
      Observable: 'http://evil.com/a',
      Start: 22,
      Kind: 'Url',
      IpAddress: null,
      Url: 'http://evil.com/a',
    };
    expect(found.toRows()).toEqual(
      [0, 0, 3, 3].map((SourceIndex, i) => ({ ...(i % 2 === 0 ? address : url), SourceIndex })),
    );
    expect(found.columnNames.slice(0, 4)).toEqual(['IoCType', 'Observable', 'SourceIndex', 'Input']);
  });

  test('searches all columns of text when none is named, and one by its name', async () => {
    await using session = await createSession({ plugins: [ioc] });
    const all = await session.from(commands).verb('ioc.extract', {}).run();
    expect(all.toRows().map(({ SourceIndex, Column }) => [SourceIndex, Column])).toEqual([
      [0, 'CommandLine'],
      [0, 'CommandLine'],
      [0, 'user'],
      [3, 'CommandLine'],
      [3, 'CommandLine'],
    ]);
    const one = await session.from(commands).verb('ioc.extract', { columns: 'user', nested: true }).run();
    expect(one.toRows().map(({ Observable }) => Observable)).toEqual(['a@corp.com', 'corp.com']);
  });

  test('of nothing gives nothing, with its columns', async () => {
    await using session = await createSession({ plugins: [ioc] });
    const empty = Table.fromColumns({ text: [] as string[] });
    const found = await session
      .from(empty)
      .verb('ioc.extract', { columns: ['text'] })
      .run();
    expect([found.size, found.columnNames.length]).toEqual([0, 11]);
  });

  test('a column or an option that is not there is an error that says so', async () => {
    await using session = await createSession({ plugins: [ioc] });
    const run = (options: object): Promise<unknown> => session.from(commands).verb('ioc.extract', options).run();
    await expect(run({ columns: ['ComandLine'] })).rejects.toThrow("Did you mean 'CommandLine'?");
    await expect((async () => run({ iocType: ['ipv4'] }))()).rejects.toThrow('iocType');
    await expect((async () => run({ iocTypes: ['ipv5'] }))()).rejects.toThrow('ioc.extract');
  });
});

describe('the pivots', () => {
  test('a command line gives a row for each observable; one without any stays once', async () => {
    await using session = await createSession({ plugins: [ioc] });
    const joined = await session
      .from(commands)
      .pivot(session.entities.Process.ioc.extract, { column: 'CommandLine' })
      .run();
    expect(joined.toRows().map((row) => [row.pid, row.iocType, row.observable, row['ioc.extract.status']])).toEqual([
      [1, 'ipv4', '8.8.8.8', 'found'],
      [1, 'url', 'http://evil.com/a', 'found'],
      [2, null, null, 'not-found'],
      [3, null, null, 'skipped(no-value)'],
      [4, 'ipv4', '8.8.8.8', 'found'],
      [4, 'url', 'http://evil.com/a', 'found'],
    ]);
  });

  test('what is found can be asked about next: the columns name their entities', async () => {
    await using session = await createSession({ plugins: [ioc, ip] });
    const { Process, IpAddress } = session.entities;
    const next = await session
      .from(commands.slice(0, 1))
      .pivot(Process.iocs, { column: 'CommandLine' })
      .pivot(IpAddress.ip.scope, { column: 'ipAddress' })
      .run();
    expect(next.toRows().map(({ observable, scope }) => [observable, scope])).toEqual([
      ['8.8.8.8', 'public'],
      ['http://evil.com/a', null],
    ]);
    expect(next.columns.get('url')?.entity).toBe('Url');
    expect(next.next('ipAddress').map(({ name }) => name)).toContain('ip.scope');
  });

  test('an entity in hand is asked by its attribute', async () => {
    await using session = await createSession({ plugins: [ioc] });
    const { Process } = session.entities;
    const process = Process.create({ processId: '1', commandLine: 'ping 1.1.1.1' });
    expect((await process.ioc.extract()).row(0).observable).toBe('1.1.1.1');
    expect((await Process.ioc.extract(Process.create({ processId: '2' }))).row(0)['ioc.extract.status']).toBe(
      'skipped(no-value)',
    );
  });

  test('any text can be searched, and a URL for what is in it', async () => {
    await using session = await createSession({ plugins: [ioc] });
    const { Unknown, Url } = session.entities;
    const text = await Unknown.ioc.extractText('see evil[.]com', { iocTypes: ['dns'] });
    expect(text.row(0)).toMatchObject({ observable: 'evil.com', dns: 'evil.com', start: 4 });
    const inside = await Url.iocs('https://r.com/?u=http%3A%2F%2Fevil.com%2F');
    expect(new Set(Array.from(inside, ({ observable }) => observable))).toEqual(
      new Set(['r.com', 'http://evil.com/', 'evil.com']),
    );
  });
});
