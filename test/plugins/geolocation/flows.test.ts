import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, readCsv, type Row, type Table } from '@pivotkit/core';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { ip } from '@pivotkit/plugin-ip';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const folder = '../shared/data/notebooks';
const cases = [
  ['az_net_flows.csv', 'AllExtIPs'],
  ['az_net_flows.csv', 'VMIPAddress'],
  ['ip_locs.csv', 'AllExtIPs'],
  ['ip_locs.csv', 'IpAddress'],
  ['host_logons.csv', 'IpAddress'],
  ['demo_exchange_data.csv', 'ClientIP'],
  ['syslog_data.csv', 'HostIP'],
  ['sudo_data.csv', 'HostIP'],
] as const;

describe.skipIf(!existsSync(folder))(`tables behind the notebooks (needs ${folder})`, () => {
  test.each(cases)(
    '%s, column %s: every row stays once, in its place, with the answer to its own cell',
    async (file, column) => {
      await using session = await createSession({ plugins: [geolocation] });
      const table: Table = readCsv(readFileSync(join(folder, file), 'utf8'));
      const { IpAddress } = session.entities;
      const joined = await session.from(table).pivot(IpAddress.geolocation, { column, suffix: '_geo' }).run();
      expect(joined.size).toBe(table.size);
      const left = table.columnNames;
      expect(joined.table.select(...left).toRows()).toEqual(table.toRows());
      const alone = new Map<unknown, object>();
      for (const row of joined) {
        const cell = row[column];
        const expected = alone.get(cell) ?? (await askedAlone((value) => IpAddress.geolocation(value), cell));
        alone.set(cell, expected);
        expect(answerIn(row, '_geo')).toEqual(expected);
      }
    },
  );

  test('the flows to addresses of the Internet have a country', async () => {
    await using session = await createSession({ plugins: [geolocation] });
    const table: Table = readCsv(readFileSync(join(folder, 'az_net_flows.csv'), 'utf8'));
    const { IpAddress } = session.entities;
    const joined = await session.from(table).pivot(IpAddress.geolocation, { column: 'AllExtIPs' }).run();
    const found = joined.toRows().filter((row) => row['geolocation.status'] === 'found');
    expect(found.length).toBeGreaterThan(0.9 * joined.size);
    expect(found.every((row) => /^[A-Z]{2}$/.test(row.countryCode ?? ''))).toBe(true);
  });
});

type Ask = (value: string | null) => Promise<Iterable<object>>;

/** The answer to one cell when nothing else is asked. */
async function askedAlone(ask: Ask, cell: unknown): Promise<object> {
  const [row] = await ask(typeof cell === 'string' ? cell : null);
  return answerIn(row ?? {}, '');
}

/** The columns of a pivot's answer, without their suffix. */
function answerIn(row: object, suffix: string): Row {
  const names = [...Object.keys(geolocation.pivots[0].columns), 'geolocation.status'];
  return Object.fromEntries(names.map((name) => [name, Reflect.get(row, `${name}${suffix}`)]));
}

const spellings = [
  '8.8.8.8',
  '8[.]8[.]8[.]8',
  ' 8.8.8.8 ',
  '2001:4860:4860::8888',
  '2001:4860:4860:0:0:0:0:8888',
  '2001:4860:4860::8888'.toUpperCase(),
  '::ffff:8.8.8.8',
  '1.1.1.1',
  '10.0.0.1',
  '192.168.1.1',
  'fe80::1%eth0',
  '127.0.0.1',
  '999.1.1.1',
  '8.8.8',
  'not an address',
  '',
  ' ',
  null,
];

/** Rows as joined by hand: for each row a call about its cell alone. */
test('a join is what a call for every row would give, whatever stands in the column', async () => {
  await using session = await createSession({ plugins: [geolocation, ip] });
  const { IpAddress } = session.entities;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ n: fc.nat(), src: fc.constantFrom(...spellings) }), { minLength: 1, maxLength: 40 }),
      fc.constantFrom('left', 'inner', 'right', 'outer'),
      async (rows, join) => {
        const joined = await session.from(rows).pivot(IpAddress.geolocation, { column: 'src', join }).run();
        const expected: object[] = [];
        for (const row of rows) {
          const answer = await askedAlone((value) => IpAddress.geolocation(value), row.src);
          const isFound = Reflect.get(answer, 'geolocation.status') === 'found';
          if (isFound || join === 'left' || join === 'outer') expected.push({ ...row, ...answer });
        }
        expect(joined.toRows()).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});
