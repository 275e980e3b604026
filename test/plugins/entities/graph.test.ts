import { existsSync, readFileSync } from 'node:fs';
import { createSession, readCsv, Table } from '@pivotkit/core';
import { alertsFromRows, entityGraph, entityId, IpAddress } from '@pivotkit/entities';
import { entities } from '@pivotkit/plugin-entities';
import { describe, expect, test } from 'vitest';

const session = await createSession({ plugins: [entities] });

const logons = [
  { at: '2026-11-20T08:00:00Z', Account: 'corp\\ann', Computer: 'srv7', ip: '10.0.0.7' },
  { at: '2026-11-20T09:00:00Z', Account: 'CORP\\Ann', Computer: 'SRV7', ip: '10[.]0.0.7' },
  { at: '2026-11-20T07:00:00Z', Account: 'corp\\bob', Computer: 'srv7', ip: null },
  { at: '2026-11-20T07:00:00Z', Account: null, Computer: null, ip: 'not an address' },
];
const columns = { ip: 'IpAddress', Account: 'account', Computer: 'Host' };
const logonTable = Table.fromRows(logons, { types: { at: 'time' } });

const graph = async (table: Table<object>, options: object) =>
  (await session.from(table).verb('entities.graph', options).run()).toRows();

type Edge = Awaited<ReturnType<typeof graph>>[number];

const short = ({ Source, Relation, Target, Rows }: Edge): string =>
  `${Source} -${Relation ?? 'null'}-> ${Target ?? 'null'} ×${Rows}`;

test('spellings of one thing are one node; each edge counts its rows and knows when', async () => {
  const rows = await graph(logonTable, { columns, timeColumn: 'at' });
  expect(rows.map(short)).toEqual([
    '10.0.0.7 -Account-> corp\\ann ×2',
    'corp\\ann -Computer-> srv7 ×2',
    'corp\\bob -Computer-> srv7 ×1',
  ]);
  expect(rows[0]).toMatchObject({
    SourceKind: 'IpAddress',
    TargetKind: 'Account',
    FirstTime: new Date('2026-11-20T08:00:00Z'),
    LastTime: new Date('2026-11-20T09:00:00Z'),
  });
});

test.each([
  ['star', ['10.0.0.7 -Account-> corp\\ann ×2', '10.0.0.7 -Computer-> srv7 ×2', 'corp\\bob -Computer-> srv7 ×1']],
  [
    'none',
    ['10.0.0.7 -null-> null ×2', 'corp\\ann -null-> null ×2', 'srv7 -null-> null ×3', 'corp\\bob -null-> null ×1'],
  ],
])('things of a row related as a %s', async (relate, expected) => {
  expect((await graph(logonTable, { columns, relate })).map(short)).toEqual(expected);
});

test('nodes with how many others they are related to', async () => {
  const frame = await session.from(logonTable).verb('entities.nodes', { columns, timeColumn: 'at' }).run();
  expect(frame.toRows().map(({ Kind, Key, Degree, Rows }) => [Kind, Key, Degree, Rows])).toEqual([
    ['IpAddress', '10.0.0.7', 1, 2],
    ['Account', 'corp\\ann', 2, 2],
    ['Host', 'srv7', 2, 3],
    ['Account', 'corp\\bob', 1, 1],
  ]);
});

test('columns that declare what they hold need no option', async () => {
  const table = Table.fromRows([{ a: '8.8.8.8', b: 'example.com' }], {
    specs: { a: { entity: 'IpAddress' }, b: { entity: 'Dns' } },
  });
  expect((await graph(table, {})).map(short)).toEqual(['8.8.8.8 -b-> example.com ×1']);
  const cells = Table.fromRows([{ a: IpAddress.create('8.8.8.8') }]);
  expect((await graph(cells, { columns: { a: 'IpAddress' } })).map(short)).toEqual(['8.8.8.8 -null-> null ×1']);
});

test.each([
  [{}, 'OPTIONS_INVALID', 'no column of the table'],
  [{ columns: { ipp: 'IpAddress' } }, 'TABLE_COLUMN_MISSING', "'ipp'"],
  [{ columns: { ip: 'Adress' } }, 'OPTIONS_INVALID', "'Adress'"],
  [{ columns, timeColumn: 'Account' }, 'TABLE_CELL_INVALID', 'Account'],
])('%j is refused: %s', async (options, code, part) => {
  await expect(graph(logonTable, options)).rejects.toMatchObject({ code, message: expect.stringContaining(part) });
});

test('no rows give no graph; a run that is cancelled stops', async () => {
  expect(await graph(Table.fromRows([], { types: { ip: 'text' } }), { columns: { ip: 'IpAddress' } })).toEqual([]);
  const run = session.from(logonTable).verb('entities.graph', { columns }).run({ signal: AbortSignal.abort() });
  await expect(run).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
});

const file = '../shared/data/notebooks/alertlist.csv';
describe.skipIf(!existsSync(file))(`real alerts (needs ${file}, skipped where it is absent)`, () => {
  const table = existsSync(file) ? readCsv(readFileSync(file, 'utf8')) : Table.fromRows([]);

  test('the graph of alerts is that of their entities', async () => {
    const rows = await graph(table, { from: 'alerts' });
    const expected = entityGraph(alertsFromRows(table.toRows()).map(({ alert }) => alert));
    const ours = rows.filter(({ Target }) => Target !== null);
    expect(ours.length).toBe(expected.edges.length);
    const nodes = await session.from(table).verb('entities.nodes', { from: 'alerts' }).run();
    expect(
      nodes
        .toRows()
        .map(({ Kind, Key }) => `${Kind} ${Key}`)
        .toSorted(),
    ).toEqual(expected.nodes.map(({ entity }) => entityId(entity)).toSorted());
  });
});
