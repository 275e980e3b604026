import {
  createSession,
  definePivot,
  definePlugin,
  defineVerb,
  found,
  number,
  PivotKitError,
  Table,
  text,
  withColumns,
  type BatchSource,
  type Call,
  type Frame,
  type Progress,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { misbehavingPlugin, ownersPlugin } from '../../support/plugins.ts';

const rows = [{ ip: '8.8.8.8' }, { ip: 'x' }, { ip: '1.1.1.1' }, { ip: '8.8.8.8' }];

async function* oneByOne(): AsyncGenerator<Table<{ ip: string }>> {
  for (const row of rows) yield Table.fromRows([row]);
}

const batched: BatchSource<{ ip: string }> = { text: 'one by one', batches: oneByOne };

describe('a plan', () => {
  test('counts distinct entities and says who is told, and asks nobody', async () => {
    let asked = 0;
    const told = misbehavingPlugin(() => (asked++, []), { reaches: 'provider' });
    const session = await createSession({ plugins: [ownersPlugin(), told] });
    const { IpAddress: Ip } = session.entities;
    const pipeline = session
      .from([...rows, { ip: '10.0.0.1' }])
      .filter((row) => row.ip !== '1.1.1.1')
      .pivot(Ip.owners, { column: 'ip' })
      .pivot(Ip.odd, { column: 'ip' })
      .pivot(Ip.neighbours, { column: 'owner' });
    expect((await pipeline.explain()).split('\n')).toEqual([
      'from: 5 rows',
      '1. filter',
      "2. pivot IpAddress.owners of 'ip': 2 distinct entities, 2 to ask, 1 cell is no entity; told: nobody",
      "3. pivot IpAddress.odd of 'ip': 2 distinct entities, 1 to ask, 1 skipped(not-public), 1 cell is no entity; told: odd",
      "4. pivot IpAddress.owners.neighbours of 'owner': how many is known when it runs; told: nobody",
    ]);
    expect(asked).toBe(0);
  });

  test('of rows in batches says that they are', async () => {
    const session = await createSession({ plugins: [ownersPlugin()] });
    const plan = await session.from(batched).pivot(session.entities.IpAddress.owners, { column: 'ip' }).plan();
    expect(plan).toMatchObject({ rows: undefined, steps: [{ pivot: { distinct: undefined } }] });
  });
});

describe('rows in batches', () => {
  test('give what the whole table gives, and each answer is asked for once', async () => {
    const asked: string[] = [];
    const session = await createSession({ plugins: [ownersPlugin(asked)] });
    const { IpAddress: Ip } = session.entities;
    const whole = await session
      .from(rows)
      .pivot(Ip.owners, { column: 'ip' })
      .filter((row) => row.ip !== 'x')
      .run();
    asked.length = 0;
    const streamed = await session
      .from(batched)
      .pivot(Ip.owners, { column: 'ip' })
      .filter((row) => row.ip !== 'x')
      .run();
    expect(streamed.toRows()).toEqual(whole.toRows());
    expect(asked).toEqual(['8.8.8.8', '1.1.1.1']);
    expect(streamed.why(2, 'owner')).toMatchObject({ key: '8.8.8.8', status: 'found' });
  });

  test('come out one by one while steps allow it, and whole from a sort on', async () => {
    const session = await createSession({ plugins: [ownersPlugin()] });
    const pipeline = session.from(batched).pivot(session.entities.IpAddress.owners, { column: 'ip' });
    const sizes = async (frames: AsyncIterable<Frame<object>>): Promise<number[]> => {
      const seen: number[] = [];
      for await (const frame of frames) seen.push(frame.size);
      return seen;
    };
    expect(await sizes(pipeline.batches())).toEqual([1, 1, 1, 1]);
    expect(await sizes(pipeline.sort('ip').batches())).toEqual([4]);
  });
});

test('progress tells step, questions answered and rows', async () => {
  const session = await createSession({ plugins: [ownersPlugin()] });
  const seen: Progress[] = [];
  await session
    .from(rows)
    .pivot(session.entities.IpAddress.owners, { column: 'ip' })
    .run({ onProgress: (progress) => seen.push(progress) });
  expect(seen[0]).toMatchObject({ step: 1, steps: 1, text: "IpAddress.owners of 'ip'", done: 0, total: 2 });
  expect(seen.at(-1)).toMatchObject({ done: 2, total: 2, rows: 4 });
});

test('a verb tells how far it is', async () => {
  const counting = definePlugin({
    name: 'counting',
    version: '1.0.0',
    description: 'Counts',
    verbs: [
      defineVerb({
        name: 'counting.rows',
        description: 'Counts rows',
        options: z.strictObject({}),
        columns: { ip: text('Address') },
        result: 'added-columns',
        run: (table, _, { progress }) => {
          for (let row = 1; row <= table.size; row++) progress(row, table.size);
          return table;
        },
      }),
    ],
  });
  const session = await createSession({ plugins: [counting] });
  const seen: Progress[] = [];
  await session
    .from(rows)
    .verb('counting.rows', {})
    .run({ onProgress: (progress) => seen.push(progress) });
  expect(seen.map(({ done, total }) => `${String(done)}/${String(total)}`)).toEqual([
    '0/0',
    '1/4',
    '2/4',
    '3/4',
    '4/4',
    '4/4',
  ]);
});

test('a verb that streams knows the number of its first row, in each run and behind other steps', async () => {
  const numbering = definePlugin({
    name: 'numbering',
    version: '1.0.0',
    description: 'Numbers rows',
    verbs: [
      defineVerb({
        name: 'numbering.rows',
        description: 'Numbers rows',
        options: z.strictObject({}),
        columns: { at: number('Number of the row') },
        result: 'added-columns',
        streamable: true,
        run: (table, _, { firstRow }) => table.derive({ at: (_row, i) => firstRow + i }),
      }),
    ],
  });
  await using session = await createSession({ plugins: [numbering] });
  const numbered = session.from(batched).filter(({ ip }) => ip !== 'x').verb('numbering.rows', {}); // prettier-ignore
  const expected = [0, 1, 2].map((at) => expect.objectContaining({ at }));
  expect((await numbered.run()).toRows()).toEqual(expected);
  // A second run begins anew.
  expect((await numbered.run()).toRows()).toEqual(expected);
  // From a step on that needs all rows they come at once.
  expect((await session.from(batched).sort('ip').verb('numbering.rows', {}).run()).toRows()).toMatchObject([{ at: 0 }, { at: 1 }, { at: 2 }, { at: 3 }]); // prettier-ignore
});

test('a verb whose column is there already says which verb, and advises what it has', async () => {
  const verb = defineVerb({
    name: 'adding.size',
    description: 'Adds a column',
    options: z.strictObject({}),
    columns: { size: number('A number') },
    result: 'added-columns',
    run: (table) => withColumns(table, { size: { spec: number('A number'), vector: { kind: 'number', numbers: new Float64Array(table.size) } } }), // prettier-ignore
  });
  await using session = await createSession({ plugins: [definePlugin({ name: 'adding', version: '1.0.0', description: 'Adds', verbs: [verb] })] }); // prettier-ignore
  const error: unknown = await session.from([{ size: 1 }]).verb('adding.size', {}).run().catch((reason: unknown) => reason); // prettier-ignore
  expect(error).toMatchObject({ code: 'TABLE_COLUMN_TAKEN' });
  expect(String(error)).toContain("The column 'size' exists already, and 'adding.size' adds one of that name.");
  expect(String(error)).toContain('Rename the one you have first.');
});

describe('cancelling', () => {
  test('before: nothing is asked', async () => {
    const asked: string[] = [];
    const session = await createSession({ plugins: [ownersPlugin(asked)] });
    const run = session
      .from(rows)
      .pivot(session.entities.IpAddress.owners, { column: 'ip' })
      .run({ signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    expect(asked).toEqual([]);
  });

  test('half-way: rejects with what was done, every row still there', async () => {
    const controller = new AbortController();
    let calls = 0;
    const plugin = misbehavingPlugin(
      (inputs) => {
        if (++calls === 2) controller.abort();
        return calls > 1 ? new Promise(() => {}) : inputs.map(() => found({ label: 'done' }));
      },
      { batch: 1 },
    );
    const session = await createSession({ plugins: [plugin] });
    const run = session
      .from(rows)
      .pivot(session.entities.IpAddress.odd, { column: 'ip' })
      .run({ signal: controller.signal });
    const error: unknown = await run.catch((reason: unknown) => reason);
    if (!PivotKitError.is(error)) throw new Error('it was not cancelled');
    expect(error.code).toBe('RUN_CANCELLED');
    const partial = error.details['partial'] as Frame<{ 'odd.status': string }>;
    expect(partial.toRows().map((row) => row['odd.status'])).toEqual([
      'found',
      'skipped(not-an-entity)',
      'skipped(cancelled)',
      'found',
    ]);
  });

  test('in the middle of a verb: as between steps, with the rows it was given', async () => {
    const controller = new AbortController();
    const verb = defineVerb({
      name: 'slow.count',
      description: 'Stops when it is told to',
      options: z.strictObject({}),
      columns: { n: number('A number') },
      result: 'new-table',
      run: (_table, _options, { signal }) => {
        controller.abort();
        signal.throwIfAborted();
        return Table.fromRows([{ n: 1 }]);
      },
    });
    const slow = definePlugin({ name: 'slow', version: '1.0.0', description: 'Is slow', verbs: [verb] });
    const session = await createSession({ plugins: [slow] });
    const run = session.from(rows).verb('slow.count', {}).run({ signal: controller.signal });
    const error: unknown = await run.catch((reason: unknown) => reason);
    if (!PivotKitError.is(error)) throw new Error('it was not cancelled');
    expect(error.code).toBe('RUN_CANCELLED');
    expect((error.details['partial'] as Frame).size).toBe(rows.length);
  });
});

test('tee and display look in passing and change nothing', async () => {
  const printed: string[] = [];
  const session = await createSession({ print: (output) => void printed.push(output) });
  const sizes: number[] = [];
  const frame = await session
    .from(rows)
    .tee((table) => void sizes.push(table.size))
    .display({ title: 'First', rows: 1 })
    .run();
  expect(frame.toRows()).toEqual(rows);
  expect(sizes).toEqual([4]);
  expect(printed.join('')).toMatch(/First\n.*ip[^]*8\.8\.8\.8[^]*3 more rows/);
});

test('a function of the user’s that throws names its step and keeps its cause', async () => {
  const session = await createSession();
  const run = session
    .from(rows)
    .filter(() => {
      throw new RangeError('oops');
    })
    .run();
  await expect(run).rejects.toMatchObject({ code: 'STEP_FAILED', cause: expect.any(RangeError) });
});

test('the time range flows from session to run to call, the nearest wins, and is asked for where it is missing', async () => {
  const seen: unknown[] = [];
  const timed = definePlugin({
    name: 'timed',
    version: '1.0.0',
    description: 'Needs a time range',
    pivots: [
      definePivot({
        name: 'timed',
        description: 'Needs a time range',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { a: text('A') },
        sharing: { reaches: 'nobody' },
        needsTimeRange: true,
        lookup: (inputs, { timeRange }: Call) =>
          inputs.map(() => (seen.push(timeRange?.start.getUTCDate()), found({ a: '' }))),
      }),
    ],
  });
  const day = (n: number) => ({ start: new Date(Date.UTC(2026, 0, n)), end: new Date(Date.UTC(2026, 0, n + 1)) });
  const session = await createSession({ plugins: [timed], timeRange: day(1) });
  const { IpAddress: Ip } = session.entities;
  const pipeline = session.from([{ ip: '8.8.8.8' }]);
  await Ip.timed('8.8.8.8');
  await Ip.timed('8.8.8.8', { timeRange: day(2) });
  await pipeline.pivot(Ip.timed, { column: 'ip' }).run();
  await pipeline.pivot(Ip.timed, { column: 'ip' }).run({ timeRange: day(3) });
  await pipeline.pivot(Ip.timed, { column: 'ip', timeRange: day(4) }).run({ timeRange: day(3) });
  expect(seen).toEqual([1, 2, 1, 3, 4]);
  const without = await createSession({ plugins: [timed] });
  await expect(without.entities.IpAddress.timed('8.8.8.8')).rejects.toMatchObject({ code: 'TIME_RANGE_MISSING' });
  await expect(Ip.timed('8.8.8.8', { timeRange: { start: day(2).end, end: day(2).start } })).rejects.toMatchObject({
    code: 'OPTIONS_INVALID',
  });
});
