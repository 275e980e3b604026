import { createSession, readCsv, Table } from '@pivotkit/core';
import { buildProcessTree, processTrees, renderProcessTree } from '@pivotkit/plugin-process';
import { describe, expect, test } from 'vitest';

const base = { Computer: 'WS1', EventID: 4688, SubjectUserName: 'ann', SubjectUserSid: 'S-1', SubjectLogonId: '0x1' };
const at = (second: number): string => `2026-01-05 10:00:0${second}`;
const events = [
  { ...base, NewProcessName: 'C:\\w\\Word.exe', NewProcessId: '0x10', ProcessId: '0x1', ParentProcessName: 'C:\\explorer.exe', CommandLine: 'word', TimeGenerated: at(1) },
  { ...base, NewProcessName: 'C:\\w\\cmd.exe', NewProcessId: '0x20', ProcessId: '0x10', ParentProcessName: 'C:\\W\\WORD.EXE', CommandLine: 'cmd /c x', TimeGenerated: at(2) },
  { ...base, NewProcessName: 'C:\\w\\whoami.exe', NewProcessId: '0x30', ProcessId: '0x20', ParentProcessName: 'C:\\w\\cmd.exe', CommandLine: 'whoami', TimeGenerated: at(3) },
  { ...base, NewProcessName: 'C:\\w\\net.exe', NewProcessId: '0x31', ProcessId: '32', ParentProcessName: 'C:\\w\\cmd.exe', CommandLine: 'net user', TimeGenerated: at(4) },
  // The id of cmd.exe is used again by another one.
  { ...base, NewProcessName: 'C:\\w\\cmd.exe', NewProcessId: '0x20', ProcessId: '0x1', ParentProcessName: 'C:\\explorer.exe', CommandLine: 'cmd', TimeGenerated: at(5) },
  { ...base, NewProcessName: 'C:\\w\\ping.exe', NewProcessId: '0x40', ProcessId: '0x20', ParentProcessName: 'C:\\w\\cmd.exe', CommandLine: 'ping', TimeGenerated: at(6) },
]; // prettier-ignore

const names = (rows: Iterable<{ readonly proc_key: string }>): string[] =>
  Array.from(rows, ({ proc_key: key }) => key.split('|')[0]?.split('\\').pop() ?? '');

