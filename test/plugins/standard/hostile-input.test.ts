import { createSession, PivotKitError, Table, type Verb } from '@pivotkit/core';
import { standard } from '@pivotkit/plugin-standard';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';

/** What verbs make of input that is odd or made to harm: a result or an error of ours, never a crash or a hang. */
const session = await createSession({ plugins: standard });
afterAll(() => session.close());

const day = Date.UTC(2026, 0, 1);

interface Row {
  readonly EventID: unknown;
  readonly TimeGenerated: unknown;
  readonly Computer: unknown;
  readonly NewProcessName: unknown;
  readonly NewProcessId: unknown;
  readonly ProcessId: unknown;
  readonly ParentProcessName: unknown;
  readonly CommandLine: unknown;
  readonly SubjectLogonId: unknown;
  readonly value: unknown;
  readonly Entities: unknown;
  readonly AlertName: unknown;
}

const usual = (i: number): Row => ({
  EventID: 4688,
  TimeGenerated: new Date(day + i * 3_600_000),
  Computer: 'WS1',
  NewProcessName: 'C:\\w\\a.exe',
  NewProcessId: `0x${i + 4}`,
  ProcessId: `0x${i}`,
  ParentProcessName: 'C:\\w\\a.exe',
  CommandLine: `a ${i}`,
  SubjectLogonId: '0x1',
  value: i % 24,
  Entities: '[]',
  AlertName: 'odd',
});

/** Verbs, and how they are asked. */
const runs: readonly (readonly [verb: string, options: object])[] = [
  ['audit.parse', { column: 'CommandLine' }],
  ['beacon.detect', { groupBy: ['Computer', 'NewProcessName'], timeColumn: 'TimeGenerated', minEvents: 6 }],
  ['cluster.features', {}],
  ['cluster.textFeatures', { column: 'CommandLine' }],
  ['cluster.dbscan', { clusterColumns: ['value', { column: 'CommandLine', feature: 'charOrdScore' }], timeColumn: 'TimeGenerated' }],
  ['cluster.rareSessions', { clusterColumns: ['value'], sessionColumns: ['SubjectLogonId'] }],
  ['cmdline.normalize', { column: 'CommandLine' }],
  ['geolocation.distance', { from: { latitude: 'value', longitude: 'value' }, to: { latitude: 90, longitude: 0 } }],
  ['ioc.extract', { columns: ['CommandLine', 'NewProcessName', 'Entities'], includePaths: true }],
  ['mask.data', { columns: { NewProcessName: 'path' } }],
  ['observations.add', { caption: '{rows} of {distinct.Computer}', entityColumns: ['Computer', 'NewProcessName', 'CommandLine'], timeColumn: 'TimeGenerated' }],
  ['observations.list', {}],
  ['outliers.isolationForest', { columns: ['value'], missing: 'skip' }],
  ['syslog.bursts', { commandCol: 'CommandLine', timeCol: 'TimeGenerated', hostCol: 'Computer' }],
  ['syslog.hostSummary', { messageCol: 'CommandLine', timeCol: 'TimeGenerated', hostCol: 'Computer' }],
  ['syslog.lines', { column: 'CommandLine' }],
  ['syslog.risky', { commandCol: 'CommandLine' }],
  ['syslog.sessions', { messageCol: 'CommandLine', timeCol: 'TimeGenerated', hostCol: 'Computer' }],
  ['timeseries.anomalies', { timeColumn: 'TimeGenerated', dataColumn: 'value' }],
  ['timeseries.summarize', { timeColumn: 'TimeGenerated' }],
  ['timeseries.periods', { anomaliesColumn: 'value' }],
  ['sequence.sessionize', { eventCol: 'CommandLine', userIdentifierCols: ['Computer'] }],
  ['sequence.mark', { userIdentifierCols: ['Computer', 'SubjectLogonId'] }],
  ['sequence.train', { sessionColumn: 'Entities' }],
  ['sequence.score', { sessionColumn: 'Entities' }],
  ['process.tree', { schema: 'windows' }],
  ['process.related', { schema: 'windows', relation: 'roots' }],
  ['process.summary', { schema: 'windows' }],
  ['process.render', { schema: 'windows' }],
  ['decode.base64', { column: 'CommandLine' }],
  ['entities.graph', { columns: { Computer: 'Host', NewProcessName: 'File' } }],
  ['entities.nodes', { from: 'events' }],
  ['alerts.entities', {}],
  ['alerts.related', {}],
]; // prettier-ignore

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const lone = 'x\ud800y\udfff';
const twenty = (row: (i: number) => Row): Row[] => Array.from({ length: 60 }, (_, i) => row(i));

