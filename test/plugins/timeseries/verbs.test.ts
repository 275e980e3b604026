import { createSession, Table } from '@pivotkit/core';
import { timeFilter, timeseries } from '@pivotkit/plugin-timeseries';
import { describe, expect, test } from 'vitest';
import { durationMs, durationText } from '../../../plugins/timeseries/src/duration.ts';
import { verbRunner } from '../../support/run-verb.ts';

const run = await verbRunner(timeseries);
const start = Date.UTC(2026, 0, 5);
const hour = 3_600_000;
const at = (i: number, stepMs = hour): Date => new Date(start + i * stepMs);
const usual = (i: number): number => 100 + 30 * Math.sin((2 * Math.PI * i) / 24) + ((i * 7919) % 11);

/** Hourly values of ten days; row 100 is far too high, row 150 far too low. */
const rows = Array.from({ length: 240 }, (_, i) => ({
  TimeGenerated: at(i),
  value: usual(i) + (i === 100 ? 200 : 0) - (i === 150 ? 200 : 0),
  note: `row ${i}`,
}));
const anomalies = (table: Table): [number, unknown][] =>
  table.cells('anomalies').flatMap((sign, i) => (sign === 0 ? [] : [[i, sign] as [number, unknown]]));

describe('timeseries.anomalies', () => {
  test('too high and too low', async () => {
    // Without robustness the outliers leave an echo a day before and behind.
    const found = await run(rows, 'timeseries.anomalies', { robust: true });
    expect(anomalies(found)).toEqual([
      [100, 1],
      [150, -1],
    ]);
    expect(found.cell(100, 'baseline')).toBeCloseTo(usual(100), -2);
    expect(found.columnNames.slice(0, 3)).toEqual(['TimeGenerated', 'value', 'note']);
  });

  test('thresholds of each side', async () => {
    expect(anomalies(await run(rows, 'timeseries.anomalies', { robust: true, scoreThresholdLow: 50 }))).toEqual([
      [100, 1],
    ]);
    expect(
      anomalies(await run(rows, 'timeseries.anomalies', { robust: true, scoreThreshold: 50, scoreThresholdLow: 60 })),
    ).toEqual([]);
  });

  test('missing intervals are refused, or filled by the rule named; other cells of their rows are null', async () => {
    const gap = rows.filter((_, i) => i !== 7 && i !== 8);
    await expect(run(gap, 'timeseries.anomalies')).rejects.toThrow(/2 intervals have no finite number.*07:00:00/);
    const [six, nine] = [rows[6]!.value, rows[9]!.value];
    for (const [fill, seven] of [
      ['zero', 0],
      ['previous', six],
      ['linear', six + (nine - six) / 3],
    ] as const) {
      const filled = await run(gap, 'timeseries.anomalies', { fill });
      expect(filled.row(7)).toMatchObject({ TimeGenerated: at(7), note: null, filled: true });
      expect(filled.cell(7, 'value')).toBeCloseTo(seven, 9);
      expect([filled.size, filled.cell(9, 'filled')]).toEqual([240, false]);
    }
  });

  test('texts stay texts where something was filled in', async () => {
    const texts = rows.map(({ TimeGenerated, value }) => ({ when: TimeGenerated.toISOString(), count: String(value) }));
    const options = { timeColumn: 'when', dataColumn: 'count', fill: 'zero' };
    const filled = await run(texts.toSpliced(5, 1), 'timeseries.anomalies', options);
    expect(filled.row(5)).toMatchObject({ when: '2026-01-05T05:00:00.000Z', count: '0' });
  });

  test.each([
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['null', null],
  ])('%s is a missing value', async (_, value) => {
    const broken = Table.fromRows(rows.map((row, i) => (i === 3 ? { ...row, value } : row)));
    await expect(run(broken, 'timeseries.anomalies')).rejects.toMatchObject({ code: 'VERB_INPUT_UNFIT' });
    expect((await run(broken, 'timeseries.anomalies', { fill: 'linear' })).cell(3, 'filled')).toBe(true);
  });

  test.each([
    ['one row', rows.slice(0, 1), {}, /1 rows .* are not more than two periods/],
    ['two rows of one time', [...rows, rows[9]!], {}, /rows 9 and 240 both are of .* timeseries.summarize/],
    [
      'times that are not regular',
      rows.map((row, i) => (i === 9 ? { ...row, TimeGenerated: new Date(start + 9.5 * hour) } : row)),
      {},
      /row 9 .* no whole number of intervals of 1 h/,
    ],
    [
      'a row without a time',
      rows.map((row, i) => (i === 9 ? { ...row, TimeGenerated: null } : row)),
      {},
      /row 9 has no time/,
    ],
    [
      'no number at all',
      rows.map((row) => ({ ...row, value: null })),
      { dataColumn: 'value', fill: 'zero' },
      /no row has a finite number/,
    ],
    ['a column that is not there', rows, { dataColumn: 'valeu' }, /Did you mean 'value'/],
    ['a text that is no number', rows, { dataColumn: 'note' }, /"row 0" is not a number/],
    ['a period longer than half of the series', rows, { period: 120 }, /not more than two periods of 120/],
    ['an interval that is none', rows, { interval: 'soon' }, /interval/],
    ['an even window', rows, { seasonal: 8 }, /odd/],
    [
      'a distant future',
      [...rows, { ...rows[0]!, TimeGenerated: new Date(8e15) }],
      { fill: 'zero', interval: 1_000 },
      /intervals of 1 s/,
    ],
  ])('%s: an error that says so', async (_, given, options, message) => {
    await expect((async () => run(Table.fromRows<object>(given), 'timeseries.anomalies', options))()).rejects.toThrow(
      message,
    );
  });

  test('of nothing gives nothing, with its columns', async () => {
    const none = await run(Table.fromRows(rows).head(0), 'timeseries.anomalies');
    expect([none.size, none.hasColumn('score')]).toEqual([0, true]);
  });

  test('all equal: no scores, no anomalies', async () => {
    const equal = await run(
      rows.map((row) => ({ ...row, value: 7.1 })),
      'timeseries.anomalies',
    );
    expect([new Set(equal.cells('score')), anomalies(equal)]).toEqual([new Set([null]), []]);
  });

  test.each([
    ['minutes: a day', 60_000, 1_440],
    ['15 minutes: a day', 900_000, 96],
    ['days: a week', 24 * hour, 7],
    ['weeks: at least two', 168 * hour, 2],
  ])('the period of %s', async (_, stepMs, period) => {
    const few = Array.from({ length: 5 }, (_row, i) => ({ TimeGenerated: at(i, stepMs), value: i }));
    const many = run(few.slice(0, 2), 'timeseries.anomalies');
    await expect(many).rejects.toThrow(`two periods of ${period}`);
  });

  test('a cancellation arrives while it computes', async () => {
    const session = await createSession({ plugins: [timeseries] });
    const controller = new AbortController();
    const length = 60_000;
    const table = Table.fromColumns({
      TimeGenerated: Array.from({ length }, (_, i) => at(i, 60_000)),
      value: Float64Array.from({ length }, (_, i) => usual(i)),
    });
    const result = session
      .from(table)
      .verb('timeseries.anomalies', { robust: true, jump: 1 })
      .run({
        signal: controller.signal,
        onProgress: ({ total }) => total > 0 && controller.abort(),
      });
    await expect(result).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });
});