describe('process.tree', () => {
  test('ids that are used again lead to the process of the time; hexadecimal and decimal are one', () => {
    const rows = buildProcessTree(Table.fromRows(events)).toRows();
    expect(rows.map((row) => [names([row])[0], row.parent_key?.split('\\').pop() ?? null, row.level])).toEqual([
      ['word.exe', 'explorer.exe|0x1|1970-01-01 00:00:00.000000', 2],
      ['cmd.exe', 'word.exe|0x10|2026-01-05 10:00:01.000000', 3],
      ['whoami.exe', 'cmd.exe|0x20|2026-01-05 10:00:02.000000', 4],
      ['net.exe', 'cmd.exe|0x20|2026-01-05 10:00:02.000000', 4],
      ['cmd.exe', 'explorer.exe|0x1|1970-01-01 00:00:00.000000', 2],
      ['ping.exe', 'cmd.exe|0x20|2026-01-05 10:00:05.000000', 3],
      ['explorer.exe', null, 1],
    ]);
    expect(rows[6]).toMatchObject({ IsInferred: true, NewProcessName: 'C:\\explorer.exe', Computer: 'WS1', CommandLine: null }); // prettier-ignore
  });

  test('rows of other events are left out, columns of the table stay', async () => {
    await using session = await createSession({ plugins: [processTrees] });
    const mixed = [{ ...base, EventID: 4624, TimeGenerated: at(0) }, ...events];
    const tree = await session.from<object>(mixed).verb('process.tree', { order: 'tree' }).run();
    expect(names(tree)).toEqual([
      'explorer.exe',
      'word.exe',
      'cmd.exe',
      'whoami.exe',
      'net.exe',
      'cmd.exe',
      'ping.exe',
    ]);
    const rows: Table<object> = tree.table;
    expect(rows.cells('CommandLine')).toEqual([null, 'word', 'cmd /c x', 'whoami', 'net user', 'cmd', 'ping']);
  });

  test('Sysmon is known by its columns, and its ids that are never used twice count before time', () => {
    const sysmon = [
      { EventID: 1, Image: 'C:\\a.exe', ProcessId: 7, ParentProcessId: 1, ParentImage: 'C:\\x.exe', ProcessGuid: '{A}', ParentProcessGuid: '{X}', UtcTime: at(1), CommandLine: 'a', User: 'u' },
      { EventID: 1, Image: 'C:\\a.exe', ProcessId: 7, ParentProcessId: 1, ParentImage: 'C:\\x.exe', ProcessGuid: '{B}', ParentProcessGuid: '{X}', UtcTime: at(2), CommandLine: 'a', User: 'u' },
      { EventID: 1, Image: 'C:\\c.exe', ProcessId: 9, ParentProcessId: 7, ParentImage: 'C:\\a.exe', ProcessGuid: '{C}', ParentProcessGuid: '{A}', UtcTime: at(3), CommandLine: 'c', User: 'u' },
      { EventID: 3, Image: 'C:\\c.exe', ProcessId: 9, UtcTime: at(3) },
    ]; // prettier-ignore
    const rows = buildProcessTree(Table.fromRows(sysmon)).toRows();
    expect(rows[2]?.parent_key).toBe('c:\\a.exe|7|2026-01-05 10:00:01.000000');
    expect(rows.map(({ IsInferred }) => IsInferred)).toEqual([false, false, false, true]);
  });

  test('processes of several hosts are never related, and keys say the host', () => {
    const two = events.map((event, i) => ({ ...event, Computer: i === 1 ? 'WS2' : 'WS1' }));
    const rows = buildProcessTree(Table.fromRows(two)).toRows();
    expect(rows[1]?.parent_key).toBe('ws2|c:\\w\\word.exe|0x10|1970-01-01 00:00:00.000000');
    expect(rows[2]?.parent_key).toBe('ws1|c:\\w\\cmd.exe|0x20|1970-01-01 00:00:00.000000');
  });

  test.each([
    ['no rows', [], 0],
    ['one row', events.slice(0, 1), 2],
    ['nothing but nulls', [{ NewProcessName: null, NewProcessId: null, ProcessId: null, TimeGenerated: null }], 1],
    ['the same row five times', Array.from({ length: 5 }, () => events[0] ?? base), 6],
    [
      'a process that is its own parent',
      [{ NewProcessName: 'a', NewProcessId: '1', ProcessId: '1', ParentProcessName: 'a', TimeGenerated: at(1) }],
      1,
    ],
    [
      'texts that are no time',
      [{ NewProcessName: 'a', NewProcessId: '1', ProcessId: '2', ParentProcessName: 'b', TimeGenerated: 'soon' }],
      2,
    ],
    ['numbers that are none', [{ NewProcessName: 'a', NewProcessId: NaN, ProcessId: Infinity, TimeGenerated: NaN }], 2],
  ] as const)('%s', (_, rows, size) => {
    const types = { NewProcessName: 'text', NewProcessId: 'any', ProcessId: 'any', TimeGenerated: 'any' } as const;
    const table: Table<object> = Table.fromRows<object>(rows, { types });
    const tree = buildProcessTree(table, { schema: 'windows' });
    expect(tree.size).toBe(size);
    expect(tree.toRows().filter((row) => row.IsRoot).length).toBeGreaterThanOrEqual(size === 0 ? 0 : 1);
  });

  test('two processes of one instant that name one another: the first is the root', () => {
    const rows = [
      { NewProcessName: 'a', NewProcessId: '1', ProcessId: '2', ParentProcessName: 'b', TimeGenerated: at(1) },
      { NewProcessName: 'b', NewProcessId: '2', ProcessId: '1', ParentProcessName: 'a', TimeGenerated: at(1) },
    ];
    const tree = buildProcessTree(Table.fromRows(rows)).toRows();
    expect(tree.map(({ IsRoot, level }) => [IsRoot, level])).toEqual([[true, 1], [false, 2]]); // prettier-ignore
  });

  test('a chain of 30,000 processes needs neither stack nor time', () => {
    const size = 30_000;
    const chain = Table.fromColumns({
      NewProcessName: Array.from({ length: size }, () => 'a'),
      NewProcessId: Array.from({ length: size }, (_, i) => i + 1),
      ProcessId: Array.from({ length: size }, (_, i) => i),
      ParentProcessName: Array.from({ length: size }, () => 'a'),
      TimeGenerated: Array.from({ length: size }, (_, i) => new Date(1_700_000_000_000 + i)),
    });
    const tree = buildProcessTree(chain);
    expect(tree.cell(size - 1, 'level')).toBe(size + 1);
    expect(tree.cell(size - 1, 'path')).toBeNull();
    expect(tree.cell(998, 'path')?.split('/').length).toBe(1000);
    const lines = renderProcessTree(tree).split('\n');
    expect(lines.length).toBe(size + 1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300);
  });

  test('wrong names say the nearest, columns that fit nothing say what is needed', async () => {
    await using session = await createSession({ plugins: [processTrees] });
    const run = (options: object, rows: readonly object[] = events): Promise<unknown> => session.from(rows).verb('process.tree', options).run(); // prettier-ignore
    const custom = { processName: 'NewProcesName', processId: 'NewProcessId', parentId: 'ProcessId', timeStamp: 'TimeGenerated' }; // prettier-ignore
    await expect(run({ schema: custom })).rejects.toThrow("Did you mean 'NewProcessName'?");
    await expect(run({ schema: 'sysmon' })).rejects.toThrow("There is no column 'Image'");
    await expect(run({}, [{ x: 1 }])).rejects.toThrow('fit none of the known schemas');
    await expect((async () => run({ schema: 'unix' }))()).rejects.toThrow('process.tree');
  });
});

