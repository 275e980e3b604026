import { createSession, Table } from '@pivotkit/core';
import { cluster } from '@pivotkit/plugin-cluster';
import { describe, expect, test } from 'vitest';
import { verbRunner } from '../../support/run-verb.ts';

const session = await createSession({ plugins: [cluster] });

const run = await verbRunner(cluster);

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));

describe('cluster.features', () => {
  test('paths of Windows and Linux, under the names their sources have', async () => {
    const linux = await run([{ exe: '/usr/bin/bash', cmdline: 'bash -c id', auid: '4294967295' }], 'cluster.features');
    expect(linux.row(0)).toMatchObject({ processName: 'bash', commandlineTokensFull: 3, isSystemSession: true });
    const defender = await run(
      [{ FolderPath: String.raw`C:\Windows\cmd.exe`, ProcessCommandLine: 'cmd', LogonId: 999 }],
      'cluster.features',
    );
    expect(defender.row(0)).toMatchObject({ processName: 'cmd.exe', commandlineLen: 3, isSystemSession: true });
  });

  test('null is an empty text; without a column of sessions nothing is said of them', async () => {
    const rows = [
      { NewProcessName: null, CommandLine: null },
      { NewProcessName: 'a', CommandLine: '' },
    ];
    const added = await run(Table.fromRows(rows), 'cluster.features');
    const zeros = { pathScore: 0, pathLogScore: 0, pathHash: 0, commandlineLen: 0, commandlineTokensHash: 0 };
    expect(added.row(0)).toMatchObject({ ...zeros, processName: null, isSystemSession: null });
    const none = Table.fromColumns({ NewProcessName: [null, null], CommandLine: [null, null] });
    expect((await run(none, 'cluster.features')).cells('pathScore')).toEqual([0, 0]);
  });

  test.each([
    ['a wrong name, with the nearest', { commandLineColumn: 'ComandLine' }, "Did you mean 'CommandLine'?"],
    ['an unknown option', { pathSeparator: '/' }, 'pathSeparator'],
  ])('%s', async (_, options, message) => {
    const rows = [{ NewProcessName: 'a', CommandLine: 'b' }];
    await expect((async () => run(rows, 'cluster.features', options))()).rejects.toThrow(message);
  });

  test('a table without paths says which names are looked for', async () => {
    await expect(run([{ CommandLine: 'b' }], 'cluster.features')).rejects.toThrow(/'NewProcessName' \(nor FolderPath/);
  });

  test('one command line of 10 MB among others', async () => {
    const rows = [
      { NewProcessName: 'a', CommandLine: 'x'.repeat(10_000_000) },
      { NewProcessName: 'a', CommandLine: '' },
    ];
    expect((await run(rows, 'cluster.features')).cells('commandlineLen')).toEqual([10_000_000, 0]);
  });
});

describe('cluster.textFeatures', () => {
  test('of any column of texts, numbers and booleans; null is the empty text', async () => {
    const added = await run([{ value: 'a b' }, { value: null }], 'cluster.textFeatures', { column: 'value' });
    expect(added.cells('tokenCount')).toEqual([2, 1]);
    const numbers = await run([{ value: 12 }], 'cluster.textFeatures', { column: 'value' });
    expect(numbers.cells('charOrdScore')).toEqual([99]);
  });

  test('a column of lists is refused', async () => {
    await expect(run([{ value: [1] }], 'cluster.textFeatures', { column: 'value' })).rejects.toThrow(/text is needed/);
  });
});

describe('cluster.dbscan', () => {
  const events = [
    { id: 1, x: 1, y: 10, TimeGenerated: at(5) },
    { id: 2, x: 900, y: 1, TimeGenerated: at(1) },
    { id: 3, x: 1, y: 10, TimeGenerated: at(2) },
    { id: 4, x: 5, y: 5, TimeGenerated: at(9) },
    { id: 5, x: 1, y: 10, TimeGenerated: null },
  ];
  const clusterColumns = ['x', 'y'];

  test('one row for each cluster and for each row like no other, each with its own times', async () => {
    const found = await run(events, 'cluster.dbscan', { clusterColumns });
    const shown = found
      .toRows()
      .map(({ id, ClusterId, ClusterSize, FirstEventTime, LastEventTime }) => [
        id,
        ClusterId,
        ClusterSize,
        FirstEventTime,
        LastEventTime,
      ]);
    expect(shown).toEqual([
      [2, -1, 1, at(1), at(1)],
      [4, -1, 1, at(9), at(9)],
      [1, 0, 3, at(2), at(5)],
    ]);
  });

  test('all rows, in their order', async () => {
    const all = await run(events, 'cluster.dbscan', { clusterColumns, rows: 'all' });
    expect(all.cells('ClusterId')).toEqual([0, -1, 0, -1, 0]);
    expect(all.cells('id')).toEqual([1, 2, 3, 4, 5]);
  });

  test.each([
    [
      'row: directions count',
      [
        [1, 1],
        [50, 50],
        [1, 0],
      ],
      'row',
      [0, 0, -1],
    ],
    [
      'none: numbers as they are',
      [
        [1, 1],
        [50, 50],
        [1, 1],
      ],
      false,
      [0, -1, 0],
    ],
    [
      'row: zeros stay zeros',
      [
        [0, 0],
        [0, 0],
        [1, 0],
      ],
      true,
      [0, 0, -1],
    ],
    [
      'row: beyond the square root of the greatest number',
      [
        [1e300, 1e300],
        [1, 1],
        [1, 0],
      ],
      'row',
      [0, 0, -1],
    ],
    [
      'column: units do not count',
      [
        [1, 1e9],
        [1, 1e9],
        [2, 2e9],
      ],
      'column',
      [0, 0, -1],
    ],
  ] as const)('normalize %s', async (_, points, normalize, expected) => {
    const rows = points.map(([x, y]) => ({ x, y }));
    const all = await run(rows, 'cluster.dbscan', { clusterColumns, normalize, rows: 'all', maxClusterDistance: 1e-6 });
    expect(all.cells('ClusterId')).toEqual(expected);
  });

  test('`column` is (x - mean) / standard deviation of the population over the rows, duplicates counted', async () => {
    // Scores of 0, 0, 0, 4: mean 1, deviation √3; so they lie 4/√3 = 2.3094 apart.
    const rows = [{ x: 0 }, { x: 0 }, { x: 0 }, { x: 4 }];
    const labels = async (maxClusterDistance: number): Promise<unknown> =>
      (
        await run(rows, 'cluster.dbscan', {
          clusterColumns: ['x'],
          normalize: 'column',
          maxClusterDistance,
          rows: 'all',
        })
      ).cells('ClusterId');
    expect([await labels(2.309), await labels(2.31)]).toEqual([
      [0, 0, 0, -1],
      [0, 0, 0, 0],
    ]);
  });

  test.each([
    ['a column that is not there, with the nearest name', { clusterColumns: ['X', 'yy'] }, "There is no column 'X'"],
    ['a text that is no number', { clusterColumns: ['word'] }, '\'word\', row 0: "abc" is not a number'],
    ['an infinite number', { clusterColumns: ['infinite'] }, 'row 0: "Infinity" is not a finite number'],
    [
      'a column without any value',
      { clusterColumns: ['nothing'] },
      "'nothing', row 0: an empty cell is not a finite number",
    ],
    ['a feature that does not exist', { clusterColumns: [{ column: 'word', feature: 'len' }] }, 'clusterColumns'],
    ['a distance below 0', { maxClusterDistance: -1 }, 'maxClusterDistance'],
    ['a distance that is no number', { maxClusterDistance: NaN }, 'maxClusterDistance'],
    ['no columns', { clusterColumns: [] }, 'clusterColumns'],
  ])('%s', async (_, options, message) => {
    const rows = [{ x: 1, y: 2, word: 'abc', infinite: Infinity, nothing: null }];
    await expect((async () => run(rows, 'cluster.dbscan', options))()).rejects.toThrow(message);
  });

  test('all rows equal, one row, no row', async () => {
    const equal = Array.from({ length: 1_000 }, () => ({ x: 1, y: 1 }));
    expect((await run(equal, 'cluster.dbscan', { clusterColumns })).toRows()).toMatchObject([{ ClusterSize: 1_000 }]);
    expect((await run([{ x: 1, y: 1 }], 'cluster.dbscan', { clusterColumns })).row(0)).toMatchObject({ ClusterId: -1 });
    const none = Table.fromColumns({ x: [] as number[], y: [] as number[] });
    expect((await run(none, 'cluster.dbscan', { clusterColumns })).size).toBe(0);
  });

  test('a filtered and sorted table is clustered as it is seen', async () => {
    const table = Table.fromRows(events)
      .filter(({ id }) => id !== 1)
      .sort({ column: 'id', descending: true });
    const all = await run(table, 'cluster.dbscan', { clusterColumns, rows: 'all' });
    expect(all.toRows().map(({ id, ClusterId }) => [id, ClusterId])).toEqual([
      [5, 0],
      [4, -1],
      [3, 0],
      [2, -1],
    ]);
  });

  test('twice over the same table: the column is taken', async () => {
    const once = await run(events, 'cluster.dbscan', { clusterColumns });
    await expect(run(once, 'cluster.dbscan', { clusterColumns })).rejects.toMatchObject({ code: 'TABLE_COLUMN_TAKEN' });
  });

  test('a cancellation arrives while it computes, and progress is told', async () => {
    const size = 150_000;
    const spread = (factor: number): Float64Array => Float64Array.from({ length: size }, (_, i) => (i * factor) % 1);
    const table = Table.fromColumns({ x: spread(0.618_033_988_75), y: spread(0.754_877_666_25) });
    const controller = new AbortController();
    const reports: number[] = [];
    const result = session
      .from(table)
      .verb('cluster.dbscan', { clusterColumns: ['x', 'y'], normalize: false, maxClusterDistance: 0.001 })
      .run({
        signal: controller.signal,
        onProgress: ({ total, done }) => {
          if (total > 0) reports.push(done);
          if (total > 0) controller.abort();
        },
      });
    await expect(result).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    expect(reports.length).toBeGreaterThan(0);
  });
});

describe('cluster.rareSessions', () => {
  const events = [
    { user: 'a', session: 1, x: 1, what: 'common' },
    { user: 'a', session: 1, x: 1, what: 'common' },
    { user: 'b', session: 1, x: 1, what: 'common' },
    { user: 'b', session: 1, x: 7, what: 'rare' },
    { user: null, session: 2, x: 1, what: 'common' },
  ];
  const options = { clusterColumns: ['x'], normalize: false, sessionColumns: ['user', 'session'] };

  test('the rarest first, each with its rarest event', async () => {
    const ranked = await run(events, 'cluster.rareSessions', options);
    expect(
      ranked
        .toRows()
        .map(({ user, what, Rarity, ProcessCount, RarestClusterSize }) => [
          user,
          what,
          Rarity,
          ProcessCount,
          RarestClusterSize,
        ]),
    ).toEqual([
      ['b', 'rare', (1 / 4 + 1) / 2, 2, 1],
      ['a', 'common', 1 / 4, 2, 4],
      [null, 'common', 1 / 4, 1, 4],
    ]);
  });

  test('of nothing gives nothing', async () => {
    const none = Table.fromColumns({ user: [] as string[], session: [] as number[], x: [] as number[] });
    expect((await run(none, 'cluster.rareSessions', options)).size).toBe(0);
  });

  test('a session column that is not there', async () => {
    const wrong = { ...options, sessionColumns: ['usr'] };
    await expect(run(events, 'cluster.rareSessions', wrong)).rejects.toThrow("Did you mean 'user'?");
  });
});
