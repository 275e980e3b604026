import { readCsv, type Table } from '@pivotkit/core';
import { decompose, timeseries } from '@pivotkit/plugin-timeseries';
import { describe, expect, test } from 'vitest';
import {
  hasOracle,
  oracleColumn,
  oracleFolder,
  oracleJson,
  oracleText,
  type OracleTable,
} from '../../support/oracle.ts';
import { verbRunner } from '../../support/run-verb.ts';

const run = await verbRunner(timeseries);

interface PeerPeriods {
  readonly params: { readonly period?: string; readonly pos_only?: boolean };
  readonly periods: readonly { readonly start: string; readonly end: string }[];
}

interface Variant {
  readonly params: {
    readonly period?: number;
    readonly seasonal?: number;
    readonly score_threshold?: number;
    readonly foo?: number;
  };
  readonly output?: OracleTable;
  readonly n_anomalies_pos?: number;
  readonly n_anomalies_neg?: number;
  readonly error?: string;
  readonly periods?: readonly PeerPeriods[];
  readonly raw_stl_float?: Readonly<Record<'trend' | 'seasonal' | 'resid' | 'weights', readonly number[]>>;
}

interface Expected {
  readonly variants: readonly Variant[];
  readonly apply_threshold_2_5_periods: PeerPeriods & { readonly kql: string };
  readonly set_new_anomaly_threshold: readonly {
    readonly threshold: number;
    readonly threshold_low: number | null;
    readonly anomalies: readonly number[];
  }[];
}

const cases = [
  { name: 'timeseries-demo', dataColumn: 'TotalBytesSent' },
  { name: 'timeseries-failedlogons', dataColumn: 'count' },
  { name: 'timeseries-bytes', dataColumn: 'TotalBytesSent' },
].filter(({ name }) => hasOracle(name));

/** Time and value: other columns of the file are results of others. */
const tableOf = (name: string): Table<object> => {
  const table = readCsv(oracleText(name, 'input.csv'));
  return table.select(...table.columnNames.slice(0, 2));
};

const optionsOf = ({ params }: Variant, dataColumn: string): object => ({
  dataColumn,
  ...(params.period !== undefined && { period: params.period }),
  ...(params.seasonal !== undefined && { seasonal: params.seasonal }),
  ...(params.score_threshold !== undefined && { scoreThreshold: params.score_threshold }),
});

/** Where the peer refuses, and where it takes two periods or fewer and finds all residuals to be 0. */
const isRefused = ({ params, error }: Variant): boolean => error !== undefined || params.period === 600;