describe('process.related, process.summary', () => {
  test('relatives by key, of a tree or of raw events', async () => {
    await using session = await createSession({ plugins: [processTrees] });
    const cmd = 'c:\\w\\cmd.exe|0x20|2026-01-05 10:00:02.000000';
    const related = async (options: object): Promise<string[]> =>
      names((await session.from(events).verb('process.related', { process: cmd, relation: 'root', ...options }).run()).toRows()); // prettier-ignore
    expect(await related({ relation: 'ancestors' })).toEqual(['explorer.exe', 'word.exe']);
    expect(await related({ relation: 'ancestors', includeSource: true })).toEqual(['explorer.exe', 'word.exe', 'cmd.exe']); // prettier-ignore
    expect(await related({ relation: 'descendants' })).toEqual(['whoami.exe', 'net.exe']);
    expect(await related({ relation: 'siblings' })).toEqual([]);
    expect(await related({ relation: 'tree' })).toHaveLength(7);
    expect(await related({ relation: 'leaves' })).toEqual(['whoami.exe', 'net.exe', 'ping.exe']);
    await expect(related({ process: cmd.replace('0x20', '0x21') })).rejects.toThrow('Did you mean');
    const summary = await session.from(events).verb('process.summary', {}).run();
    expect(summary.row(0)).toMatchObject({ Processes: 7, RootProcesses: 1, LargestTreeDepth: 4, InferredProcesses: 1 });
  });

  test('errors name the verb that was called', async () => {
    await using session = await createSession({ plugins: [processTrees] });
    const unfit = session.from([{ x: 1 }]);
    await expect(unfit.verb('process.related', { relation: 'roots' }).run()).rejects.toThrow('process.related');
    await expect(unfit.verb('process.summary', {}).run()).rejects.toThrow('process.summary');
    await expect(unfit.verb('process.render', {}).run()).rejects.toThrow('process.render');
  });

  test('a relation without a process is refused', async () => {
    await using session = await createSession({ plugins: [processTrees] });
    const run = async (): Promise<unknown> => session.from(events).verb('process.related', { relation: 'ancestors' }).run(); // prettier-ignore
    await expect(run()).rejects.toThrow('proc_key');
  });
});

