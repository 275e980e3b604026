import { createSession, Table } from '@pivotkit/core';
import { expect, test } from 'vitest';
import { fixedClock } from '../../support/clock.ts';
import { misbehavingPlugin, ownersPlugin } from '../../support/plugins.ts';

async function investigate() {
  const session = await createSession({ plugins: [ownersPlugin()], clock: fixedClock() });
  const Ip = session.entities.IpAddress;
  return session
    .from([{ ip: '1.1.1.1' }, { ip: 'x' }, { ip: '8[.]8.8.8' }])
    .pivot(Ip.owners, { column: 'ip' })
    .pivot(Ip.neighbours, { column: 'ip', prefix: 'n_' });
}

test('why: who said it, when, about what, and what happened', async () => {
  const frame = await (await investigate()).run();
  expect(frame.why(2, 'owner')).toEqual({
    pivot: 'owners',
    plugin: 'owners',
    pluginVersion: '1.2.3',
    provider: undefined,
    kind: 'IpAddress',
    column: 'ip',
    key: '8.8.8.8',
    status: 'found',
    note: undefined,
    askedAt: new Date('2026-01-02T03:04:05Z'),
    marking: undefined,
  });
  expect(frame.why(1, 'owner')).toMatchObject({ key: undefined, askedAt: undefined, status: 'skipped(not-an-entity)' });
  expect(frame.why(1, 'owner')?.note).toMatch(/\w/);
  expect(frame.why(0, 'ip')).toBeUndefined();
  expect(() => frame.why(9, 'owner')).toThrow(expect.objectContaining({ code: 'TABLE_ROW_MISSING' }));
  expect(() => frame.why(0, 'ownr' as never)).toThrow(expect.objectContaining({ code: 'TABLE_COLUMN_MISSING' }));
});

test('provenance goes with the rows through filter, sort and select', async () => {
  const pipeline = (await investigate())
    .filter((row) => row.owner !== null)
    .sort({ column: 'owner', descending: true });
  const frame = await pipeline.select('owner', 'ip').run();
  expect(frame.toRows()).toEqual([
    { owner: 'Google', ip: '8[.]8.8.8' },
    { owner: 'Google', ip: '8[.]8.8.8' },
    { owner: 'Cloudflare', ip: '1.1.1.1' },
  ]);
  expect([0, 1, 2].map((row) => frame.why(row, 'owner')?.key)).toEqual(['8.8.8.8', '8.8.8.8', '1.1.1.1']);
});

test('graph: nodes by key, edges by pivot, only what the rows show', async () => {
  const frame = await (await investigate()).run();
  const graph = frame.graph();
  expect(graph.nodes.map(({ id }) => id).sort()).toEqual([
    'IpAddress:1.1.1.1',
    'IpAddress:192.0.2.1',
    'IpAddress:192.0.2.2',
    'IpAddress:8.8.8.8',
  ]);
  expect(graph.edges).toEqual([
    {
      source: 'IpAddress:8.8.8.8',
      target: 'IpAddress:192.0.2.1',
      pivot: 'owners.neighbours',
      column: 'n_neighbour',
      rows: 1,
    },
    {
      source: 'IpAddress:8.8.8.8',
      target: 'IpAddress:192.0.2.2',
      pivot: 'owners.neighbours',
      column: 'n_neighbour',
      rows: 1,
    },
  ]);
  const filtered = await (await investigate()).filter((row) => row.n_rank === 2).run();
  expect(filtered.graph().edges).toHaveLength(1);
});

test('next: what a column names by declaration, or by what its texts look like', async () => {
  const frame = await (await investigate()).run();
  expect(frame.next('n_neighbour').map(({ call }) => call)).toEqual(['IpAddress.owners', 'IpAddress.neighbours']);
  expect(frame.next('ip').map(({ call }) => call)).toEqual(['IpAddress.owners', 'IpAddress.neighbours']);
  expect(frame.next('owner')).toEqual([]);
});

test('statuses: rows per outcome of each pivot', async () => {
  const frame = await (await investigate()).run();
  expect(frame.statuses()).toEqual([
    { pivot: 'owners', column: 'ip', counts: { found: 3, 'skipped(not-an-entity)': 1 } },
    { pivot: 'owners.neighbours', column: 'ip', counts: { found: 2, 'not-found': 1, 'skipped(not-an-entity)': 1 } },
  ]);
});

test('private and too strictly marked entities do not leave the house', async () => {
  let asked = 0;
  const plugin = misbehavingPlugin(
    (inputs) => {
      asked += inputs.length;
      return inputs.map(() => ({ status: 'not-found' }));
    },
    { reaches: 'provider' },
  );
  const green = await createSession({ plugins: [plugin], tlp: 'green' });
  const frame = await green.entities.IpAddress.odd(['10.0.0.1', '8.8.8.8', 'fe80::1', '192.0.2.7', '::ffff:10.1.1.1']);
  expect(frame.toRows().map((row) => row['odd.status'])).toEqual([
    'skipped(not-public)',
    'not-found',
    'skipped(not-public)',
    'skipped(not-public)',
    'skipped(not-public)',
  ]);
  expect(asked).toBe(1);
  const amber = await createSession({ plugins: [plugin], tlp: 'amber' });
  const refused = await amber.entities.IpAddress.odd('8.8.8.8');
  expect(refused.why(0, 'label')).toMatchObject({
    status: 'skipped(marking)',
    note: expect.stringContaining('TLP:AMBER'),
  });
  const marked = green.entities.IpAddress.create({ address: '8.8.8.8', marking: 'red' });
  expect((await marked.odd()).row(0)['odd.status']).toBe('skipped(marking)');
  expect(asked).toBe(1);
});

test('a table of nothing gives a table of nothing with the columns', async () => {
  const session = await createSession({ plugins: [ownersPlugin()] });
  const table = Table.fromColumns({ ip: [] as string[] }, { types: { ip: 'text' } });
  const frame = await session.entities.IpAddress.owners(table, { column: 'ip' });
  expect(frame.size).toBe(0);
  expect(frame.columnNames).toEqual(['ip', 'owner', 'neighbours', 'owners.status']);
});

test('what is marked once is marked: a red mention keeps an unmarked one of the same thing inside', async () => {
  let asked = 0;
  const plugin = misbehavingPlugin((inputs) => (asked++, inputs.map(() => ({ status: 'not-found' }))), {
    reaches: 'provider',
  });
  const session = await createSession({ plugins: [plugin] });
  const { IpAddress: Ip } = session.entities;
  const red = Ip.create({ address: '8.8.8.8', marking: 'red' });
  for (const inputs of [
    ['8.8.8.8', red],
    [red, '8.8.8.8'],
  ])
    expect((await Ip.odd(inputs)).toRows().map((row) => row['odd.status'])).toEqual([
      'skipped(marking)',
      'skipped(marking)',
    ]);
  expect(asked).toBe(0);
});
