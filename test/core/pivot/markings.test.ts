import {
  count,
  createSession,
  definePivot,
  definePlugin,
  defineVerb,
  entity,
  found,
  gather,
  Table,
  text,
  type BatchSource,
  type Row,
} from '@pivotkit/core';
import { compareTlp, IpAddress, tlpLevels, type Tlp } from '@pivotkit/entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

/** A source that may be told everything, and a service that may be told up to green; both remember what they heard. */
function sources(answerMarking?: Tlp) {
  const heard: string[] = [];
  const next = definePivot({
    name: 'trusted',
    description: 'Names another address',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns: { next: entity(IpAddress, 'Another address'), remark: text('Remark') },
    sharing: { reaches: 'provider', maxTlp: 'red', provider: 'Trusted' },
    lookup: (inputs) =>
      inputs.map(({ key }) => ({
        ...found({ next: key.replace(/^8/, '9'), remark: `about ${key}` }),
        ...(answerMarking !== undefined && { marking: answerMarking }),
      })),
  });
  const trusted = definePlugin({ name: 'trusted', version: '1.0.0', description: 'Trusted', pivots: [next] });
  const outside = definePlugin({
    name: 'outside',
    version: '1.0.0',
    description: 'A service',
    pivots: [
      definePivot({
        name: 'outside',
        description: 'Remembers what it was told',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { seen: text('Seen') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Outside' },
        lookup: (inputs) =>
          inputs.map(({ key }) => {
            heard.push(key);
            return found({ seen: key });
          }),
      }),
    ],
    verbs: [
      defineVerb({
        name: 'outside.copied',
        description: 'Makes a table of its own',
        options: z.strictObject({}),
        columns: { copy: text('Copy') },
        result: 'new-table',
        run: (table) => Table.fromRows([...table.rows()].map((row) => ({ copy: Reflect.get(row, 'ip') as string }))),
      }),
      defineVerb({
        name: 'outside.reversed',
        description: 'Adds a column, and turns the rows around',
        options: z.strictObject({}),
        columns: { copy: text('Copy') },
        result: 'added-columns',
        run: (table) =>
          gather(
            table,
            Int32Array.from({ length: table.size }, (_, i) => table.size - 1 - i),
          ).derive({ copy: (row) => Reflect.get(row, 'ip') as string }),
      }),
      defineVerb({
        name: 'outside.beside',
        description: 'Adds a column',
        options: z.strictObject({}),
        columns: { copy: text('Copy') },
        result: 'added-columns',
        run: (table) =>
          Table.fromRows([...table.rows()].map((row) => ({ ...(row as Row), copy: Reflect.get(row, 'ip') }))),
      }),
    ],
  });
  return { plugins: [trusted, outside] as const, heard };
}

const rows = [
  { ip: '8.0.0.1', tlp: 'TLP:RED', team: 'a' },
  { ip: '8.0.0.2', tlp: null, team: 'b' },
  { ip: '8.0.0.3', tlp: 'green', team: 'c' },
];

async function opened(answerMarking?: Tlp) {
  const { plugins, heard } = sources(answerMarking);
  const session = await createSession({ plugins });
  const from = () => session.from(rows).mark({ column: 'tlp' });
  return {
    session,
    heard,
    from,
    outside: session.entities.IpAddress.outside,
    trusted: session.entities.IpAddress.trusted,
  };
}

test('a red row is not told, those around it are', async () => {
  const { session, heard, from, outside } = await opened();
  await using _ = session;
  const frame = await from().pivot(outside, { column: 'ip' }).run();
  expect(heard).toEqual(['8.0.0.2', '8.0.0.3']);
  expect(frame.toRows().map((row) => row['outside.status'])).toEqual(['skipped(marking)', 'found', 'found']);
  expect([frame.marking(), frame.marking(0), frame.marking(1), frame.marking(2)]).toEqual([
    'red',
    'red',
    undefined,
    'green',
  ]);
});

describe('what follows from a red row stays red', () => {
  type Opened = Awaited<ReturnType<typeof opened>>;
  type Path = (given: Opened) => { run(): Promise<{ toRows(): readonly object[] }> };
  const ask = { column: 'asked', columns: [] as never[] } as const;
  const paths: Readonly<Record<string, Path>> = {
    'an answer': ({ from, trusted, outside }) =>
      from()
        .pivot(trusted, { column: 'ip' })
        .pivot(outside, { column: 'next', columns: ['seen'] }),
    'an answer, after a filter, a sort and other names': ({ from, trusted, outside }) =>
      from()
        .pivot(trusted, { column: 'ip' })
        .select('next', 'team')
        .sort({ column: 'team', descending: true })
        .filter((row) => row.team !== 'c')
        .rename({ next: 'asked' })
        .pivot(outside, ask),
    'a derived column': ({ from, outside }) =>
      from()
        .derive({ asked: (row) => row.ip })
        .pivot(outside, ask),
    'a derived column of an answer': ({ from, trusted, outside }) =>
      from()
        .pivot(trusted, { column: 'ip' })
        .derive({ asked: (row) => row.next })
        .pivot(outside, ask),
    'a group': ({ from, outside }) =>
      from()
        .derive({ asked: (row) => (row.team === 'c' ? '8.0.0.3' : '8.0.0.9') })
        .groupBy('asked')
        .summarize({ n: count() })
        .pivot(outside, ask),
    'the first of equal rows': ({ session, outside }) =>
      session
        .from([
          { asked: '8.0.0.9', tlp: null },
          { asked: '8.0.0.9', tlp: 'red' },
        ])
        .mark({ column: 'tlp' })
        .distinct('asked')
        .pivot(outside, ask),
    'an exploded list': ({ from, outside }) =>
      from()
        .derive({ asked: (row) => [row.ip, '8.0.1.1'] })
        .explode('asked')
        .filter((row) => row.team === 'a')
        .pivot(outside, ask),
    'an object taken apart': ({ from, outside }) =>
      from()
        .derive({ raw: (row) => ({ asked: row.ip }) })
        .flatten('raw')
        .filter((row) => Reflect.get(row, 'team') === 'a')
        .pivot(outside, { column: 'raw.asked' }),
    'JSON that is read': ({ from, outside }) =>
      from()
        .derive({ asked: (row) => JSON.stringify(row.ip) })
        .parseJson('asked')
        .filter((row) => row.team === 'a')
        .pivot(outside, ask),
    'the table of a verb': ({ from, outside }) => from().verb('outside.copied', {}).pivot(outside, { column: 'copy' }),
    'a column of a verb': ({ from, outside }) =>
      from()
        .verb('outside.beside', {})
        .filter((row) => row.team === 'a')
        .pivot(outside, { column: 'copy' }),
    'a column of a verb that changes the order of rows': ({ from, outside }) =>
      from()
        .verb('outside.reversed', {})
        .filter((row) => row.team === 'a')
        .pivot(outside, { column: 'copy' }),
    'the right side of a join': ({ session, outside }) => {
      const right = session.from([{ team: 'a', asked: '8.0.0.7' }]).mark({ tlp: 'red' });
      return {
        run: async () =>
          session
            .from([{ team: 'a' }])
            .join((await right.run()).table, { on: 'team' })
            .pivot(outside, ask)
            .run(),
      };
    },
    'rows put together': ({ session, outside }) => {
      const marked = session.from([{ asked: '8.0.0.7' }]).mark({ tlp: 'red' });
      return {
        run: async () =>
          session
            .from([{ asked: '8.0.0.7' }])
            .concat((await marked.run()).table)
            .pivot(outside, ask)
            .run(),
      };
    },
    'an entity that is marked': ({ session, outside }) =>
      session
        .from([{ it: IpAddress.create({ address: '8.0.0.7', marking: 'red' }) }])
        .derive({ asked: ({ it }) => it.address })
        .pivot(outside, ask),
  };

  test.each(Object.entries(paths))('%s', async (_, path) => {
    const given = await opened();
    await using session = given.session;
    const result = await path({ ...given, session }).run();
    const red = ['8.0.0.1', '9.0.0.1', '8.0.0.7', '8.0.0.9', '8.0.1.1'];
    expect(given.heard.filter((key) => red.includes(key))).toEqual([]);
    expect(JSON.stringify(result.toRows())).toContain('skipped(marking)');
  });

  test('batches that stream', async () => {
    const given = await opened();
    await using session = given.session;
    const batched: BatchSource<(typeof rows)[number]> = {
      text: 'rows',
      async *batches() {
        for (const row of rows) yield Table.fromRows([row], { types: { tlp: 'text' } });
      },
    };
    const frame = await session
      .from(batched)
      .mark({ column: 'tlp' })
      .pivot(given.trusted, { column: 'ip' })
      .sort('team')
      .pivot(given.outside, { column: 'next' })
      .run();
    expect(given.heard).toEqual(['9.0.0.2', '9.0.0.3']);
    expect(frame.why(0, 'remark')?.marking).toBe('red');
  });
});

test('known answers do not lend the marking of an earlier row to a later one, nor the other way round', async () => {
  const given = await opened();
  await using session = given.session;
  const both = (first: string | null, second: string | null) =>
    session
      .from({
        text: 'two batches',
        async *batches() {
          for (const tlp of [first, second]) yield Table.fromRows([{ ip: '8.0.0.1', tlp }], { types: { tlp: 'text' } });
        },
      } satisfies BatchSource<{ ip: string; tlp: string | null }>)
      .mark({ column: 'tlp' })
      .pivot(given.trusted, { column: 'ip' })
      .pivot(given.outside, { column: 'next' });
  const statuses = async (pipeline: ReturnType<typeof both>): Promise<unknown[]> =>
    (await pipeline.run()).toRows().map((row) => row['outside.status']);
  expect(await statuses(both(null, 'red'))).toEqual(['found', 'skipped(marking)']);
  expect(await statuses(both('red', null))).toEqual(['skipped(marking)', 'found']);
});

test('what a source marks itself is held to that marking', async () => {
  const given = await opened('amber');
  await using session = given.session;
  const frame = await session
    .from([{ ip: '8.0.0.2' }])
    .pivot(given.trusted, { column: 'ip' })
    .pivot(given.outside, { column: 'next' })
    .run();
  expect(given.heard).toEqual([]);
  expect(frame.marking(0)).toBe('amber');
});

test('a text that is no marking tells nobody', async () => {
  const given = await opened();
  await using session = given.session;
  await session
    .from([{ ip: '8.0.0.2', tlp: 'TLP:REDD' }])
    .mark({ column: 'tlp' })
    .pivot(given.outside, { column: 'ip' })
    .run();
  expect(given.heard).toEqual([]);
});

test('a plan counts what markings refuse', async () => {
  const { session, from, outside } = await opened();
  await using _ = session;
  const { steps } = await from().pivot(outside, { column: 'ip' }).plan();
  expect(steps.at(-1)?.pivot).toMatchObject({ distinct: 3, asked: 2, refused: { 'skipped(marking)': 1 } });
});

test('nothing above the ceiling is told, through any chain of steps', async () => {
  const level = fc.option(fc.constantFrom<Tlp>(...tlpLevels), { nil: null });
  const chain = fc.array(fc.constantFrom('trusted', 'derive', 'sort', 'filter', 'group', 'distinct', 'join', 'verb'), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(level, { minLength: 1, maxLength: 6 }), chain, async (levels, names) => {
      const given = await opened();
      await using session = given.session;
      const source = levels.map((tlp, i) => ({ ip: `8.0.0.${i}`, tlp }));
      const start = session.from(source).mark({ column: 'tlp' }).select('ip');
      const right = Table.fromRows([{ ip: '8.0.0.0', n: 1 }]);
      const steps: Readonly<Record<(typeof names)[number], (before: typeof start) => typeof start>> = {
        trusted: (before) =>
          before.pivot(given.trusted, { column: 'ip' }).select('next').rename({ next: 'ip' }) as never,
        derive: (before) => before.derive({ ip: (row) => row.ip }, { overwrite: true }),
        sort: (before) => before.sort({ column: 'ip', descending: true }),
        filter: (before) => before.filter((row) => row.ip !== '8.0.0.4'),
        group: (before) => before.groupBy('ip').summarize({ n: count() }).select('ip'),
        distinct: (before) => before.distinct('ip'),
        join: (before) => before.join(right, { on: 'ip', prefix: 'right_' }).select('ip'),
        verb: (before) => before.verb('outside.beside', {}).select('ip'),
      };
      const pipeline = names.reduce((before, name) => steps[name](before), start);
      await pipeline.pivot(given.outside, { column: 'ip' }).run();
      // Addresses keep their last part on every way, so it names the row they came from.
      const markingOf = (key: string): Tlp => levels[Number(key.split('.')[3])] ?? 'clear';
      for (const key of given.heard) expect(compareTlp(markingOf(key), 'green')).toBeLessThanOrEqual(0);
    }),
    { numRuns: 60 },
  );
});
