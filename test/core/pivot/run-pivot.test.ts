import { createSession, Table } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownOwners, ownersPlugin } from '../../support/plugins.ts';

async function ownersSession(asked: string[] = []) {
  return createSession({ plugins: [ownersPlugin(asked)] });
}

const messy = ['8.8.8.8', null, '10.0.0.1', '8[.]8.8[.]8', ' 8.8.8.8 ', 'x', '', '999.1.1.1', '1.1.1.1', '8.8.8.8'];

test.each([
  ['one value', '8[.]8.8.8', ['Google']],
  ['a list', ['8.8.8.8', 'x', null, '1.1.1.1'], ['Google', null, null, 'Cloudflare']],
  ['a set, any iterable', new Set(['1.1.1.1', '8.8.8.8']), ['Cloudflare', 'Google']],
  ['an entity', IpAddress.create('8.8.8.8'), ['Google']],
  ['a list of entities and text', [IpAddress.create('1.1.1.1'), '8.8.8.8'], ['Cloudflare', 'Google']],
  ['nothing', [], []],
] as const)('a pivot takes %s and answers in its order', async (_, input, owners) => {
  const { entities } = await ownersSession();
  const frame = await entities.IpAddress.owners(input);
  expect(frame.toRows().map((row) => row.owner)).toEqual(owners);
});

test('a table keeps its rows and their order, and every cell has a status', async () => {
  const session = await ownersSession();
  const rows = messy.map((ip, i) => ({ ip, i }));
  const frame = await session.entities.IpAddress.owners(Table.fromRows(rows), { column: 'ip' });
  expect(frame.toRows().map(({ ip, i }) => ({ ip, i }))).toEqual(rows);
  expect(frame.toRows().map((row) => row['owners.status'])).toEqual([
    'found',
    'skipped(no-value)',
    'not-found',
    'found',
    'found',
    'skipped(not-an-entity)',
    'skipped(no-value)',
    'skipped(not-an-entity)',
    'found',
    'found',
  ]);
});

test('spellings of one address and repeated rows cost one look-up', async () => {
  const asked: string[] = [];
  const session = await ownersSession(asked);
  await session.entities.IpAddress.owners(messy);
  expect(asked).toEqual(['8.8.8.8', '10.0.0.1', '1.1.1.1']);
});

test('an answer is asked for once per run, whichever step or column needs it', async () => {
  const asked: string[] = [];
  const session = await ownersSession(asked);
  const Ip = session.entities.IpAddress;
  await session
    .from([
      { source: '8.8.8.8', target: '1.1.1.1' },
      { source: '1.1.1.1', target: '8.8.8.8' },
    ])
    .pivot(Ip.owners, { column: 'source', prefix: 'source_' })
    .pivot(Ip.owners, { column: 'target', prefix: 'target_' })
    .run();
  expect(asked).toEqual(['8.8.8.8', '1.1.1.1']);
});

test('a pivot with many rows repeats left rows in left order; an unmatched row stays once with nulls', async () => {
  const session = await ownersSession();
  const rows = [{ ip: '1.1.1.1' }, { ip: '8.8.8.8' }, { ip: 'x' }, { ip: '2001:4860:4860::8888' }, { ip: '8.8.8.8' }];
  const frame = await session.from(rows).pivot(session.entities.IpAddress.neighbours, { column: 'ip' }).run();
  expect(frame.toRows().map((row) => [row.ip, row.neighbour, row.rank])).toEqual([
    ['1.1.1.1', null, null],
    ['8.8.8.8', '192.0.2.1', 1],
    ['8.8.8.8', '192.0.2.2', 2],
    ['x', null, null],
    ['2001:4860:4860::8888', '192.0.2.1', 1],
    ['8.8.8.8', '192.0.2.1', 1],
    ['8.8.8.8', '192.0.2.2', 2],
  ]);
});

test.each([
  ['left', ['Google', null, 'Cloudflare']],
  ['outer', ['Google', null, 'Cloudflare']],
  ['inner', ['Google', 'Cloudflare']],
  ['right', ['Google', 'Cloudflare']],
] as const)('join %s keeps the rows it says', async (join, owners) => {
  const session = await ownersSession();
  const rows = [{ ip: '8.8.8.8' }, { ip: '9.9.9.9' }, { ip: '1.1.1.1' }];
  const frame = await session.from(rows).pivot(session.entities.IpAddress.owners, { column: 'ip', join }).run();
  expect(frame.toRows().map((row) => row.owner)).toEqual(owners);
});

