import { existsSync, readFileSync } from 'node:fs';
import { createSession, readCsv, silentLog, Table, type Row } from '@pivotkit/core';
import { alerts } from '@pivotkit/plugin-alerts';
import { describe, expect, test } from 'vitest';

const warnings: unknown[] = [];
const session = await createSession({
  plugins: [alerts],
  log: { ...silentLog, warn: (message, fields) => void warnings.push([message, fields]) },
});

const host = { $id: '2', HostName: 'srv7', Type: 'host' };
const ann = { $id: '3', Name: 'ann', NTDomain: 'corp', Type: 'account', Host: { $ref: '2' } };
const alert = (id: string, day: number, entities: readonly object[] | string) => ({
  SystemAlertId: id,
  AlertName: `alert ${id}`,
  AlertType: 'Test',
  StartTimeUtc: `2026-11-${String(day).padStart(2, '0')}T08:00:00Z`,
  Entities: typeof entities === 'string' ? entities : JSON.stringify(entities),
});
const rows = [
  alert('a', 1, [host, ann]),
  alert('b', 2, [{ $id: '9', HostName: 'SRV7', Type: 'host' }]),
  alert('c', 20, [ann, host, { $id: '4', Address: '203.0.113.9', Type: 'ip' }]),
  alert('d', 3, [{ $id: '1', Address: '198.51.100.1', Type: 'ip' }]),
  alert('e', 3, 'not JSON'),
];

const related = async (options: object, from: readonly object[] = rows): Promise<Row[]> =>
  (await session.from(Table.fromRows(from)).verb('alerts.related', options).run()).toRows();

const pairs = (found: readonly Row[]): string[] =>
  found.map(({ SystemAlertId, RelatedAlertId, SharedCount }) =>
    JSON.stringify([SystemAlertId, RelatedAlertId, SharedCount]),
  );

test('alerts are related by what both name, from both sides, in order', async () => {
  expect(pairs(await related({}))).toEqual([
    '["a","b",1]',
    '["a","c",2]',
    '["b","a",1]',
    '["b","c",1]',
    '["c","a",2]',
    '["c","b",1]',
  ]);
});

test('a row says what is shared, and how far apart the two are', async () => {
  const [first, second] = await related({ alertId: 'A' });
  expect(first).toMatchObject({
    RelatedAlertId: 'b',
    host_match: true,
    acct_match: false,
    proc_match: false,
    ip_match: false,
    SecondsApart: 86_400,
    Shared: [{ kind: 'Host', key: 'srv7' }],
  });
  expect(second).toMatchObject({ RelatedAlertId: 'c', host_match: true, acct_match: true, SharedCount: 2 });
});

test.each([
  ['by kind', { kinds: ['Account'] }, ['["a","c",1]', '["c","a",1]']],
  ['within days', { alertId: 'a', daysAfter: 1 }, ['["a","b",1]']],
  ['before only', { alertId: 'c', daysBefore: 30, daysAfter: 0 }, ['["c","a",2]', '["c","b",1]']],
  ['not by what too many name', { mostAlerts: 2 }, ['["a","c",1]', '["c","a",1]']],
  ['several', { alertId: ['b', 'd'] }, ['["b","a",1]', '["b","c",1]']],
])('%s', async (_, options, expected) => expect(pairs(await related(options))).toEqual(expected));

test('an id that no alert has is an error', async () => {
  await expect(related({ alertId: 'x' })).rejects.toMatchObject({
    code: 'OPTIONS_INVALID',
    message: expect.stringContaining("'x'"),
  });
});

test('no alerts, one alert, alerts without entities: no pairs, no error', async () => {
  expect(await related({}, [])).toEqual([]);
  expect(await related({}, rows.slice(0, 1))).toEqual([]);
  expect(await related({}, [{ other: 1 }, { other: 2 }])).toEqual([]);
});

test('the entities of an alert, and those that only its entities name', async () => {
  const frame = await session
    .from(Table.fromRows(rows.slice(0, 1)))
    .verb('alerts.entities', {})
    .run();
  expect(frame.toRows().map(({ Kind, Key, IsMain }) => [Kind, Key, IsMain])).toEqual([
    ['Host', 'srv7', true],
    ['Account', 'corp\\ann', true],
  ]);
});

test('what could not be read is said, and no row is lost', async () => {
  warnings.length = 0;
  await session.from(Table.fromRows(rows)).verb('alerts.entities', {}).run();
  expect(warnings).toEqual([
    ['an alert could not be read whole', { row: 4, problem: expect.stringContaining('no JSON list') }],
  ]);
});

const table = '../shared/data/notebooks/alertlist.csv';
describe.skipIf(!existsSync(table))(`real alerts (needs ${table}, skipped where it is absent)`, () => {
  const real = existsSync(table) ? readCsv(readFileSync(table, 'utf8')) : Table.fromRows([]);

  test('every pair shares what it says, both ways, as comparing all with all finds', async () => {
    const frame = await session
      .from(real)
      .verb('alerts.related', { kinds: ['Account', 'Process'] })
      .run();
    const named = (await session.from(real).verb('alerts.entities', {}).run()).toRows();
    const ofRow = Map.groupBy(
      named.filter(({ Kind }) => Kind === 'Account' || Kind === 'Process'),
      ({ SourceIndex }) => SourceIndex,
    );
    const ids = new Map(
      [...ofRow].map(([row, entities]) => [row, new Set(entities.map(({ Kind, Key }) => `${Kind} ${Key}`))]),
    );
    const expected: string[] = [];
    for (const [left, ours] of ids)
      for (const [right, theirs] of ids)
        if (left !== right && ours.intersection(theirs).size > 0)
          expected.push(`${String(left)} ${String(right)} ${String(ours.intersection(theirs).size)}`);
    const found = frame
      .toRows()
      .map(
        ({ SourceIndex, RelatedIndex, SharedCount }) =>
          `${String(SourceIndex)} ${String(RelatedIndex)} ${String(SharedCount)}`,
      );
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(found.length).toBeGreaterThan(1_000);
  });
});
