import { existsSync, readFileSync } from 'node:fs';
import { readCsv } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import type { Entity } from '@pivotkit/entities';
import { Account, Alert, alertsFromRows, entityGraph, File, Host, IpAddress, Process } from '@pivotkit/entities';

describe('the graph of entities', () => {
  const host = new Host({ hostName: 'srv1' });
  const account = new Account({ name: 'bob', host });
  const parent = new Process({ commandLine: 'explorer.exe', host });
  const child = new Process({ commandLine: 'cmd.exe', host: { hostName: 'SRV1' }, account, parentProcess: parent });

  test('one node for all mentions of one thing, edges named by attribute', () => {
    const { nodes, edges } = entityGraph([child]);
    expect(nodes.map(({ id }) => id)).toEqual([
      'Process host=srv1|cmd.exe',
      'Account srv1\\bob',
      'Process host=srv1|explorer.exe',
      'Host srv1',
    ]);
    expect(edges).toEqual([
      { source: 'Process host=srv1|cmd.exe', target: 'Account srv1\\bob', name: 'account' },
      { source: 'Process host=srv1|cmd.exe', target: 'Process host=srv1|explorer.exe', name: 'parentProcess' },
      { source: 'Process host=srv1|cmd.exe', target: 'Host srv1', name: 'host' },
      { source: 'Account srv1\\bob', target: 'Host srv1', name: 'host' },
      { source: 'Process host=srv1|explorer.exe', target: 'Host srv1', name: 'host' },
    ]);
  });

  test('two kinds of one text are two nodes', () => {
    const { nodes } = entityGraph([new Host({ hostName: 'x' }), new Account({ name: 'x' })]);
    expect(nodes.map(({ id }) => id)).toEqual(['Host x', 'Account x']);
  });

  test('what two alerts have in common links them', () => {
    const address = IpAddress.create('8.8.8.8');
    const alerts = ['a', 'b'].map((systemAlertId) => new Alert({ systemAlertId, entities: [address] }));
    expect(entityGraph(alerts)).toMatchObject({
      nodes: [{ id: 'Alert a' }, { id: 'Alert b' }, { id: 'IpAddress 8.8.8.8' }],
    });
    expect(entityGraph(alerts).edges.map(({ name }) => name)).toEqual(['entities', 'entities']);
  });

  test('nothing gives nothing', () => {
    expect(entityGraph([])).toEqual({ nodes: [], edges: [] });
  });
});

const table = '../shared/data/notebooks/alertlist.csv';
const oracle = '../shared/oracle/entities-graph/expected.json';
const isHere = existsSync(table) && existsSync(oracle);

describe.skipIf(!isHere)(`the graph of real alerts, against the peer's (needs ${oracle})`, () => {
  const text = isHere ? readFileSync(table, 'utf8') : 'a\n';
  const rows: Record<string, string>[] = rowsOf(text);
  const expected = isHere ? JSON.parse(readFileSync(oracle, 'utf8')) : {};
  const alerts = alertsFromRows(rows.filter((row) => row['Entities'])).map(({ alert }) => alert);
  const namesOf = (entities: readonly Entity[]) => {
    const graph = entityGraph(entities);
    // A location without Type stays a plain dictionary there; here it is what the attribute holds.
    const nodes = graph.nodes.filter(({ entity }) => entity.kind !== 'GeoLocation');
    const edges = graph.edges.filter(({ name }) => name !== 'location');
    const names = new Map(nodes.map(({ id, entity }) => [id, peerName(entity)]));
    const pair = ({ source, target }: (typeof edges)[number]) =>
      [names.get(source) ?? '', names.get(target) ?? ''].toSorted().join(' - ');
    return { nodes: distinct(names.values()), edges: distinct(edges.map(pair)), count: nodes.length };
  };

  test('entities of the first eight alerts: the same names, the same relations', () => {
    const peer = expected.to_networkx_first8_alert_entities;
    const ours = namesOf(alerts.slice(0, 8).flatMap((alert) => alert.entities ?? []));
    expect(ours.nodes).toEqual(distinct(peer.nodes.map(([name]: [string]) => name)));
    expect(ours.edges).toEqual(
      distinct(peer.edges.map(([one, other]: [string, string]) => [one, other].toSorted().join(' - '))),
    );
  });

  test('the first twenty alerts: every name and relation of the peer, and things apart that it takes for one', () => {
    const peer = expected.alertlist_first20_EntityGraph;
    const ours = namesOf(alerts.slice(0, 20));
    const peerEdges = distinct(peer.edges.map(([one, other]: [string, string]) => [one, other].toSorted().join(' - ')));
    expect(ours.nodes).toEqual(distinct(peer.nodes.map(([name]: [string]) => name)));
    expect(ours.edges).toEqual(expect.arrayContaining(peerEdges));
    expect(ours.count).toBeGreaterThan(ours.nodes.length);
  });
});

/** The peer's nodes are known by a display name alone. */
function peerName(entity: Entity): string {
  if (entity instanceof Alert) return `Alert: ${entity.displayName}`;
  if (entity instanceof Process) return `${entity.processName}[pid:${entity.processId ?? 'None'}]`;
  if (entity instanceof Account || entity instanceof File) return entity.name ?? '';
  return entity instanceof Host ? (entity.hostName ?? '') : entity.key;
}

const distinct = (texts: Iterable<string>): string[] => [...new Set(texts)].toSorted();

/** Every cell as text, an empty one as the empty text. */
function rowsOf(csv: string): Record<string, string>[] {
  const table = readCsv(csv, { empty: 'text' });
  return table
    .toRows()
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, typeof cell === 'string' ? cell : ''])),
    );
}
