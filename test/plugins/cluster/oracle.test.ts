import { readCsv, Table } from '@pivotkit/core';
import { charOrdScore, cluster, crc32Hash, delimCount, delimHash, tokenCount } from '@pivotkit/plugin-cluster';
import { describe, expect, test } from 'vitest';
import { verbRunner } from '../../support/run-verb.ts';
import {
  hasOracle,
  oracleColumn,
  oracleFolder,
  oracleJson,
  oracleText,
  oracleTime,
  type OracleTable,
} from '../../support/oracle.ts';

const runVerb = await verbRunner(cluster);
const features = (table: Table<object>): Promise<Table> => runVerb(table, 'cluster.features');

interface Variant {
  readonly name?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly labels?: readonly number[];
  readonly clustered?: OracleTable;
  readonly error?: string;
  readonly x_normalized?: readonly (readonly number[])[];
  readonly core_sample_indices?: readonly number[];
  readonly boundary?: { readonly rel_margin: number | null } | null;
}

interface Expected {
  readonly features: OracleTable;
  readonly variants: readonly Variant[];
}

/** Parameters of the peer as options. */
const optionsOf = (params: Variant['params'], more: object = {}): object => ({
  clusterColumns: params['cluster_columns'],
  timeColumn: params['time_column'],
  maxClusterDistance: params['max_cluster_distance'] ?? 0.01,
  minClusterSamples: params['min_cluster_samples'] ?? 2,
  normalize: params['normalize'] ?? true,
  metric: params['metric'] ?? 'euclidean',
  ...more,
});

const run = (table: Table<object>, options: object): Promise<Table> => runVerb(table, 'cluster.dbscan', options);

/** Labels, exemplars, sizes and times of one variant are the peer's; times of noise are those of the row itself. */
async function compare(table: Table<object>, { params, labels, clustered }: Variant, more: object = {}): Promise<void> {
  const all = await run(table, optionsOf(params, { rows: 'all', ...more }));
  expect(all.cells('ClusterId')).toEqual(labels);
  if (clustered === undefined) return;
  const positions = Table.fromRows(table.rows()).derive({ position: (_row, i) => i });
  const one = await run(positions, optionsOf(params, more));
  expect(one.cells('position')).toEqual(clustered.index);
  for (const name of ['Clustered', 'ClusterId', 'ClusterSize'])
    expect(one.cells(name)).toEqual(oracleColumn(clustered, name));
  const isCluster = (_: unknown, i: number): boolean => one.cell(i, 'Clustered') === true;
  for (const name of ['FirstEventTime', 'LastEventTime'])
    expect(one.cells(name).map(Number).filter(isCluster)).toEqual(
      oracleColumn(clustered, name).map(oracleTime).filter(isCluster),
    );
}

const helpers = 'eventcluster-helpers';

describe.skipIf(!hasOracle(helpers))(`features of texts (needs ${oracleFolder}/${helpers})`, () => {
  const texts = oracleJson<{ scalar: { s: string }[] }>(helpers).scalar ?? [];
  test.each(texts)('$s', (expected) => {
    const { s } = expected;
    expect({
      char_ord_score: charOrdScore(s),
      char_ord_score_scale7: charOrdScore(s, 7),
      char_ord_score_scale1000: charOrdScore(s, 1000),
      delim_count: delimCount(s),
      delim_hash: delimHash(s),
      token_count: tokenCount(s),
      token_count_backslash: tokenCount(s, '\\'),
      crc32_hash: crc32Hash(s),
    }).toEqual({ ...expected, s: undefined });
  });
});

