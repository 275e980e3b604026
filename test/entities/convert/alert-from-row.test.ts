import { existsSync, readFileSync } from 'node:fs';
import { readCsv } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import type { Entity } from '@pivotkit/entities';
import { Account, Alert, alertFromRow, alertsFromRows, Host, Process } from '@pivotkit/entities';

describe('a row of an alert table becomes an alert', () => {
  test.each([
    ['Informational', 'informational'],
    ['LOW', 'low'],
    ['critical', 'critical'],
  ])('severity %s', (severity, expected) => {
    expect(alertFromRow({ Severity: severity }).alert.severity).toBe(expected);
  });

  test('a severity nobody knows is kept beside and reported', () => {
    const { alert, problems } = alertFromRow({ SystemAlertId: 'A1', Severity: 'Blazing' });
    expect(alert.additionalData).toEqual({ Severity: 'Blazing' });
    expect(problems).toEqual(['Alert.severity cannot be "Blazing"; it is kept as additional data.']);
  });

  test('times without a zone are UTC', () => {
    const { alert } = alertFromRow({ StartTimeUtc: '2019-01-11 06:31:40', EndTimeUtc: '1/11/2019 6:31:40 PM' });
    expect(alert.startTimeUtc?.toISOString()).toBe('2019-01-11T06:31:40.000Z');
    expect(alert.endTimeUtc?.toISOString()).toBe('2019-01-11T18:31:40.000Z');
  });

  test('cells may be parsed already, columns may be of any case', () => {
    const { alert, problems } = alertFromRow({
      systemalertid: '{2D06CB42-BDFF-426D-8091-CCC151BCBC94}',
      entities: [{ Type: 'host', HostName: 'srv1' }],
      extendedProperties: { resourceType: 'VM' },
      ExtendedLinks: '[{"Href":"https://contoso.com/a","Label":"report"}]',
      Tactics: 'Execution, Persistence',
      SomethingNew: 7,
    });
    expect(problems).toEqual([]);
    expect(alert.key).toBe('2d06cb42-bdff-426d-8091-ccc151bcbc94');
    expect(alert.entities?.map(String)).toEqual(['srv1']);
    expect(alert.links).toEqual(['https://contoso.com/a']);
    expect(alert.tactics).toEqual(['Execution', 'Persistence']);
    expect(alert.extendedProperties).toEqual({ resourceType: 'VM' });
    expect(alert.additionalData).toEqual({ SomethingNew: 7 });
  });

  test.each([
    ['empty', ''],
    ['a NaN of a data frame', Number.NaN],
    ['null', null],
  ])('an Entities cell that is %s is no problem', (_, cell) => {
    expect(alertFromRow({ SystemAlertId: 'a', Entities: cell }).problems).toEqual([]);
  });

  test('a broken Entities cell is reported and kept', () => {
    const { alert, problems } = alertFromRow({ SystemAlertId: 'a', Entities: '[{"Type":"ip"' });
    expect(problems).toEqual(['Entities is no JSON list; it is kept as additional data.']);
    expect(alert.additionalData).toEqual({ entitiesText: '[{"Type":"ip"' });
  });
});

interface OracleObject {
  readonly n: number;
  readonly class: string;
  readonly name_str: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
}
interface OracleRow {
  readonly row: number;
  readonly SecurityAlert: {
    readonly roots: readonly { readonly $entity: number }[];
    readonly objects: readonly OracleObject[];
  };
}

const table = '../shared/data/notebooks/alertlist.csv';
const oracle = '../shared/oracle/entities-alertlist/expected.json';
const isHere = existsSync(table) && existsSync(oracle);