test('prefix, suffix and columns name what is added', async () => {
  const session = await ownersSession();
  const frame = await session
    .from([{ ip: '8.8.8.8' }])
    .pivot(session.entities.IpAddress.owners, { column: 'ip', prefix: 'src_', suffix: '_1', columns: ['owner'] })
    .run();
  expect(frame.columnNames).toEqual(['ip', 'src_owner_1', 'src_owners.status_1']);
});

test('a column that exists is never overwritten', async () => {
  const session = await ownersSession();
  const pipeline = session.from([{ ip: '8.8.8.8', owner: 'me' }]);
  expect(() => pipeline.pivot(session.entities.IpAddress.owners, { column: 'ip' })).toThrow(
    expect.objectContaining({ code: 'TABLE_COLUMN_TAKEN', message: expect.stringContaining("'owner'") }),
  );
});

test('the left table is not changed', async () => {
  const session = await ownersSession();
  const table = Table.fromRows([{ ip: '8.8.8.8' }, { ip: 'x' }]);
  await session.entities.IpAddress.owners(table, { column: 'ip' });
  expect(table.toRows()).toEqual([{ ip: '8.8.8.8' }, { ip: 'x' }]);
});

test('a wrong option or column is an error before anything is asked, with the nearest name', async () => {
  const asked: string[] = [];
  const session = await ownersSession(asked);
  const ask = session.pivot('ip', 'owners');
  const call = (options: object) => ask(Table.fromRows([{ sourceIp: '8.8.8.8' }]), { column: 'sourceIp', ...options });
  await expect(call({ prefx: 'a' })).rejects.toMatchObject({
    code: 'OPTIONS_INVALID',
    hint: expect.stringContaining("'prefix'"),
  });
  await expect(call({ columns: ['ownr'] })).rejects.toThrow(/did you mean 'owner'/);
  await expect(call({ join: 'leftt' })).rejects.toThrow(/one of left, inner, right, outer/);
  await expect(call({ column: 'sorceIp' })).rejects.toThrow(/Did you mean 'sourceIp'/);
  await expect(ask(42 as never)).rejects.toMatchObject({ code: 'PIVOT_INPUT_INVALID' });
  expect(asked).toEqual([]);
});

const cell = fc.oneof(
  fc.constantFrom(
    ...knownOwners.keys(),
    '8[.]8.8[.]8',
    ' 1.1.1.1',
    '2001:4860:4860:0:0:0:0:8888',
    '2001:4860:4860::8888'.toUpperCase(),
  ),
  fc.constantFrom(null, '', '10.0.0.1', '192.168.1.9', '999.1.1.1', '12:34:56', 'hello', '::ffff:8.8.8.8'),
  fc.ipV4(),
  fc.ipV6(),
);

test('equals a nested loop that asks about each row alone', async () => {
  const session = await ownersSession();
  const Ip = session.entities.IpAddress;
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 30 }), async (cells) => {
      const rows = cells.map((ip, i) => ({ ip, i }));
      const joined = (
        await session
          .from(Table.fromColumns({ ip: cells, i: cells.map((_, i) => i) }, { types: { ip: 'text' } }))
          .pivot(Ip.owners, { column: 'ip' })
          .run()
      ).toRows();
      const alone = await Promise.all(
        rows.map(async ({ ip, i }) => {
          const { input: _, ...answer } = (await Ip.owners([ip])).row(0);
          return { ip, i, ...answer };
        }),
      );
      expect(joined).toEqual(alone);
    }),
    { numRuns: 60 },
  );
});

test('many rows per input: equals a nested loop', async () => {
  const session = await ownersSession();
  const Ip = session.entities.IpAddress;
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 20 }), fc.constantFrom('left', 'inner'), async (cells, join) => {
      const joined = (await Ip.neighbours(cells, { join })).toRows();
      const alone = (await Promise.all(cells.map(async (ip) => (await Ip.neighbours([ip], { join })).toRows()))).flat();
      expect(joined).toEqual(alone);
    }),
    { numRuns: 40 },
  );
});