/** Tables in which everything is odd in one way. */
const tables: Readonly<Record<string, readonly Row[]>> = {
  'one row': [usual(0)],
  'rows that are all equal': twenty(() => usual(0)),
  'columns of nulls': twenty(() => Object.fromEntries(Object.keys(usual(0)).map((name) => [name, null])) as unknown as Row),
  'NaN and Infinity': twenty((i) => ({ ...usual(i), value: [NaN, Infinity, -Infinity, 1][i % 4] })),
  'numbers that are too large': twenty((i) => ({ ...usual(i), value: i % 2 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE })),
  'times that are none': twenty((i) => ({ ...usual(i), TimeGenerated: ['', 'never', '2026-02-30', '9999999999999999'][i % 4] })),
  'times from one end of the calendar to the other': twenty((i) => ({ ...usual(i), TimeGenerated: new Date((i % 2) * 8.64e15) })),
  'broken UTF-16': twenty((i) => ({ ...usual(i), CommandLine: lone + i, NewProcessName: lone, Computer: lone, Entities: lone })),
  'characters that steer': twenty((i) => ({ ...usual(i), CommandLine: '\u0000\u001b[2J\u202e', NewProcessName: '\r\n', Computer: '\u0000' })),
  'names of objects': twenty((i) => ({ ...usual(i), CommandLine: ['__proto__', 'constructor', 'toString'][i % 3], Computer: '__proto__', NewProcessName: '__proto__', Entities: '[{"__proto__":{"x":1},"Type":"__proto__"}]' })),
  'JSON nested deep': twenty((i) => ({ ...usual(i), Entities: nested(100_000), CommandLine: nested(1_000) })),
  'entities that refer to one another': twenty((i) => ({ ...usual(i), Entities: '[{"$id":"1","Type":"host","HostName":"h","x":{"$ref":"2"}},{"$id":"2","Type":"process","Host":{"$ref":"1"},"ParentProcess":{"$ref":"2"}}]' })),
  'processes that are their own parents': twenty((i) => ({ ...usual(i), TimeGenerated: new Date(day), NewProcessId: `0x${i % 3}`, ProcessId: `0x${(i + 1) % 3}` })),
  'ids that are none': twenty((i) => ({ ...usual(i), NewProcessId: ['', 'NaN', '-1', '0x', '99999999999999999999'][i % 5], ProcessId: ['', null, 'x'][i % 3] })),
  'a line of 10 MB': [usual(0), { ...usual(1), CommandLine: 'A'.repeat(10_000_000) }, { ...usual(2), CommandLine: '\\"'.repeat(500_000), NewProcessName: '\\'.repeat(500_000) }],
}; // prettier-ignore

const run = async (rows: readonly object[], verb: string, options: object): Promise<Table | undefined> => {
  try {
    const frame = await session.from(Table.fromRows(rows, { types: { value: 'number' } })).verb(verb as never, options as never).run(); // prettier-ignore
    return frame.table;
  } catch (error) {
    if (!PivotKitError.is(error) || error.code === 'PLUGIN_FAILED') throw error;
    return undefined;
  }
};

describe.each(Object.keys(tables))('%s', (name) => {
  test.each(runs)('%s', async (verb, options) => {
    const made = await run(tables[name] ?? [], verb, options);
    if (made === undefined) return;
    // What is made can be read whole and written.
    expect(made.toRows()).toHaveLength(made.size);
    expect(Object.getPrototypeOf({})).not.toHaveProperty('x');
  });
});

test('every verb that asks nobody is there', () => {
  const alone = standard.flatMap((plugin): readonly Verb[] => plugin.verbs).filter(({ asks }) => asks === undefined);
  expect(runs.map(([verb]) => verb).toSorted()).toEqual(alone.map(({ name }) => name).toSorted());
});

describe('no rows', () => {
  // A summary of nothing, and a model of nothing; findings are from the tests before.
  const rowsOfNone: Readonly<Record<string, unknown>> = { 'process.summary': 1, 'sequence.train': 1, 'observations.list': expect.any(Number) }; // prettier-ignore

  const none = Table.fromColumns(Object.fromEntries(Object.keys(usual(0)).map((column) => [column, []])), {
    types: { TimeGenerated: 'time', value: 'number', CommandLine: 'text' },
  });
  test.each(runs)('%s', async (verb, options) => {
    const frame = await session.from(none).verb(verb as never, options as never).run(); // prettier-ignore
    expect(frame.size).toEqual(rowsOfNone[verb] ?? 0);
  });
});

describe('archives that want out of their folder', () => {
  test('names of files stay data, as the archive writes them', async () => {
    const zip = zipSync({ '../../etc/cron.d/x': Buffer.from('* * * * * root id'), 'C:\\Windows\\y.dll': Buffer.from('MZ'), '/abs': Buffer.from('z') }); // prettier-ignore
    const text = `start ${Buffer.from(zip).toString('base64')} end`;
    const made = await run([{ ...usual(0), CommandLine: text }], 'decode.base64', {});
    const named = made?.toRows().map((row) => [row['file_name'], row['decoded_string']]);
    expect(named).toEqual(expect.arrayContaining([['../../etc/cron.d/x', '* * * * * root id']]));
    expect(named?.map(([file]) => file)).toEqual(expect.arrayContaining(['C:\\Windows\\y.dll', '/abs']));
  });
});