describe('timeseries.periods', () => {
  const signed = (signs: readonly (readonly [hour: number, sign: number])[]) =>
    signs.map(([i, anomalies]) => ({ TimeGenerated: at(i), anomalies }));

  test('anomalies near one another are one period, with its direction', async () => {
    const found = await run(
      signed([
        [5, 1],
        [1, 0],
        [7, -1],
        [30, -1],
        [50, 1],
      ]),
      'timeseries.periods',
    );
    expect(
      found.toRows().map((row) => [row['StartTime'], row['EndTime'], row['AnomalyCount'], row['Direction']]),
    ).toEqual([
      [at(4), at(8), 2, 'both'],
      [at(29), at(31), 1, 'low'],
      [at(49), at(51), 1, 'high'],
    ]);
  });

  test('of high ones alone, in bins of three hours', async () => {
    const found = await run(
      signed([
        [5, 1],
        [30, -1],
      ]),
      'timeseries.periods',
      { posOnly: true, period: '3h' },
    );
    expect(found.toRows()).toMatchObject([{ StartTime: at(0), EndTime: at(6) }]);
  });

  test('conditions for queries', async () => {
    const [row] = (await run(signed([[5, 1]]), 'timeseries.periods')).toRows();
    expect(row).toMatchObject({
      Kql: 'TimeGenerated between (datetime(2026-01-05T04:00:00.000Z) .. datetime(2026-01-05T06:00:00.000Z))',
      Spl: '(_time>=1767585600 AND _time<=1767592800)',
      Sql: `("TimeGenerated" BETWEEN TIMESTAMP '2026-01-05 04:00:00.000+00:00' AND TIMESTAMP '2026-01-05 06:00:00.000+00:00')`,
    });
  });

  test('none, and wrong columns', async () => {
    expect((await run(signed([[1, 0]]), 'timeseries.periods')).size).toBe(0);
    await expect(run(signed([[1, 1]]), 'timeseries.periods', { timeColumn: 'TimeGenerate' })).rejects.toThrow(
      /Did you mean/,
    );
    const untimed = [{ TimeGenerated: null, anomalies: 1 }];
    await expect(run(Table.fromRows(untimed), 'timeseries.periods')).rejects.toThrow(
      /row 0 is an anomaly without a time/,
    );
  });
});

