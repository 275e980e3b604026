import { describe, expect, test } from 'vitest';
import { Account, Alert, entityGraph, Host, IpAddress, Process } from '@pivotkit/entities';

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
