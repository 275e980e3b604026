import { createSession, Table } from '@pivotkit/core';
import { beacon } from '@pivotkit/plugin-beacon';
import { describe, expect, test } from 'vitest';
import { verbRunner } from '../../support/run-verb.ts';

const run = await verbRunner(beacon);
const start = Date.UTC(2026, 0, 5);
const flow = (SourceIp: string | null, DestinationIp: string, seconds: number) => ({
  SourceIp,
  DestinationIp,
  TimeGenerated: new Date(start + 1_000 * seconds),
});
const flows = [
  ...Array.from({ length: 9 }, (_, i) => flow('b', 'x', (i * 7919) % 4001)),
  ...Array.from({ length: 40 }, (_, i) => flow('a', 'x', 300 * i)),
  flow('a', 'y', 5),
  ...Array.from({ length: 20 }, (_, i) => flow(null, 'x', 60 * i)),
];

describe('beacon.detect', () => {
  test('one row for each pair, the surest beacon first', async () => {
    const found = await run(flows, 'beacon.detect');
    const shown = found.toRows().map((row) => [row['SourceIp'], row['DestinationIp'], row['isBeacon'], row['events']]);
    expect(shown.slice(0, 2)).toEqual([
      ['a', 'x', true, 40],
      [null, 'x', true, 20],
    ]);
    expect(shown.at(-1)).toEqual(['a', 'y', false, 1]);
    expect(found.size).toBe(4);
    expect(found.row(0)).toMatchObject({ loss: 0, firstSeen: new Date(start), lastSeen: new Date(start + 11_700_000) });
    expect(found.cell(0, 'period')).toBeCloseTo(300, 0);
    expect(found.row(3)).toMatchObject({ period: null, pValue: null, confidence: 0 });
  });

  test.each([
    ['seconds', 1],
    ['milliseconds', 1_000],
  ])('numbers that are %s', async (timeUnit, scale) => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ edge: 'e', at: scale * (1_669_852_800 + 120 * i) }));
    const found = await run(rows, 'beacon.detect', { groupBy: ['edge'], timeColumn: 'at', timeUnit });
    expect(found.cell(0, 'period')).toBeCloseTo(120, 0);
    expect(found.cell(0, 'firstSeen')).toEqual(new Date('2022-12-01T00:00:00Z'));
  });

  test('events without a time do not count; NaN, Infinity, nothing at all', async () => {
    const rows = [1, NaN, Infinity, null].map((at) => ({ edge: 'e', at }));
    const found = await run(Table.fromRows(rows), 'beacon.detect', { groupBy: ['edge'], timeColumn: 'at' });
    expect(found.row(0)).toMatchObject({ events: 1, isBeacon: false });
    const none = await run(Table.fromRows([{ edge: 'e', at: null }]), 'beacon.detect', {
      groupBy: ['edge'],
      timeColumn: 'at',
    });
    expect(none.row(0)).toMatchObject({ events: 0, firstSeen: null });
    expect((await run(Table.fromRows(flows).head(0), 'beacon.detect')).size).toBe(0);
  });

  test.each([
    ['a column that is not there', { groupBy: ['SourceIP'] }, /Did you mean 'SourceIp'/],
    ['a column of times that is not there', { timeColumn: 'TimeGenerate' }, /Did you mean 'TimeGenerated'/],
    ['times that are texts of another kind', { timeColumn: 'DestinationIp' }, /is not an ISO 8601 time/],
    ['a p-value above 1', { maxPValue: 2 }, /maxPValue/],
  ])('%s: an error', async (_, options, message) => {
    await expect((async () => run(flows, 'beacon.detect', options))()).rejects.toThrow(message);
  });

  test('a cancellation arrives while it computes', async () => {
    const session = await createSession({ plugins: [beacon] });
    const controller = new AbortController();
    const rows = Array.from({ length: 40_000 }, (_, i) => ({ edge: i % 400, at: 60 * i + ((i * 7919) % 37) }));
    const result = session
      .from(rows)
      .verb('beacon.detect', { groupBy: ['edge'], timeColumn: 'at' })
      .run({
        signal: controller.signal,
        onProgress: ({ total }) => total > 0 && controller.abort(),
      });
    await expect(result).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });
});