describe.skipIf(cases.length === 0)(`series of the peer (needs ${oracleFolder}/timeseries-*)`, () => {
  const variants = cases.flatMap(({ name, dataColumn }) =>
    (oracleJson<Expected>(name).variants ?? []).map(
      (variant) => [`${name} ${JSON.stringify(variant.params)}`, { name, dataColumn, variant }] as const,
    ),
  );

  test.each(variants.filter(([, { variant }]) => !isRefused(variant)))(
    '%s',
    async (_, { name, dataColumn, variant }) => {
      const result = await run(tableOf(name), 'timeseries.anomalies', {
        ...optionsOf(variant, dataColumn),
        rule: 'season',
      });
      const count = (sign: number): number => result.cells('anomalies').filter((cell) => cell === sign).length;
      expect([count(1), count(-1)]).toEqual([variant.n_anomalies_pos, variant.n_anomalies_neg]);
      const peer = variant.output;
      if (peer === undefined) return;
      for (const column of ['residual', 'trend', 'seasonal', 'weights', 'baseline']) {
        // The peer cuts to whole numbers: what it has is ours without the fraction.
        const ours = result.cells(column).map(Number);
        const off = oracleColumn(peer, column).filter((cell, i) => Math.abs(Math.trunc(ours[i]!) - Number(cell)) > 0);
        const rounded = oracleColumn(peer, column).every((cell, i) => Math.abs(ours[i]! - Number(cell)) <= 1 + 1e-6);
        expect([off.length, rounded]).toEqual([0, true]);
      }
      // Cut residuals are off by up to 1, and so are scores by up to 2 over the standard deviation.
      const scores = result.cells('score').map(Number);
      const spread = Math.sqrt(mean(result.cells('residual').map((cell) => Number(cell) ** 2)));
      const offBy = oracleColumn(peer, 'score').map(
        (score, i) => Math.abs(Number(score) - scores[i]!) / (1 + Math.abs(scores[i]!)),
      );
      expect(Math.max(...offBy)).toBeLessThan(2 / spread);
      expect(result.cells('anomalies')).toEqual(oracleColumn(peer, 'anomalies'));
    },
  );

  test.each(variants.filter(([, { variant }]) => isRefused(variant)))(
    '%s: an error',
    async (_, { name, dataColumn, variant }) => {
      const wrong = { ...optionsOf(variant, dataColumn), ...(variant.params.foo && { foo: 1 }) };
      await expect((async () => run(tableOf(name), 'timeseries.anomalies', wrong))()).rejects.toThrow(
        /seasonal|period|foo/,
      );
    },
  );

  test.each(variants.filter(([, { variant }]) => variant.raw_stl_float !== undefined))(
    '%s: to the last digits',
    (_, { name, dataColumn, variant }) => {
      const series = tableOf(name)
        .cells(dataColumn as never)
        .map(Number);
      const { period = 24, seasonal = 7 } = variant.params;
      const parts = decompose(series, { period, seasonal });
      const { trend, seasonal: season, resid } = variant.raw_stl_float!;
      const scale = Math.max(...series.map(Math.abs));
      const largest = (ours: Float64Array, peer: readonly number[]): number =>
        Math.max(...peer.map((value, i) => Math.abs(value - ours[i]!))) / scale;
      expect(largest(parts.trend, trend)).toBeLessThan(1e-12);
      expect(largest(parts.seasonal, season)).toBeLessThan(1e-12);
      expect(largest(parts.residual, resid)).toBeLessThan(1e-12);
    },
  );

  test.each(variants.filter(([, { variant }]) => variant.periods !== undefined))(
    '%s: periods',
    async (_, { variant }) => {
      const { columns, data } = variant.output!;
      const rows = data.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
      for (const { params, periods } of variant.periods!) {
        const options = {
          posOnly: params.pos_only ?? true,
          ...(params.period !== undefined && { period: params.period }),
        };
        const ours = await run(rows, 'timeseries.periods', options);
        expect(spans(ours)).toEqual(periods.map(({ start, end }) => [new Date(start), new Date(end)]));
      }
    },
  );
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const spans = (table: Table): unknown[][] => table.toRows().map((row) => [row['StartTime'], row['EndTime']]);

describe.skipIf(!hasOracle('timeseries-demo'))(`published figures (needs ${oracleFolder}/timeseries-*)`, () => {
  test('anomalies at rows 299, 399 and 599, with their scores', async () => {
    const result = await run(tableOf('timeseries-demo'), 'timeseries.anomalies', { dataColumn: 'TotalBytesSent' });
    const rows = result
      .toRows()
      .flatMap((row, i) => (row['anomalies'] === 1 ? [[i, Number(row['score']).toFixed(6)]] : []));
    expect(rows).toEqual([
      [299, '3.153751'],
      [399, '3.569475'],
      [599, '4.262376'],
    ]);
  });

  test('nine periods of scores from 2.5 on', async () => {
    const result = await run(tableOf('timeseries-demo'), 'timeseries.anomalies', {
      dataColumn: 'TotalBytesSent',
      scoreThreshold: 2.5,
    });
    const found = await run(result, 'timeseries.periods', { posOnly: true });
    const peer = oracleJson<Expected>('timeseries-demo').apply_threshold_2_5_periods!.periods;
    expect(spans(found)).toEqual(peer.map(({ start, end }) => [new Date(start), new Date(end)]));
  });

  const thresholds = oracleJson<Expected>('timeseries-demo').set_new_anomaly_threshold ?? [];

  test.each(thresholds.filter(({ threshold_low: low }) => low === null || low > 0))(
    'another threshold, $threshold and $threshold_low, marks the same rows, high and low',
    async ({ threshold, threshold_low: low, anomalies }) => {
      const result = await run(tableOf('timeseries-demo'), 'timeseries.anomalies', {
        dataColumn: 'TotalBytesSent',
        scoreThreshold: threshold,
        ...(low !== null && { scoreThresholdLow: low }),
      });
      expect(result.cells('anomalies')).toEqual(anomalies);
    },
  );

  test('a low threshold below 0, with which the peer marks nearly all rows, is refused', async () => {
    const wrong = thresholds.find(({ threshold_low: low }) => low !== null && low < 0)!;
    expect(wrong.anomalies.filter((sign) => sign === -1).length).toBeGreaterThan(700);
    const options = { dataColumn: 'TotalBytesSent', scoreThresholdLow: wrong.threshold_low };
    await expect((async () => run(tableOf('timeseries-demo'), 'timeseries.anomalies', options))()).rejects.toThrow(
      /scoreThresholdLow/,
    );
  });

  test('the query of the nine periods holds the times of the peer', async () => {
    const options = { dataColumn: 'TotalBytesSent', scoreThreshold: 2.5 };
    const result = await run(tableOf('timeseries-demo'), 'timeseries.anomalies', options);
    const found = await run(result, 'timeseries.periods', { posOnly: true });
    const instants = (kql: string): number[] =>
      Array.from(kql.matchAll(/datetime\(([^)]+)\)/g), ([, time = '']) => Date.parse(time.replace(' ', 'T')));
    const { kql } = oracleJson<Expected>('timeseries-demo').apply_threshold_2_5_periods!;
    expect(instants(found.cells('Kql').map(String).join(' or '))).toEqual(instants(kql));
    expect(instants(kql)).toHaveLength(18);
  });

  test('three periods of failed logons; with both sides the high one at night, too, which is -1 there', async () => {
    const published = [
      ['2021-11-08T07:00:00Z', '2021-11-08T09:00:00Z'],
      ['2021-11-15T06:00:00Z', '2021-11-15T14:00:00Z'],
      ['2021-11-22T07:00:00Z', '2021-11-22T09:00:00Z'],
    ].map((span) => span.map((text) => new Date(text)));
    const season = await run(tableOf('timeseries-failedlogons'), 'timeseries.anomalies', {
      rule: 'season',
      dataColumn: 'count',
    });
    expect(spans(await run(season, 'timeseries.periods', { posOnly: true }))).toEqual(published);
    const both = await run(tableOf('timeseries-failedlogons'), 'timeseries.anomalies', { dataColumn: 'count' });
    const all = spans(await run(both, 'timeseries.periods', {}));
    expect(all).toEqual(expect.arrayContaining(published));
    expect(all).toContainEqual([new Date('2021-11-14T20:00:00Z'), new Date('2021-11-14T22:00:00Z')]);
  });
});

const forms = 'timeseries-forms';

describe.skipIf(!hasOracle(forms))(`forms of calls (needs ${oracleFolder}/${forms})`, () => {
  const peer = new Map(
    (oracleJson<{ forms: { name: string; output: OracleTable }[] }>(forms).forms ?? []).map((form) => [
      form.name,
      form,
    ]),
  );
  const numbers = {
    types: { TotalBytesSent: 'number', baseline: 'number', score: 'number', anomalies: 'number' },
  } as const;
  const table = readCsv(
    oracleText(forms, 'input.csv') || 'TimeGenerated,TotalBytesSent,baseline,score,anomalies\n',
    numbers,
  ).select('TimeGenerated', 'TotalBytesSent', 'baseline');
  const plain = table.select('TimeGenerated', 'TotalBytesSent');
  const expectPeer = (result: Table, form: string, scale = 1): void => {
    const { output } = peer.get(form)!;
    for (const column of ['residual', 'trend', 'seasonal'])
      expect(oracleColumn(output, column)).toEqual(
        result.cells(column).map((cell) => Math.trunc(Number(cell) / scale) + 0),
      );
  };

  test('columns named, or the first that are numbers', async () => {
    expectPeer(
      await run(plain, 'timeseries.anomalies', { timeColumn: 'TimeGenerated', dataColumn: 'TotalBytesSent' }),
      'time_column+data_column',
    );
    expectPeer(await run(plain, 'timeseries.anomalies'), 'time_column only (first other column)');
  });

  test('times without a column of their own in the peer, which are a column here', async () => {
    expectPeer(await run(plain, 'timeseries.anomalies', { dataColumn: 'TotalBytesSent' }), 'index without a name');
  });

  test('a column called baseline: its name is wanted, so that it must be renamed', async () => {
    const options = { dataColumn: 'baseline' };
    await expect(run(table, 'timeseries.anomalies', options)).rejects.toMatchObject({ code: 'TABLE_COLUMN_TAKEN' });
    const renamed = table.rename({ baseline: 'expected' });
    expectPeer(await run(renamed, 'timeseries.anomalies', { dataColumn: 'expected' }), 'data_column=baseline');
  });

  test('rows in any order give what they give by time, where the peer takes them as they come', async () => {
    const order = [...table.rows()]
      .map((row, i) => ({ ...row, key: (i * 7919) % 240 }))
      .toSorted((a, b) => a.key - b.key);
    const shuffled = order.map(({ TimeGenerated, TotalBytesSent }) => ({ TimeGenerated, TotalBytesSent }));
    expectPeer(await run(shuffled, 'timeseries.anomalies'), 'time_column+data_column');
  });

  test('small numbers keep their fractions, where the peer cuts them to whole ones', async () => {
    const small = plain.derive({ x: (row) => Number(row.TotalBytesSent) / 1e7 }).select('TimeGenerated', 'x');
    const result = await run(small, 'timeseries.anomalies');
    expectPeer(result, 'small floats /1e7');
    const large = await run(plain, 'timeseries.anomalies');
    expect(
      result.cells('score').every((score, i) => Math.abs(Number(score) - Number(large.cell(i, 'score'))) < 1e-6),
    ).toBe(true);
  });

  test('a constant series has no scores and no anomalies', async () => {
    const result = await run(plain.derive({ x: () => 5 }).select('TimeGenerated', 'x'), 'timeseries.anomalies');
    expect(new Set(result.cells('score'))).toEqual(new Set([null]));
    expect(oracleColumn(peer.get('constant series')!.output, 'score').every((score) => score === null)).toBe(true);
    expect(new Set(result.cells('anomalies'))).toEqual(new Set([0]));
  });

  test('one number missing is refused or filled in, where the peer finds nothing, silently', async () => {
    const gap = plain.derive({ x: (row, i) => (i === 10 ? null : row.TotalBytesSent) }).select('TimeGenerated', 'x');
    expect(new Set(oracleColumn(peer.get('NaN in row 10')!.output, 'residual'))).toEqual(new Set([0]));
    await expect(run(gap, 'timeseries.anomalies')).rejects.toThrow(
      /1 intervals have no finite number, the first x at 2019-05-01T16/,
    );
    const filled = await run(gap, 'timeseries.anomalies', { fill: 'linear' });
    expect([filled.cell(10, 'filled'), filled.cell(11, 'filled'), filled.size]).toEqual([true, false, 240]);
  });

  test.each([
    ['too short: 30 rows', 30],
    ['48 rows', 48],
  ])('%s are refused: everything is season then', async (form, size) => {
    expect(new Set(oracleColumn(peer.get(form)!.output, 'residual'))).toEqual(new Set([0]));
    await expect(run(plain.head(size), 'timeseries.anomalies')).rejects.toThrow(/not more than two periods of 24/);
  });
});