describe.skipIf(!isHere)(`189 alerts of a workspace, against the peer's reading of them (needs ${table})`, () => {
  const text = isHere ? readFileSync(table, 'utf8') : 'a\n';
  const rows: Record<string, string>[] = isHere ? rowsOf(text) : [];
  const expected: OracleRow[] = isHere ? JSON.parse(readFileSync(oracle, 'utf8')) : [];
  const alerts = alertsFromRows(rows);

  test('every row gives one alert, none with a problem', () => {
    expect(alerts).toHaveLength(189);
    expect(alerts.flatMap(({ problems }) => problems)).toEqual([]);
    expect(new Set(alerts.map(({ alert }) => alert.key)).size).toBe(189);
    expect(alerts.every(({ alert }) => alert.severity !== undefined && alert.startTimeUtc !== undefined)).toBe(true);
  });

  test('as many entities of each kind as the peer finds', () => {
    const counts = countBy(alerts.flatMap(({ alert }) => alert.entities ?? []).map(({ kind }) => kind));
    expect(counts).toEqual(
      countBy(
        expected.flatMap(({ SecurityAlert: { roots, objects } }) => roots.map((root) => objects[root.$entity]!.class)),
      ),
    );
    expect(counts).toEqual({
      IpAddress: 26,
      Host: 176,
      Account: 205,
      File: 272,
      Process: 272,
      HostLogonSession: 137,
      RegistryKey: 5,
      RegistryValue: 10,
    });
  });

  test('every plain attribute the peer has is here, but the defaults it makes up', () => {
    const differences = expected.flatMap(({ row, SecurityAlert: { roots, objects } }) =>
      roots.flatMap((root, at) => {
        const ours = alerts[row]!.alert.entities![at]!;
        return differing(objects[root.$entity]!, ours).map((name) => `${ours.kind}.${name}`);
      }),
    );
    // Made up by the peer: Windows for a host or file that says nothing, a path and separator of Windows, the year 1.
    expect(countBy(differences)).toEqual({
      'File.OSFamily': 272,
      'File.PathSeparator': 272,
      'Host.OSFamily': 44,
      'Process.CreationTimeUtc': 140,
    });
  });

  test('what the peer drops is kept: false, empty text, the count of a custom alert', () => {
    const first = alerts[0]!.alert.entities!;
    expect(first.map((entity) => entity.additionalData?.['Count'])).toEqual([23034, 23034, 5909, 878, 486]);
    expect(first[2]).toMatchObject({ ntDomain: '', isDomainJoined: false });
  });

  test('references are followed at every depth', () => {
    const processes = alerts.flatMap(({ alert }) => alert.entitiesOf(Process));
    expect(processes).toHaveLength(272);
    expect(processes.every((process) => process.host instanceof Host && process.imageFile !== undefined)).toBe(true);
    const children = processes.filter((process) => process.parentProcess !== undefined);
    expect(children).toHaveLength(132);
    expect(children.every((child) => child.parentProcess?.host instanceof Host)).toBe(true);
    expect(processes.filter((process) => process.account instanceof Account)).toHaveLength(140);
  });

  test('an alert survives JSON', () => {
    for (const { alert } of alerts) {
      const again = Alert.create(JSON.parse(JSON.stringify(alert)) as never);
      expect(again.key).toBe(alert.key);
      expect(again.toJSON()).toEqual(alert.toJSON());
    }
  });
});

function differing(peer: OracleObject, ours: Entity): string[] {
  const own = Object.fromEntries(Object.entries(ours.toJSON()).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(peer.properties)
    .filter(([, value]) => typeof value !== 'object')
    .filter(([name, value]) => !isSame(value, own[peerNames[name] ?? name.toLowerCase()]))
    .map(([name]) => name);
}

/** Names that differ by more than case; `Key` would hide the canonical key. */
const peerNames: Readonly<Record<string, string>> = { Key: 'path' };

function isSame(peer: unknown, ours: unknown): boolean {
  if (typeof peer === 'string' && typeof ours === 'string' && /^\d{4}-\d\d-\d\dT/.test(ours))
    return new Date(/Z|[+-]\d\d:\d\d$/.test(peer) ? peer : `${peer}Z`).getTime() === new Date(ours).getTime();
  return peer === ours;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Every cell as text, an empty one as the empty text. */
function rowsOf(csv: string): Record<string, string>[] {
  const table = readCsv(csv, { empty: 'text' });
  return table
    .toRows()
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, typeof cell === 'string' ? cell : ''])),
    );
}
