import { createSession } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { expect, test } from 'vitest';
import { sourcePlugin } from '../../support/sources.ts';
import { withSources } from './http-source.ts';

const bad = { score: 90, judgement: 'malicious' } as const;
const knows = new Map(['45.9.148.3', 'invoice.zip'].map((key) => [key, bad] as const));

const rows = [
  { id: 0, value: '45[.]9.148.3', type: 'ipv4' },
  { id: 1, value: 'invoice.zip', type: 'domain-name' },
  { id: 2, value: 'invoice.zip', type: 'domain' },
  { id: 3, value: '45.9.148.3', type: null },
  { id: 4, value: null, type: 'ipv4' },
  { id: 5, value: 'not an observable', type: 'dns' },
  { id: 6, value: '45.9.148.3', type: 'ipv4' },
];

const start = (asked: string[] = []) =>
  createSession({
    plugins: withSources([
      sourcePlugin({ name: 'all', asked, knows }),
      sourcePlugin({ name: 'ips', from: [IpAddress], knows }),
    ]),
  });

test('each row that names something stands beside what each source says; the others stay once', async () => {
  const asked: string[] = [];
  await using session = await start(asked);
  const pipeline = session.from(rows).verb('ti.lookupColumn', { column: 'value', typeColumn: 'type' });
  const { steps } = await pipeline.plan();
  expect(asked).toEqual([]);
  const frame = await pipeline.run();
  expect(frame.toRows().map((row) => [row.id, row.IocType, row.Provider, row.judgement])).toEqual([
    [0, 'ipv4', 'Source all', 'malicious'],
    [0, 'ipv4', 'Source ips', 'malicious'],
    [1, 'dns', 'Source all', 'malicious'],
    [2, 'dns', 'Source all', 'malicious'],
    [3, 'ipv4', 'Source all', 'malicious'],
    [3, 'ipv4', 'Source ips', 'malicious'],
    [4, null, null, null],
    [5, null, null, null],
    [6, 'ipv4', 'Source all', 'malicious'],
    [6, 'ipv4', 'Source ips', 'malicious'],
  ]);
  expect(asked).toEqual(['45.9.148.3', 'invoice.zip']);
  const parts = steps[0]?.pivot?.parts?.[0]?.parts?.filter((part) => part.asked !== 0);
  expect(parts?.map((part) => [part.pivot, part.asked])).toEqual([
    ['IpAddress.all.report', 1],
    ['Dns.all.report', 1],
    ['IpAddress.ips.report', 1],
  ]);
  // Its cells lead to the look-ups behind them, as those of a pivot do.
  expect(frame.why(0, 'Severity')?.behind?.map(({ provider }) => provider)).toEqual(['Source all', 'Source ips']);
  expect(frame.statuses().map(({ pivot, counts }) => [pivot, counts])).toContainEqual(['ti.lookup', { found: 8, 'skipped(no-value)': 1, 'not-supported': 1 }]); // prettier-ignore
});

test('without a type each text is told by its form', async () => {
  await using session = await start();
  const frame = await session
    .from(rows)
    .verb('ti.lookupColumn', { column: 'value', providers: ['all'] })
    .run();
  expect(frame.size).toBe(rows.length);
  expect(frame.row(1)).toMatchObject({ IocType: 'dns', judgement: 'malicious' });
});

test('a marked row tells nobody, and no other row is held to it', async () => {
  const asked: string[] = [];
  await using session = await start(asked);
  const marked = [
    { value: '45.9.148.3', tlp: 'red' },
    { value: '9.9.9.9', tlp: null },
  ];
  const frame = await session
    .from(marked)
    .mark({ column: 'tlp' })
    .verb('ti.lookupColumn', { column: 'value', providers: ['all'] })
    .run();
  expect(asked).toEqual(['9.9.9.9']);
  expect(frame.toRows().map((row) => row.lookupStatus)).toEqual(['skipped(marking)', 'not-found']);
});

test('options that are wrong are said when the step is added', async () => {
  await using session = await start();
  const add = (options: object) => () => session.from(rows).verb('ti.lookupColumn', { column: 'value', ...options });
  expect(add({ providers: ['nobody'] })).toThrow(/'providers' names 'nobody'/);
  expect(add({ colum: 'value' })).toThrow(/ti\.lookupColumn.*unrecognized key/);
  await expect(add({ column: 'none' })().run()).rejects.toThrow(/'none'/);
  await using alone = await createSession({ plugins: withSources([]) });
  await expect(alone.from(rows).verb('ti.lookupColumn', { column: 'value' }).run()).rejects.toThrow(/reputation/);
});