describe('process.render', () => {
  test('a line for each process, marks and escapes', () => {
    const hostile = events.map((event, i) => (i === 2 ? { ...event, CommandLine: 'whoami \u001b[31m\r\n\u202egpj' } : event)); // prettier-ignore
    const tree = buildProcessTree(Table.fromRows(hostile));
    const mark = [tree.cell(3, 'proc_key')];
    expect(renderProcessTree(tree, { ascii: true, mark }).split('\n')).toEqual([
      'C:\\explorer.exe  [0x1]  (inferred)',
      '+- C:\\w\\Word.exe  [0x10]  2026-01-05 10:00:01  ann  word',
      '|  +- C:\\w\\cmd.exe  [0x20]  2026-01-05 10:00:02  ann  cmd /c x',
      '|  |  +- C:\\w\\whoami.exe  [0x30]  2026-01-05 10:00:03  ann  whoami \\u001b[31m\\u000d\\u000a\\u202egpj',
      '|  |  +- C:\\w\\net.exe  [0x31]  2026-01-05 10:00:04  ann  net user <==',
      '+- C:\\w\\cmd.exe  [0x20]  2026-01-05 10:00:05  ann  cmd',
      '|  +- C:\\w\\ping.exe  [0x40]  2026-01-05 10:00:06  ann  ping',
    ]);
    expect(renderProcessTree(tree, { columns: [] }).split('\n')[3]).toBe('│     ├─ C:\\w\\whoami.exe  [0x30]  2026-01-05 10:00:03'); // prettier-ignore
  });

  test('as a verb it adds the line to each row', async () => {
    await using session = await createSession({ plugins: [processTrees] });
    const drawn = await session.from(events).verb('process.render', { columns: [], ascii: true }).run();
    expect(drawn.table.cells('tree')[1]).toBe('+- C:\\w\\Word.exe  [0x10]  2026-01-05 10:00:01');
  });
});

describe('pivots over configured tables', () => {
  const config = { process: { tables: [{ name: 'edr', table: Table.fromRows(events) }] } };

  test('ancestors of a command line, descendants of an id at a time, the tree of a host', async () => {
    await using session = await createSession({ plugins: [processTrees], config });
    const { Process, Host } = session.entities;
    const above = await Process.process.ancestors('whoami');
    expect(above.toRows().map((row) => [row.imagePath, row.distance, row.level, row.createdAt?.toISOString() ?? null])).toEqual([
      ['C:\\explorer.exe', -3, 1, null],
      ['C:\\w\\Word.exe', -2, 2, '2026-01-05T10:00:01.000Z'],
      ['C:\\w\\cmd.exe', -1, 3, '2026-01-05T10:00:02.000Z'],
    ]); // prettier-ignore
    const later = Process.create({ processId: '32', creationTimeUtc: new Date('2026-01-05T10:00:05Z') });
    expect((await later.process.descendants()).table.cells('imagePath')).toEqual(['C:\\w\\ping.exe']);
    expect((await Process.process.siblings('net user')).table.cells('commandLine')).toEqual(['whoami']);
    expect((await Host.process.tree('ws1.corp.example')).size).toBe(7);
    expect((await Process.process.tree('ping', { maxProcesses: 2 })).size).toBe(2);
  });

  test('what is in no table is not found, and without tables nothing is asked', async () => {
    await using session = await createSession({ plugins: [processTrees], config });
    const rows = [{ cmd: 'whoami' }, { cmd: 'calc' }, { cmd: null }];
    const joined = await session.from(rows).pivot(session.entities.Process.process.ancestors, { column: 'cmd' }).run();
    expect(joined.table.cells('process.ancestors.status')).toEqual([
      'found',
      'found',
      'found',
      'not-found',
      'skipped(no-value)',
    ]);
    await using bare = await createSession({ plugins: [processTrees] });
    await expect(bare.entities.Process.process.ancestors('whoami')).rejects.toThrow('process.tables');
  });
});

test('broken UTF-8 stays a text', () => {
  const csv = Buffer.from('pid,ppid,name,t\n1,0,\xff\xfe,2026-01-01\n', 'latin1').toString('utf8');
  const tree = buildProcessTree(readCsv(csv), { schema: { processName: 'name', processId: 'pid', parentId: 'ppid', timeStamp: 't', pathSeparator: '/' } }); // prettier-ignore
  expect(tree.cell(0, 'proc_key')).toBe('\ufffd\ufffd|1|2026-01-01 00:00:00.000000');
});