describe.skipIf(!hasOracle(helpers))(`features of a column (needs ${oracleFolder}/${helpers})`, () => {
  const { scalar = [], df = {} } = oracleJson<{ scalar: { s: string }[]; df: Record<string, number[]> }>(helpers);

  test('as many delimiters, tokens, and the same checksums, row by row', async () => {
    const table = Table.fromColumns({ s: scalar.map(({ s }) => s) });
    const made = await runVerb(table, 'cluster.textFeatures', { column: 's' });
    expect(made.cells('delimCount')).toEqual(df['delim_count_df']);
    expect(made.cells('tokenCount')).toEqual(df['token_count_df']);
    expect(made.cells('crc32Hash')).toEqual(df['crc32_hash_df']);
    // With a scale the peer rounds one text down and a column not; here a column has no scale.
    expect(made.cells('charOrdScore').map((score) => Number(score) / 7)).toEqual(df['char_ord_score_df_scale7']);
  });
});

const few = 'eventcluster-procs363';

describe.skipIf(!hasOracle(few))(`363 processes, published 62 (needs ${oracleFolder}/${few})`, async () => {
  const expected = oracleJson<Expected>(few);
  const table = hasOracle(few) ? await features(readCsv(oracleText(few, 'input.csv'))) : undefined;

  test.each(expected.features?.columns ?? [])('the feature %s of every row', (name) => {
    const peer = oracleColumn(expected.features!, name);
    const ours = table!.cells(name);
    // Logarithms of two libraries may differ in the last digit.
    if (name.includes('Log')) expect(ours.map((cell, i) => Number(cell) - Number(peer[i])).every(tiny)).toBe(true);
    else expect(ours).toEqual(peer);
  });

  test.each((expected.variants ?? []).map((variant) => [JSON.stringify(variant.params), variant] as const))(
    '%s',
    async (_, variant) => compare(table!, variant),
  );

  test('points as scikit-learn normalises them, and the same core points', () => {
    const { x_normalized: points = [], core_sample_indices: cores, labels, params } = published(expected.variants);
    const flat = Float64Array.from(points.flat());
    const width = points[0]?.length ?? 0;
    expect(width).toBe(3);
    const numbers = (params['cluster_columns'] as string[]).map((name) => table!.cells(name).map(Number));
    points.forEach((point, row) => {
      const own = numbers.map((column) => column[row] ?? NaN);
      const length = Math.hypot(...own);
      point.forEach((value, i) => expect(value).toBeCloseTo((own[i] ?? NaN) / length, 14));
    });
    // A core point has two neighbours within the distance, itself counted.
    const near = (a: number, b: number): boolean =>
      Math.hypot(...[0, 1, 2].map((i) => (flat[a * width + i] ?? 0) - (flat[b * width + i] ?? 0))) <= 0.0001;
    const core = points.flatMap((_, a) => (points.filter((__, b) => near(a, b)).length >= 2 ? [a] : []));
    expect(core).toEqual(cores);
    expect(labels?.flatMap((label, row) => (label === -1 ? [] : [row]))).toEqual(cores);
  });

  test('62 events of 363', async () => {
    expect((await run(table!, { timeColumn: 'TimeGenerated' })).size).toBe(62);
  });
});

const published = ([first]: readonly Variant[] = []): Variant => first ?? { params: {} };
const textCell = (cell: unknown): string => (typeof cell === 'string' ? cell : '');
const tiny = (difference: number): boolean => Math.abs(difference) < 1e-14;

const logons = 'eventcluster-hostlogons';

