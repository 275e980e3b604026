import { existsSync, readFileSync } from 'node:fs';
import { createSession, readCsv } from '@pivotkit/core';
import { syslog } from '@pivotkit/plugin-syslog';
import { describe, expect, test } from 'vitest';

const folder = '../shared/oracle';

interface Expected {
  readonly cluster_syslog_logons_df: {
    readonly data: readonly (readonly [user: string, start: string, end: string])[];
  };
  readonly risky_cmd_line?: readonly (readonly [time: string, command: string])[];
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8').replace(/^\uFEFF/, '') : 'a\n');

describe.each(['syslog-sudoevents', 'syslog-sudosessiontest'])('%s', (name) => {
  const path = `${folder}/${name}`;

  test.skipIf(!existsSync(path))(`the peer's sessions are among ours (needs ${path})`, async () => {
    await using session = await createSession({ plugins: [syslog] });
    const expected = JSON.parse(read(`${path}/expected.json`)) as Expected;
    const found = await session.from(readCsv(read(`${path}/input.csv`))).verb('syslog.sessions', {}).run(); // prettier-ignore
    const ours = found.toRows().map(({ User, Start, End }) => [User, Start?.toISOString().slice(0, 19), End?.toISOString().slice(0, 19)]); // prettier-ignore
    for (const one of expected.cluster_syslog_logons_df.data) expect(ours).toContainEqual(one);
    const whole = found.toRows().filter(({ Start, End }) => Start !== null && End !== null);
    expect(whole.length).toBe(expected.cluster_syslog_logons_df.data.length);
  });
});

const peerRules = new Set(['authorized-keys', 'download-to-shell', 'fork-bomb', 'move-to-null', 'root-shell']);
const risky = `${folder}/cmdline-risky`;

describe.skipIf(!existsSync(risky))(`risky commands (needs ${risky})`, () => {
  const expected = existsSync(risky) ? (JSON.parse(read(`${risky}/expected.json`)) as Readonly<Record<string, Readonly<Record<string, string>>>>) : {}; // prettier-ignore

  test('the rules that the peer has find what it finds', async () => {
    await using session = await createSession({ plugins: [syslog] });
    const table = readCsv(read(`${risky}/input.sudo_data.csv`));
    const found = await session.from(table).verb('syslog.risky', { commandCol: 'Command' }).run();
    const rows = found.toRows().filter((row) => row.risky_rules.some((rule) => peerRules.has(String(rule))));
    expect(new Map(rows.map((row) => [row['TimeGenerated'], row['Command']]))).toEqual(new Map(Object.entries(expected['sudo_data'] ?? {}))); // prettier-ignore
  });

  test('rules of one’s own find the same messages, every one of a minute', async () => {
    await using session = await createSession({ plugins: [syslog] });
    const table = readCsv(read(`${risky}/input.syslog_data.csv`));
    const rules = [{ id: 'custom', title: 'Custom', any: ['squid', 'apt-get', 'pam_unix'] }];
    const found = await session.from(table).verb('syslog.risky', { commandCol: 'SyslogMessage', rules, useSessionRules: false }).run(); // prettier-ignore
    const rows = found.toRows().filter((row) => row.risky_rules.length > 0);
    // The peer looks at the last message of each time alone: at 15:16 that is none of the two of pam_unix.
    const lastOfTime = new Map(found.toRows().map((row) => [row['TimeGenerated'], row]));
    const theirs = rows.filter(
      (row) => lastOfTime.get(row['TimeGenerated'])?.['SyslogMessage'] === row['SyslogMessage'],
    );
    expect(new Map(theirs.map((row) => [row['TimeGenerated'], row['SyslogMessage']]))).toEqual(
      new Map(Object.entries(expected['syslog_data_custom_rules'] ?? {})),
    );
    const hidden = rows.filter((row) => !theirs.includes(row));
    expect([rows.length, theirs.length, hidden.filter((row) => row['TimeGenerated'] === '7/8/2019 15:16').length]).toEqual([66, 32, 2]); // prettier-ignore
  });

  test('the burst that the peer finds is part of one of ours', async () => {
    await using session = await createSession({ plugins: [syslog] });
    const table = readCsv(read(`${folder}/syslog-sudosessiontest/input.csv`));
    const found = await session.from(table).verb('syslog.bursts', { time: 60, events: 2, commandCol: 'Command' }).run();
    const at = Date.parse('2019-07-15T02:47:12Z');
    expect(found.toRows().some(({ Start, End }) => Start.getTime() <= at && End.getTime() >= at + 14_000)).toBe(true);
  });
});
