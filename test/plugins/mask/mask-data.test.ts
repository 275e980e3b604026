import { existsSync, readFileSync } from 'node:fs';
import { createSession, readCsv, Table, type Row } from '@pivotkit/core';
import { mask } from '@pivotkit/plugin-mask';
import { describe, expect, test } from 'vitest';

const config = { mask: { key: 'a key for tests' } };
const session = await createSession({ plugins: [mask], config });

const events = [
  {
    at: new Date('2026-11-20T08:00:00Z'),
    Computer: 'SRV7.corp.local',
    Account: 'CORP\\ann',
    sourceIp: '10.1.2.3',
    note: 'ann logged on',
    bytes: 5,
  },
  {
    at: new Date('2026-11-20T09:00:00Z'),
    Computer: 'srv7.corp.local',
    Account: 'CORP\\bob',
    sourceIp: '10.1.2.4',
    note: null,
    bytes: 7,
  },
  {
    at: new Date('2026-11-20T10:00:00Z'),
    Computer: null,
    Account: 'NT AUTHORITY\\SYSTEM',
    sourceIp: '',
    note: 'ann logged on',
    bytes: null,
  },
];

const masked = async (rows: readonly object[], options: object = {}): Promise<Row[]> =>
  (await session.from(Table.fromRows(rows)).verb('mask.data', options).run()).toRows();

test('what names hosts, accounts and addresses is replaced, the rest stays; rows and order too', async () => {
  const rows = await masked(events);
  expect(rows.map(({ at, bytes, note }) => ({ at, bytes, note }))).toEqual(
    events.map(({ at, bytes, note }) => ({ at, bytes, note })),
  );
  expect(rows[0]?.['Computer']).toBe(rows[1]?.['Computer']);
  expect(rows[2]).toMatchObject({ Computer: null, Account: 'NT AUTHORITY\\SYSTEM', sourceIp: '' });
  const text = JSON.stringify(rows.map(({ note: _, ...others }) => others));
  for (const secret of ['ann', 'bob', 'SRV7', 'srv7', '10.1.2.3', 'CORP']) expect(text).not.toContain(secret);
});

test('with one key the same in every session and table, with another key other values', async () => {
  const again = await createSession({ plugins: [mask], config });
  const other = await createSession({ plugins: [mask] });
  const of = async (from: typeof session): Promise<unknown> =>
    (
      await from
        .from([{ user: 'ann' }])
        .verb('mask.data', {})
        .run()
    ).row(0).user;
  expect(await of(again)).toBe((await masked([{ user: 'ann' }]))[0]?.['user']);
  expect(await of(other)).not.toBe(await of(again));
});

test('columns can be named, and all others masked, kept or emptied', async () => {
  expect((await masked(events, { columns: { note: 'words' } }))[0]?.['note']).toMatch(/^[a-z]{3} [a-z]{6} [a-z]{2}$/);
  expect((await masked(events, { others: 'auto' }))[0]?.['note']).not.toBe('ann logged on');
  expect((await masked(events, { others: 'keep' }))[0]?.['Computer']).toBe('SRV7.corp.local');
  expect((await masked(events, { others: 'null', columns: { bytes: 'keep' } }))[0]).toMatchObject({
    Computer: null,
    note: null,
    bytes: 5,
  });
});

test('a column that is not there is an error with the nearest name', async () => {
  await expect(masked(events, { columns: { Acount: 'account' } })).rejects.toMatchObject({
    code: 'TABLE_COLUMN_MISSING',
    message: expect.stringContaining("'Acount'"),
  });
  await expect(masked(events, { columns: { Account: 'acct' } })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
});

test('no rows, one row, all null, hostile text', async () => {
  expect(
    (
      await session
        .from(Table.fromRows([], { types: { user: 'text' } }))
        .verb('mask.data', {})
        .run()
    ).size,
  ).toBe(0);
  expect(await masked([{ user: null }])).toEqual([{ user: null }]);
  const huge = `C:\\Users\\ann\\${'a'.repeat(1_000_000)}`;
  const [row] = await masked([{ CommandLine: huge, user: '\u001b[31mann\u0000\ud800' }]);
  expect(row?.['CommandLine']).toHaveLength(huge.length);
  expect(JSON.stringify(row)).not.toMatch(/ann/);
});

test('what a column holds is told from all rows, in whatever batches they come', async () => {
  // Of the last batch alone nothing would tell.
  const rows = Array.from({ length: 30 }, (_, i) => ({ seen: i < 27 ? `10.1.2.${i}` : `10.1.2.${i} by ann` }));
  const source = {
    text: 'ten rows at a time',
    async *batches() {
      for (let start = 0; start < rows.length; start += 10) yield Table.fromRows(rows.slice(start, start + 10));
    },
  };
  const streamed = (await session.from(source).verb('mask.data', {}).run()).toRows();
  expect(streamed).toEqual(await masked(rows));
  expect(JSON.stringify(streamed)).not.toMatch(/10\.1\.2\./);
});

const folder = '../shared/data/notebooks';
describe.skipIf(!existsSync(folder))(`real events in ${folder} (skipped where the folder is absent)`, () => {
  test.each([
    ['host_logons.csv', ['Account', 'TargetUserName', 'IpAddress', 'Computer', 'TargetUserSid']],
    ['processes_on_host.csv', ['Computer', 'Account', 'SubjectUserName', 'SubjectUserSid']],
  ])('%s: as many distinct values as before in the columns that name somebody', async (file, columns) => {
    const table = readCsv(readFileSync(`${folder}/${file}`, 'utf8'));
    const names = columns.filter((name) => table.hasColumn(name));
    expect(names.length).toBeGreaterThan(1);
    const result = (await session.from(table).verb('mask.data', {}).run()).table;
    expect(result.size).toBe(table.size);
    for (const name of names) {
      const before = new Set((table.cells(name) as (string | null)[]).map((cell) => cell?.toLowerCase()));
      expect(new Set((result.cells(name) as (string | null)[]).map((cell) => cell?.toLowerCase())).size).toBe(
        before.size,
      );
    }
  });
});
