import { existsSync, readFileSync } from 'node:fs';
import { readNdjson, Table } from '@pivotkit/core';
import { buildProcessTree, renderProcessTree, type SchemaName } from '@pivotkit/plugin-process';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

/** Lines of a data set as OTRF's Security-Datasets hold them: events of all kinds, fields of their kind alone. */
const lines = [
  { EventID: 4688, Channel: 'Security', Hostname: 'WS5', TimeCreated: '2026-01-05 02:00:01.100', NewProcessName: 'C:\\w\\word.exe', NewProcessId: '0x10', ProcessId: '0x1', ParentProcessName: 'C:\\w\\explorer.exe', CommandLine: 'word a.docm', SubjectUserName: 'ann', SubjectLogonId: '0x5' },
  { EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational', Hostname: 'WS5', TimeCreated: '2026-01-05 02:00:01.105', UtcTime: '2026-01-05 10:00:01.100', Image: 'C:\\w\\word.exe', ProcessId: '16', ProcessGuid: '{w}', ParentImage: 'C:\\w\\explorer.exe', ParentProcessId: '1', ParentProcessGuid: '{e}', CommandLine: 'word a.docm', User: 'WS5\\ann' },
  { EventID: 10, Channel: 'Microsoft-Windows-Sysmon/Operational', Hostname: 'WS5', UtcTime: '2026-01-05 10:00:02.000', SourceImage: 'C:\\w\\word.exe', TargetImage: 'C:\\w\\cmd.exe', ProcessId: '0x999' },
  { EventID: 4688, Channel: 'Security', Hostname: 'WS5', TimeCreated: '2026-01-05 02:00:02.000', NewProcessName: 'C:\\w\\cmd.exe', NewProcessId: '0x20', ProcessId: '0x10', ParentProcessName: 'C:\\w\\word.exe', CommandLine: 'cmd /c whoami', SubjectUserName: 'ann', SubjectLogonId: '0x5' },
  { EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational', Hostname: 'WS5', TimeCreated: '2026-01-05 02:00:02.004', UtcTime: '2026-01-05 10:00:02.000', Image: 'C:\\w\\cmd.exe', ProcessId: '32', ProcessGuid: '{c}', ParentImage: 'C:\\w\\word.exe', ParentProcessId: '16', ParentProcessGuid: '{w}', CommandLine: 'cmd /c whoami', User: 'WS5\\ann' },
]; // prettier-ignore

const table: Table<object> = readNdjson(lines.map((line) => JSON.stringify(line)).join('\n'));
const keysOf = (tree: Table<object>): unknown[][] =>
  tree.cells('proc_key').map((key, row) => [key, tree.cell(row, 'parent_key')]);

describe('events as the data sets of OTRF write them', () => {
  test('Sysmon is taken where both logs tell of the processes, with its own ids and UTC', () => {
    expect(keysOf(buildProcessTree(table))).toEqual([
      ['c:\\w\\word.exe|16|2026-01-05 10:00:01.100000', 'c:\\w\\explorer.exe|1|1970-01-01 00:00:00.000000'],
      ['c:\\w\\cmd.exe|32|2026-01-05 10:00:02.000000', 'c:\\w\\word.exe|16|2026-01-05 10:00:01.100000'],
      ['c:\\w\\explorer.exe|1|1970-01-01 00:00:00.000000', null],
    ]);
  });

  test('the Security log where it is asked for', () => {
    expect(keysOf(buildProcessTree(table, { schema: 'windows' }))).toEqual([
      ['c:\\w\\word.exe|0x10|2026-01-05 02:00:01.100000', 'c:\\w\\explorer.exe|0x1|1970-01-01 00:00:00.000000'],
      ['c:\\w\\cmd.exe|0x20|2026-01-05 02:00:02.000000', 'c:\\w\\word.exe|0x10|2026-01-05 02:00:01.100000'],
      ['c:\\w\\explorer.exe|0x1|1970-01-01 00:00:00.000000', null],
    ]);
  });

  test.each<SchemaName>(['sysmon', 'windows'])('%s as Winlogbeat ships it, flattened', (schema) => {
    const shipped = lines.map(({ EventID, Hostname, TimeCreated, ...data }: Record<string, unknown>) => ({
      '@timestamp': TimeCreated,
      'winlog.event_id': EventID,
      'winlog.computer_name': Hostname,
      ...Object.fromEntries(Object.entries(data).map(([name, value]) => [`winlog.event_data.${name}`, value])),
    }));
    expect(keysOf(buildProcessTree(Table.fromRows<object>(shipped), { schema }))).toEqual(
      keysOf(buildProcessTree(table, { schema })),
    );
  });

  test('columns that fit, but no process creation among the rows: an empty tree where the schema is stated', () => {
    const others = table.filter((row: { readonly EventID?: unknown }) => row.EventID === 10);
    expect(buildProcessTree(others, { schema: 'sysmon' }).size).toBe(0);
  });
});

const sets = '../shared/data/otrf';
const dumped = 'psh_lsass_memory_dump_comsvcs';

describe.skipIf(!existsSync(sets))(`a data set of OTRF (needs ${sets})`, () => {
  const read = (name: string): Table<object> => {
    const [file = new Uint8Array()] = Object.values(unzipSync(readFileSync(`${sets}/${name}.zip`)));
    return readNdjson(strFromU8(file));
  };

  test.each<readonly [SchemaName | undefined, string, string]>([
    [undefined, '6100', '4824'],
    ['sysmon', '6100', '4824'],
    ['windows', '0x17d4', '0x12d8'],
  ])('%s: rundll32.exe, which dumps lsass, below PowerShell', (schema, parent, child) => {
    const drawn = renderProcessTree(buildProcessTree(read(dumped), { schema }), { columns: [] });
    expect(drawn.split('\n').map((line) => line.replace(/ {2}\d{4}-.*/, ''))).toEqual([
      `C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe  [${parent}]  (inferred)`,
      `└─ C:\\Windows\\System32\\rundll32.exe  [${child}]`,
    ]);
  });
});
