import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { incidentFromRow } from '@pivotkit/entities';

test('a flattened row of the management interface', () => {
  const { incident, problems } = incidentFromRow({
    id: '/subscriptions/s/providers/Microsoft.SecurityInsights/Incidents/ABC-1',
    name: 'abc-1',
    'properties.title': 'Odd sign-in',
    'properties.severity': 'Medium',
    'properties.status': 'New',
    'properties.owner.email': 'ann@contoso.com',
    'properties.owner.assignedTo': null,
    'properties.labels': [{ labelName: 'vip', labelType: 'User' }],
    'properties.incidentNumber': 12,
    'properties.createdTimeUtc': '2021-10-01T16:49:43.6929517Z',
    'properties.additionalData.alertsCount': 1,
    'properties.additionalData.alertProductNames': ['Azure Sentinel'],
    'properties.additionalData.tactics': ['Execution'],
    Alerts: [{ ID: 'A1', Name: 'Odd sign-in' }],
    Entities: [['Host', { HostName: 'srv1' }], { kind: 'Ip', properties: { address: '8.8.8.8' } }],
  });
  expect(problems).toEqual([]);
  expect(incident.key).toBe('abc-1');
  expect(incident.toJSON()).toMatchObject({
    displayName: 'Odd sign-in',
    severity: 'medium',
    owner: { email: 'ann@contoso.com' },
    labels: ['vip'],
    incidentNumber: 12,
    createdTimeUtc: '2021-10-01T16:49:43.692Z',
    productNames: ['Azure Sentinel'],
    tactics: ['Execution'],
    alerts: [{ systemAlertId: 'a1', displayName: 'Odd sign-in' }],
    entities: [{ kind: 'Host' }, { kind: 'IpAddress' }],
    additionalData: { alertsCount: 1 },
  });
  expect(incident.allEntities().map(String)).toEqual(['srv1', '8.8.8.8']);
});

test('a reply of the incident interface of Defender', () => {
  const { incident, problems } = incidentFromRow({
    incidentId: 924565,
    incidentName: 'Multi-stage incident',
    severity: 'High',
    assignedTo: 'ann@contoso.com',
    createdTime: '2020-09-06T12:07:55.1366667Z',
    lastUpdateTime: '2020-09-06T12:07:55.32Z',
    tags: ['blue'],
    alerts: [
      {
        alertId: 'faf8edc936',
        title: 'Activity from infrequent country',
        severity: 'Medium',
        firstActivity: '2020-08-30T14:32:12Z',
        devices: [{ mdeDeviceId: 'd1', deviceDnsName: 'srv1.contoso.com', osPlatform: 'Windows10' }],
        entities: [
          { entityType: 'User', accountName: 'bob', domainName: 'contoso', userSid: 'S-1-5-21-1-2-3-4' },
          {
            entityType: 'File',
            fileName: 'a.exe',
            filePath: 'C:\\t',
            sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
          },
        ],
      },
    ],
  });
  expect(problems).toEqual([]);
  expect([incident.key, incident.displayName, incident.owner?.name]).toEqual([
    '924565',
    'Multi-stage incident',
    'ann@contoso.com',
  ]);
  expect(incident.alerts?.[0]).toMatchObject({ providerAlertId: 'faf8edc936', severity: 'medium' });
  expect(incident.allEntities().map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    'Account S-1-5-21-1-2-3-4',
    'File c:\\t\\a.exe|da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'Host srv1.contoso.com',
  ]);
});

test('an incident of the graph with evidence', () => {
  const { incident, problems } = incidentFromRow({
    '@odata.type': '#microsoft.graph.security.incident',
    id: '2972395',
    displayName: 'Multi-stage incident',
    severity: 'medium',
    createdDateTime: '2021-08-13T08:43:35.5533333Z',
    alerts: [
      {
        '@odata.type': '#microsoft.graph.security.alert',
        id: 'da6372',
        title: 'Suspicious execution',
        mitreTechniques: ['T1059.001'],
        evidence: [
          {
            '@odata.type': '#microsoft.graph.security.deviceEvidence',
            deviceDnsName: 'srv1.contoso.com',
            verdict: 'unknown',
          },
          {
            '@odata.type': '#microsoft.graph.security.processEvidence',
            processId: 4780,
            processCommandLine: 'powershell -e x',
            imageFile: { fileName: 'powershell.exe', filePath: 'C:\\w' },
            userAccount: { accountName: 'bob', domainName: 'contoso' },
          },
        ],
      },
    ],
  });
  expect(problems).toEqual([]);
  expect(incident.key).toBe('2972395');
  expect(incident.allEntities().map(String)).toEqual(['srv1.contoso.com', 'powershell.exe[4780]']);
});

const files = ['docs', 'tests'].map((name) => `../shared/oracle/entities-graph/input.sent_incidents_${name}.json`);
const isHere = files.every((file) => existsSync(file));
const oracle = '../shared/oracle/entities-graph/expected.json';

describe.skipIf(!isHere)('ten incidents of a workspace (needs ../shared/oracle/entities-graph)', () => {
  test('ids, titles and alerts are those the peer finds', () => {
    const rows: Record<string, unknown>[] = files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')));
    const expected = JSON.parse(readFileSync(oracle, 'utf8'));
    const ids = new Set<string>();
    for (const graph of [expected.sent_incidents_docs, expected.sent_incidents_tests])
      for (const [, attributes] of graph.nodes) if (attributes.IncidentID !== undefined) ids.add(attributes.IncidentID);
    const read = rows.map((row) => incidentFromRow(row));
    expect(read.flatMap(({ problems }) => problems)).toEqual([]);
    expect(new Set(read.map(({ incident }) => incident.incidentId))).toEqual(ids);
    expect(read.every(({ incident }) => incident.alerts?.[0]?.systemAlertId !== undefined)).toBe(true);
  });
});
