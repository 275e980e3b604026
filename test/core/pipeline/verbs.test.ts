import { count, createSession, PivotKitError, sum, Table, type Pipeline, type Row } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';

const flows = [
  { host: 'A', bytes: 5, tags: ['x', 'y'], raw: '{"n":1}' },
  { host: 'B', bytes: null, tags: [], raw: 'no' },
  { host: 'A', bytes: 7, tags: ['x'], raw: null },
];
const owners = Table.fromRows([
  { host: 'A', owner: 'Marsh' },
  { host: 'C', owner: 'Dale' },
]);
const session = await createSession();
const from = () => session.from(flows);

/** The same rows in two batches, so that steps meet the rows of both only where they gather them. */
const inBatches = () =>
  session.from({
    text: 'flows',
    async *batches() {
      yield Table.fromRows(flows.slice(0, 2));
      yield Table.fromRows(flows.slice(2));
    },
  });

type From = ReturnType<typeof from>;

interface Runnable {
  readonly columns: readonly string[] | undefined;
  run(): Promise<{ readonly columnNames: readonly string[]; toRows(): readonly object[] }>;
}

const cases: readonly (readonly [string, (pipeline: From) => Runnable, readonly Row[]])[] = [
  ['drop', (p) => p.drop('bytes', 'tags', 'raw'), [{ host: 'A' }, { host: 'B' }, { host: 'A' }]],
  [
    'rename',
    (p) => p.select('host', 'bytes').rename({ host: 'bytes', bytes: 'host' }),
    [
      { bytes: 'A', host: 5 },
      { bytes: 'B', host: null },
      { bytes: 'A', host: 7 },
    ],
  ],
  [
    'derive',
    (p) => p.select('host', 'bytes').derive({ double: ({ bytes }) => (bytes === null ? null : bytes * 2) }),
    [
      { host: 'A', bytes: 5, double: 10 },
      { host: 'B', bytes: null, double: null },
      { host: 'A', bytes: 7, double: 14 },
    ],
  ],
  ['distinct', (p) => p.select('host').distinct(), [{ host: 'A' }, { host: 'B' }]],
  ['distinct by a column', (p) => p.distinct('host').select('bytes'), [{ bytes: 5 }, { bytes: null }]],
  ['slice', (p) => p.select('bytes').slice(1), [{ bytes: null }, { bytes: 7 }]],
  ['head', (p) => p.select('bytes').head(2), [{ bytes: 5 }, { bytes: null }]],
  [
    'group',
    (p) => p.groupBy('host').summarize({ flows: count(), total: sum('bytes') }),
    [
      { host: 'A', flows: 2, total: 12 },
      { host: 'B', flows: 1, total: null },
    ],
  ],
  [
    'explode',
    (p) => p.select('host', 'tags').explode('tags'),
    [
      { host: 'A', tags: 'x' },
      { host: 'A', tags: 'y' },
      { host: 'B', tags: null },
      { host: 'A', tags: 'x' },
    ],
  ],
  ['parse JSON', (p) => p.select('raw').parseJson('raw'), [{ raw: { n: 1 } }, { raw: 'no' }, { raw: null }]],
  [
    'flatten',
    (p) => p.select('raw').parseJson('raw', { onError: 'null' }).flatten('raw').slice(0, 1),
    [{ 'raw.n': 1 }],
  ],
  [
    'concat',
    (p) => p.select('host').concat(Table.fromRows([{ host: 'Z' }])),
    [{ host: 'A' }, { host: 'B' }, { host: 'A' }, { host: 'Z' }],
  ],
  [
    'join',
    (p) => p.select('host').join(owners, { on: 'host' }),
    [
      { host: 'A', owner: 'Marsh' },
      { host: 'B', owner: null },
      { host: 'A', owner: 'Marsh' },
    ],
  ],
  [
    'outer join',
    (p) => p.select('host').join(owners, { on: 'host', how: 'outer', prefix: 'right_' }),
    [
      { host: 'A', right_owner: 'Marsh' },
      { host: 'B', right_owner: null },
      { host: 'A', right_owner: 'Marsh' },
      { host: 'C', right_owner: 'Dale' },
    ],
  ],
];

describe('verbs of the table as steps', () => {
  test.each(cases)('%s', async (_, build, rows) => {
    const pipeline = build(from());
    const result = await pipeline.run();
    expect(result.toRows()).toEqual(rows);
    expect(pipeline.columns ?? result.columnNames).toEqual(result.columnNames);
  });

  test.each(cases)('%s gives the same in batches', async (_, build, rows) => {
    expect((await build(inBatches()).run()).toRows()).toEqual(rows);
  });
});

describe('mistakes are told before anything runs', () => {
  const loose = (): Pipeline => from() as unknown as Pipeline;
  const table = owners as unknown as Table;
  test.each<[string, () => unknown, string, string]>([
    ['drop', () => loose().drop('hots'), 'TABLE_COLUMN_MISSING', "Did you mean 'host'?"],
    ['rename', () => loose().rename({ hots: 'x' }), 'TABLE_COLUMN_MISSING', "Did you mean 'host'?"],
    ['rename to a name that is taken', () => loose().rename({ host: 'bytes' }), 'TABLE_COLUMN_TAKEN', "'bytes'"],
    ['derive', () => loose().derive({ host: () => 1 }), 'TABLE_COLUMN_TAKEN', "'host'"],
    ['distinct', () => loose().distinct('byte'), 'TABLE_COLUMN_MISSING', "Did you mean 'bytes'?"],
    ['group', () => loose().groupBy('hots').summarize({ n: count() }), 'TABLE_COLUMN_MISSING', "'host'"],
    [
      'aggregate',
      () =>
        loose()
          .groupBy('host')
          .summarize({ n: sum('byte') }),
      'TABLE_COLUMN_MISSING',
      "'bytes'",
    ],
    ['explode', () => loose().explode('tag'), 'TABLE_COLUMN_MISSING', "'tags'"],
    ['parse JSON', () => loose().parseJson('rav'), 'TABLE_COLUMN_MISSING', "'raw'"],
    ['join', () => loose().join(table, { on: 'owner' }), 'TABLE_COLUMN_MISSING', "'owner'"],
    ['key of the right', () => loose().join(table, { left: 'host', right: 'hots' }), 'TABLE_COLUMN_MISSING', "'host'"],
    [
      'column of the right',
      () =>
        loose()
          .derive({ owner: () => 1 })
          .join(table, { on: 'host' }),
      'TABLE_COLUMN_TAKEN',
      'owner',
    ],
  ])('%s', (_, build, code, text) => {
    let error: unknown;
    try {
      build();
    } catch (thrown) {
      error = thrown;
    }
    expect(PivotKitError.is(error) && error.code).toBe(code);
    expect(String(error)).toContain(text);
  });
});