describe.skipIf(!hasOracle(logons))(`14 logons, published 3 (needs ${oracleFolder}/${logons})`, async () => {
  const expected = oracleJson<Expected>(logons);
  const read = hasOracle(logons)
    ? readCsv(oracleText(logons, 'input.csv'), { types: { LogonType: 'number', TimeGenerated: 'time' } })
    : undefined;
  const table = read?.derive({
    AccountNum: (row) => charOrdScore(textCell(row['Account'])),
    LogonHour: (row) => (row['TimeGenerated'] as Date).getUTCHours(),
  });

  const variants = expected.variants ?? [];
  test.each(variants.slice(0, 7).map((variant) => [variant.name, variant] as const))('%s', async (_, variant) =>
    compare(table!, variant),
  );

  test('the account by its feature, without a column of its own', async () => {
    const clusterColumns = [{ column: 'Account', feature: 'charOrdScore' }, 'LogonType'];
    expect((await run(read!, { clusterColumns })).size).toBe(3);
  });

  const named = (name: string): Variant => variants.find((variant) => variant.name === name) ?? { params: {} };

  test('first row only', () => compare(table!.head(1), named('first row only')));

  test('empty frame: an empty table with the columns, where the peer raises', async () => {
    expect(named('empty frame').error).toContain('0 sample');
    const empty = await run(table!.head(0), optionsOf(named('empty frame').params));
    expect([empty.size, empty.hasColumn('ClusterId')]).toEqual([0, true]);
  });

  test('a missing number: an error with column and row, or noise', async () => {
    const gap = table!.derive({ LogonType: (row, i) => (i === 3 ? null : row['LogonType']) }, { overwrite: true });
    const options = optionsOf(named('row 3 LogonType=NaN').params);
    await expect(run(gap, options)).rejects.toThrow(/'LogonType', row 3: an empty cell is not a finite number/);
    const noise = await run(gap, { ...options, missing: 'noise', rows: 'all' });
    expect(noise.cell(3, 'ClusterId')).toBe(-1);
  });

  test('rows of zeros', () => {
    const zeros = table!.derive(
      {
        AccountNum: (row, i) => (i === 2 || i === 5 ? 0 : row['AccountNum']),
        LogonType: (row, i) => (i === 2 || i === 5 ? 0 : row['LogonType']),
      },
      { overwrite: true },
    );
    return compare(zeros, named('rows 2,5 all-zero features'));
  });
});

const many = 'eventcluster-procs23k';

describe.skipIf(!hasOracle(many))(`22,979 processes (needs ${oracleFolder}/${many})`, async () => {
  const expected = oracleJson<Expected & { ml_notebook_rarity: OracleTable }>(many);
  const table = hasOracle(many)
    ? (await features(readCsv(oracleText(many, 'input.csv')))).derive({
        accountNum: (row) => charOrdScore(textCell(row['Account'])),
      })
    : undefined;

  test.each(expected.features?.columns ?? [])('the feature %s of every row', (name) => {
    expect(table!.cells(name)).toEqual(oracleColumn(expected.features!, name));
  });

  test.each((expected.variants ?? []).map((variant) => [JSON.stringify(variant.params), variant] as const))(
    '%s',
    async (_, variant) => compare(table!, variant),
  );

  const sessions = async (rows: Table<object>): Promise<unknown[][]> => {
    const clusterColumns = ['commandlineTokensFull', 'pathScore', 'accountNum', 'isSystemSession'];
    const ranked = await runVerb(rows, 'cluster.rareSessions', { clusterColumns });
    return ranked
      .toRows()
      .map((row) => [row['SubjectUserName'], row['SubjectLogonId'], row['Rarity'], row['ProcessCount']]);
  };

  test('sessions by rarity: in the order published, all 22,979 processes counted', async () => {
    const ours = await sessions(table!);
    const peer = expected.ml_notebook_rarity!.data;
    expect(ours.map(([, id]) => id).slice(0, 4)).toEqual(peer.map(([, id]) => id).slice(0, 4));
    expect(ours.reduce((sum, [, , , count]) => sum + Number(count), 0)).toBe(22_979);
    expect(peer.reduce((sum, [, , , count]) => sum + Number(count), 0)).toBe(22_969);
    const byId = new Map(ours.map((row) => [`${String(row[0])} ${String(row[1])}`, row]));
    for (const [user, id, rarity, count] of peer) {
      const [, , ourRarity, ourCount] = byId.get(`${String(user)} ${String(id)}`) ?? [];
      // Where the peer loses no row the numbers are its own.
      if (ourCount === count) expect(Number(ourRarity)).toBeCloseTo(Number(rarity), 12);
      else expect(Number(ourCount)).toBeGreaterThan(Number(count));
    }
  });
});