describe('names in queries', () => {
  const span = [{ startMs: 0, endMs: 1_000 }];
  test.each([
    [
      'kql',
      "a'] | drop b ['",
      String.raw`['a\'] | drop b [\''] between (datetime(1970-01-01T00:00:00.000Z) .. datetime(1970-01-01T00:00:01.000Z))`,
    ],
    ['spl', "a' OR 'b", "('a OR b'>=0 AND 'a OR b'<=1)"],
    [
      'sql',
      'a" OR "b',
      `("a"" OR ""b" BETWEEN TIMESTAMP '1970-01-01 00:00:00.000+00:00' AND TIMESTAMP '1970-01-01 00:00:01.000+00:00')`,
    ],
  ] as const)('%s: nothing in a name is read as a query', (language, timeColumn, expected) => {
    expect(timeFilter(span, { language, timeColumn })).toBe(expected);
  });

  test('several spans, and none', () => {
    expect(timeFilter([...span, ...span], { language: 'spl', timeColumn: 't' })).toBe(
      '(t>=0 AND t<=1) OR (t>=0 AND t<=1)',
    );
    expect(timeFilter([], { language: 'kql', timeColumn: 't' })).toBe('false');
    expect(timeFilter([], { language: 'sql', timeColumn: 't' })).toBe('1=0');
  });
});

describe('timeseries.summarize', () => {
  const events = [
    { TimeGenerated: at(2.5), bytes: 10 },
    { TimeGenerated: at(0.1), bytes: 1 },
    { TimeGenerated: at(0.2), bytes: 5 },
    { TimeGenerated: at(2.9), bytes: null },
  ];
  test.each([
    ['count', {}, [2, 0, 2]],
    ['sum', { dataColumn: 'bytes' }, [6, 0, 10]],
    ['mean', { dataColumn: 'bytes', aggregate: 'mean' }, [3, null, 10]],
    ['min', { dataColumn: 'bytes', aggregate: 'min' }, [1, null, 10]],
    ['max', { dataColumn: 'bytes', aggregate: 'max' }, [5, null, 10]],
    ['count of numbers named', { dataColumn: 'bytes', aggregate: 'count' }, [2, 0, 2]],
  ])('%s', async (_, options, values) => {
    const summary = await run(events, 'timeseries.summarize', options);
    expect(summary.cells('TimeGenerated')).toEqual([at(0), at(1), at(2)]);
    expect(summary.cells('value')).toEqual(values);
    expect(summary.cells('rows')).toEqual([2, 0, 2]);
  });

  test('of nothing, of rows without a time, of too many intervals, of a sum of nothing', async () => {
    expect((await run(Table.fromRows(events).head(0), 'timeseries.summarize')).size).toBe(0);
    expect(
      (await run(Table.fromColumns({ TimeGenerated: [null, at(1)] }), 'timeseries.summarize')).cells('value'),
    ).toEqual([1]);
    const far = [...events, { TimeGenerated: new Date(8e15), bytes: 1 }];
    await expect(run(far, 'timeseries.summarize', { interval: '1s' })).rejects.toThrow(/intervals of 1 s/);
    await expect((async () => run(events, 'timeseries.summarize', { aggregate: 'sum' }))()).rejects.toThrow(
      /dataColumn/,
    );
  });

  test('summarized events go straight into anomalies', async () => {
    const many = rows.flatMap(({ TimeGenerated, value }) =>
      Array.from({ length: Math.max(0, Math.round(value)) }, () => ({ TimeGenerated })),
    );
    const summary = await run(many, 'timeseries.summarize');
    expect(anomalies(await run(summary, 'timeseries.anomalies', { robust: true }))).toEqual([
      [100, 1],
      [150, -1],
    ]);
  });
});

test.each([
  ['15min', 900_000, '15 m'],
  ['1h', hour, '1 h'],
  ['h', hour, '1 h'],
  ['1D', 24 * hour, '1 d'],
  ['1.5h', 1.5 * hour, '90 m'],
  [1_500, 1_500, '1500 ms'],
])('the duration %s', (written, milliseconds, shown) => {
  expect([durationMs(written), durationText(milliseconds)]).toEqual([milliseconds, shown]);
});

test.each(['', '1', 'x', '-1h', '0h', 0, NaN, Infinity])('%s is no duration', (written) => {
  expect(durationMs(written)).toBeUndefined();
});
