import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FileHash, File, IpAddress } from '@pivotkit/entities';
import {
  createSession,
  definePivot,
  definePlugin,
  failed,
  found,
  notFound,
  number,
  Redactor,
  type AskablePivot,
  type Asks,
  type Call,
  type Lookup,
  type LookupEvent,
  type Plugin,
  type SessionOptions,
} from '@pivotkit/core';
import { z } from 'zod';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { markingOfRows } from '../../../core/src/pivot/markings.ts';
import { fixedClock } from '../../support/clock.ts';
import { sourcePlugin } from '../../support/sources.ts';
import { TestClock } from '../../support/test-clock.ts';

const columns = { sum: number('Sum of the scores'), answers: number('Sources that answered') };
type Options = { readonly first: boolean };

/** Adds up what all sources say; with `first`, asks one after the other until one knows. */
function sumPlugin(
  asks: Partial<Asks<Options>> = {},
  lookup: (inputs: readonly IpAddress[], call: Call<Options>) => unknown = addUp,
) {
  return definePlugin({
    name: 'sum',
    version: '1.0.0',
    description: 'Adds up',
    pivots: [
      definePivot({
        name: 'sum',
        description: 'Adds up what sources say',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns,
        options: z.strictObject({ first: z.boolean().default(false) }),
        sharing: { reaches: 'nobody' },
        asks: {
          candidates: (kind, catalogue) => catalogue.filter((pivot) => pivot.kind === kind && !pivot.asksOthers),
          choose: ({ first }, candidates) => ({ pivots: candidates, mayStopEarly: first }),
          whenNone: 'load a source',
          ...asks,
        },
        lookup: (inputs: readonly IpAddress[], call: Call<Options>) =>
          lookup(inputs, call) as Promise<ReturnType<typeof notFound>[]>,
      }),
    ],
  });
}

async function addUp(inputs: readonly IpAddress[], { pivots, ask, options }: Call<Options>) {
  const sums = new Map(inputs.map((input) => [input, { sum: 0, answers: 0 }]));
  const add = async (pivot: AskablePivot): Promise<void> => {
    const open = options.first ? inputs.filter((input) => sums.get(input)?.answers === 0) : inputs;
    const lookups = await ask(pivot, open);
    for (const [i, input] of open.entries()) {
      const result = lookups[i]?.result;
      const entry = sums.get(input);
      if (result?.status !== 'found' || entry === undefined) continue;
      entry.sum += Number(result.rows[0]?.['score']);
      entry.answers += 1;
    }
  };
  if (options.first) for (const pivot of pivots) await add(pivot);
  else await Promise.all(pivots.map(add));
  return inputs.map((input) => (sums.get(input)?.answers === 0 ? notFound() : found(sums.get(input) ?? [])));
}

const oneAtOnce = { concurrent: 1, batch: 1 } as const;

/** Answers after a turn of the event loop, and fails when the source is asked two things at once. */
async function alone(name: string, busy: Map<string, number>) {
  const atOnce = (busy.get(name) ?? 0) + 1;
  busy.set(name, atOnce);
  await setImmediate();
  busy.set(name, (busy.get(name) ?? 0) - 1);
  return atOnce > 1 ? notFound('two at once') : found({ score: 1, judgement: 'unknown' as const });
}

/** Adds up what pivots of those names say, which ask others themselves. */
const nestedPivot = (name: string, asked: readonly string[]) =>
  definePivot({
    name,
    description: 'Adds up what those say that ask others',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns,
    sharing: { reaches: 'nobody' },
    limits: oneAtOnce,
    asks: { candidates: (_, catalogue) => catalogue.filter((pivot) => asked.includes(pivot.name)) },
    lookup: async (inputs: readonly IpAddress[], { pivots, ask }: Call) => {
      const answers = await Promise.all(pivots.map((pivot) => ask(pivot, inputs)));
      const sumOf = (lookups: readonly (Lookup | undefined)[]): number =>
        lookups.reduce(
          (sum, lookup) => sum + (lookup?.result.status === 'found' ? Number(lookup.result.rows[0]?.['sum']) : NaN),
          0,
        );
      return inputs.map((_, i) => found({ sum: sumOf(answers.map((lookups) => lookups[i])), answers: answers.length }));
    },
  });

const scores = (...entries: readonly (readonly [string, number])[]) =>
  new Map(entries.map(([key, score]) => [key, { score, judgement: 'unknown' as const }]));

const one = (asked: string[] = []) =>
  sourcePlugin({ name: 'one', asked, knows: scores(['8.8.8.8', 1], ['9.9.9.9', 2]) });
const two = (asked: string[] = []) =>
  sourcePlugin({ name: 'two', asked, knows: scores(['8.8.8.8', 10], ['1.1.1.1', 20]) });

const start = (plugins: readonly Plugin[], options: Omit<SessionOptions<readonly Plugin[]>, 'plugins'> = {}) =>
  createSession({ plugins, clock: fixedClock(), ...options });

async function askSum(
  plugins: readonly Plugin[],
  ips: readonly string[],
  options: Parameters<typeof start>[1] & { readonly first?: boolean } = {},
) {
  const { first = false, ...rest } = options;
  await using session = await start(plugins, rest);
  return await session.pivot('ip', 'sum')(ips, { first } as never);
}

const status = (frame: { row(i: number): object }, i = 0): unknown => Reflect.get(frame.row(i), 'sum.status');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a pivot that asks others', () => {
  test('joins what they say to the rows that asked, and spellings of one thing are asked once', async () => {
    const [first, second] = [new Array<string>(), new Array<string>()];
    const frame = await askSum(
      [one(first), two(second), sumPlugin()],
      ['8.8.8.8', '8[.]8.8.8', '1.1.1.1', '5.5.5.5', 'x'],
    );
    expect(frame.toRows().map((row) => [Reflect.get(row, 'sum'), Reflect.get(row, 'sum.status')])).toEqual([
      [11, 'found'],
      [11, 'found'],
      [20, 'found'],
      [null, 'not-found'],
      [null, 'skipped(not-an-entity)'],
    ]);
    expect(first).toEqual(['8.8.8.8', '1.1.1.1', '5.5.5.5']);
    expect(second).toEqual(first);
  });

  test('tells whom it asked, when, and what became of it', async () => {
    const frame = await askSum([one(), two(), sumPlugin()], ['9.9.9.9']);
    const why = frame.why(0, 'sum');
    expect(why).toMatchObject({ pivot: 'sum', provider: undefined, status: 'found' });
    expect(why?.behind).toMatchObject([
      { pivot: 'one.report', provider: 'Source one', key: '9.9.9.9', status: 'found', source: undefined },
      { pivot: 'two.report', provider: 'Source two', key: '9.9.9.9', status: 'not-found' },
    ]);
    expect(why?.behind?.[0]?.askedAt).toEqual(fixedClock().now());
    expect(frame.statuses()).toEqual([
      { pivot: 'sum', column: 'input', counts: { found: 1 } },
      { pivot: 'one.report', column: 'input', counts: { found: 1 } },
      { pivot: 'two.report', column: 'input', counts: { 'not-found': 1 } },
    ]);
  });

  test('waits for no place of its own, whatever the limits', async () => {
    const narrow = ['a', 'b', 'c'].map((name) =>
      sourcePlugin({
        name,
        knows: () => found({ score: 1, judgement: 'unknown' as const }),
        limits: { concurrent: 1, batch: 1 },
      }),
    );
    const ips = Array.from({ length: 50 }, (_, i) => `9.9.9.${i + 1}`);
    const frame = await askSum([...narrow, sumPlugin()], ips);
    expect(frame.toRows().every((row) => Reflect.get(row, 'sum') === 3)).toBe(true);
  });

  test('never waits for itself: nested, many calls at once, one place at every provider and in every pivot', async () => {
    const nested = definePlugin({
      name: 'nested',
      version: '1.0.0',
      description: 'Pivots that ask pivots that ask others',
      pivots: [nestedPivot('nested.middle', ['sum']), nestedPivot('nested.outer', ['nested.middle', 'sum'])],
    });
    const busy = new Map<string, number>();
    const names = ['a', 'b', 'c'];
    const narrow = names.map((name) => sourcePlugin({ name, limits: oneAtOnce, knows: () => alone(name, busy) }));
    const ips = Array.from({ length: 12 }, (_, i) => `9.9.9.${i + 1}`);
    await using session = await start([...narrow, sumPlugin(), nested], { concurrency: 1 });
    const columnsOf = { sum: 'sum', 'nested.middle': 'sum', 'nested.outer': 'sum', 'a.report': 'score' } as const;
    const calls = Object.entries(columnsOf).flatMap(([name, column]) => {
      const pivot = session.pivot('ip', name);
      // The same things, others, and one by one: composites share what is under way, queue for it, and queue together.
      return [ips, ips.toReversed(), ...ips.map((ip) => [ip])].map(async (asked) =>
        (await pivot(asked)).toRows().map((row) => [name, Reflect.get(row, column)]),
      );
    });
    const wanted = { sum: 3, 'nested.middle': 3, 'nested.outer': 6, 'a.report': 1 };
    for (const row of (await Promise.all(calls)).flat())
      expect(row).toEqual([row[0], Reflect.get(wanted, String(row[0]))]);
    expect(busy).toEqual(new Map(names.map((name) => [name, 0])));
  });

  test('a source that is down, throttled or throws costs the others nothing', async () => {
    const down = sourcePlugin({
      name: 'down',
      knows: () => failed('PROVIDER_UNREACHABLE', { host: 'h', problem: 'p' }),
    });
    const full = sourcePlugin({ name: 'full', knows: () => ({ status: 'throttled' }) });
    const broken = sourcePlugin({
      name: 'broken',
      knows: () => {
        throw new TypeError('oops');
      },
    });
    const frame = await askSum([down, full, broken, one(), sumPlugin()], ['8.8.8.8']);
    expect(frame.row(0)).toMatchObject({ sum: 1, answers: 1 });
    expect(frame.why(0, 'sum')?.behind?.map((part) => part.status)).toEqual([
      'failed(PROVIDER_UNREACHABLE)',
      'throttled',
      'failed(PLUGIN_FAILED)',
      'found',
    ]);
  });
});

describe('what is asked of others passes the same stations', () => {
  test('policy: each entity by its own marking, also what it leads to', async () => {
    const asked: string[] = [];
    const hashes = sourcePlugin({ name: 'hashes', from: [FileHash], asked });
    const sumOfFiles = definePlugin({
      name: 'files',
      version: '1.0.0',
      description: 'Files',
      pivots: [
        definePivot({
          name: 'files',
          description: 'Files by their hash',
          from: [File],
          rowsPerInput: 'at-most-one',
          columns,
          sharing: { reaches: 'nobody' },
          asks: {
            candidates: (_, catalogue) => catalogue.filter(({ kind }) => kind === 'FileHash'),
            about: (file) => FileHash.create(String(Reflect.get(file, 'md5'))),
          },
          lookup: async (inputs: readonly File[], { pivots: [pivot], ask }: Call) =>
            pivot === undefined
              ? []
              : (await ask(pivot, inputs)).map(({ result }) => (result.status === 'skipped' ? result : notFound())),
        }),
      ],
    });
    await using session = await start([hashes, sumOfFiles]);
    const md5 = (digit: string): string => `${digit}0123456789abcdef0123456789abcde`;
    const frame = await session.pivot(
      'file',
      'files',
    )([File.create({ md5: md5('a'), marking: 'red' }), File.create({ md5: md5('b') })]);
    expect(frame.toRows().map((row) => Reflect.get(row, 'files.status'))).toEqual(['skipped(marking)', 'not-found']);
    expect(asked).toEqual([md5('b')]);
  });

  test('policy: a marked or private thing reaches nobody', async () => {
    const asked: string[] = [];
    await using session = await start([one(asked), two(asked), sumPlugin()]);
    const frame = await session.pivot(
      'ip',
      'sum',
    )([IpAddress.create({ address: '8.8.8.8', marking: 'red' }), '10.0.0.1']);
    expect(asked).toEqual([]);
    expect(frame.why(0, 'sum')?.behind?.map((part) => part.status)).toEqual(['skipped(marking)', 'skipped(marking)']);
    expect(frame.why(1, 'sum')?.behind?.map((part) => part.status)).toEqual([
      'skipped(not-public)',
      'skipped(not-public)',
    ]);
  });

  test('policy: what a source marks stays marked in the answer made of it', async () => {
    const amber = sourcePlugin({
      name: 'amber',
      knows: () => ({
        status: 'found',
        rows: [{ score: 1, judgement: 'unknown' as const }],
        marking: 'amber' as const,
      }),
    });
    const frame = await askSum([amber, one(), sumPlugin()], ['9.9.9.9']);
    expect(markingOfRows(frame.table.select('sum' as never))).toBe('amber');
  });

  test('kept answers: those behind it are kept, its own is not', async () => {
    const asked: string[] = [];
    const plugins = [one(asked), two(asked), sumPlugin()];
    await askSum(plugins, ['8.8.8.8'], { cache: { folder } });
    const frame = await askSum(plugins, ['8.8.8.8'], { cache: { folder } });
    expect(asked).toEqual(['8.8.8.8', '8.8.8.8']);
    expect(frame.why(0, 'sum')).toMatchObject({
      source: undefined,
      behind: [{ source: 'cache' }, { source: 'cache' }],
    });
    // What the user asks himself is the same question.
    await using session = await start(plugins, { cache: { folder } });
    expect((await session.pivot('ip', 'one.report')('8.8.8.8')).why(0, 'score')?.source).toBe('cache');
  });

  test('journal: a run that goes on asks nothing a second time', async () => {
    const asked: string[] = [];
    const plugins = [one(asked), two(asked), sumPlugin()];
    await askSum(plugins, ['8.8.8.8'], { journal: folder });
    const frame = await askSum(plugins, ['8.8.8.8', '9.9.9.9'], { journal: folder });
    expect(asked).toEqual(['8.8.8.8', '8.8.8.8', '9.9.9.9', '9.9.9.9']);
    expect(frame.why(0, 'sum')?.behind?.map(({ source }) => source)).toEqual(['journal', 'journal']);
  });

  test('budget: counts the questions to providers, not its own', async () => {
    const asked: string[] = [];
    await askSum([one(asked), two(asked), sumPlugin()], ['8.8.8.8', '9.9.9.9', '1.1.1.1'], { maxCalls: 4 });
    expect(asked).toHaveLength(4);
  });

  test('quota: each provider by its own windows', async () => {
    const [small, large] = [new Array<string>(), new Array<string>()];
    const tight = sourcePlugin({ name: 'tight', asked: small, limits: { quota: [{ per: 'minute', limit: 2 }] } });
    await askSum([tight, two(large), sumPlugin()], ['8.8.8.8', '9.9.9.9', '1.1.1.1'], { quotas: { policy: 'skip' } });
    expect([small.length, large.length]).toEqual([2, 3]);
  });

  test('refused credentials: the provider is not asked again in the run', async () => {
    const asked: string[] = [];
    const locked = sourcePlugin({
      name: 'locked',
      asked,
      limits: { concurrent: 1 },
      knows: () => failed('PROVIDER_UNAUTHORIZED', { provider: 'p', status: 401 }),
    });
    const frame = await askSum([locked, one(), sumPlugin()], ['8.8.8.8', '9.9.9.9']);
    expect(asked).toHaveLength(1);
    expect(frame.why(1, 'sum')?.behind?.[0]?.status).toBe('skipped(provider-off)');
  });

  test('secrets: none is in its answer nor in those behind it', async () => {
    const redactor = new Redactor();
    redactor.add('hunter2-token');
    const leaky = sourcePlugin({ name: 'leaky', knows: () => notFound('sent with hunter2-token') });
    const repeats = async (inputs: readonly IpAddress[], { pivots: [pivot], ask }: Call<Options>) => {
      const lookups = pivot === undefined ? [] : await ask(pivot, inputs);
      expect(JSON.stringify(lookups)).not.toContain('hunter2');
      return inputs.map(() => notFound('again hunter2-token'));
    };
    const why = (await askSum([leaky, sumPlugin({}, repeats)], ['9.9.9.9'], { redactor })).why(0, 'sum');
    expect(why?.note).toBe('again ‹secret›');
    expect(why?.behind?.map(({ note }) => note)).toEqual(['sent with ‹secret›']);
  });

  test('telemetry: those asked tell their events, and it tells one of its own without requests', async () => {
    const events: LookupEvent[] = [];
    await using session = await start([one(), two(), sumPlugin()]);
    const pivot = session.pivot('ip', 'sum');
    await session
      .from([{ ip: '8.8.8.8' }])
      .pivot(pivot, { column: 'ip' })
      .run({ onLookup: (event) => events.push(event) });
    expect(events.map(({ pivot: name, provider, requests }) => [name, provider, requests])).toEqual([
      ['one.report', 'Source one', 0],
      ['two.report', 'Source two', 0],
      ['sum', undefined, 0],
    ]);
  });
});

describe('a plan', () => {
  const ips = ['8.8.8.8', '8[.]8.8.8', '9.9.9.9', '1.1.1.1', '10.0.0.1', 'x'].map((ip) => ({ ip }));

  test('counts what each pivot would be asked, and the run asks just that', async () => {
    const [first, second] = [new Array<string>(), new Array<string>()];
    await using session = await start([one(first), two(second), sumPlugin()], { cache: { folder } });
    await session.pivot('ip', 'one.report')('9.9.9.9');
    first.length = 0;
    const pipeline = session.from(ips).pivot(session.pivot('ip', 'sum'), { column: 'ip' });
    expect(await pipeline.explain()).toBe(
      "from: 6 rows\n1. pivot IpAddress.sum of 'ip': 4 distinct entities, 1 cell is no entity; asks\n" +
        '   - IpAddress.one.report: 4 distinct entities, 1 known, 2 to ask, 1 skipped(not-public); told: Source one\n' +
        '   - IpAddress.two.report: 4 distinct entities, 3 to ask, 1 skipped(not-public); told: Source two',
    );
    expect([...first, ...second]).toEqual([]);
    const { steps } = await pipeline.plan();
    await pipeline.run();
    expect(steps[0]?.pivot?.parts?.map(({ asked }) => asked)).toEqual([first.length, second.length]);
    expect(steps[0]?.pivot).toMatchObject({ asked: 5, known: 1, refused: { 'skipped(not-public)': 2 } });
  });

  test('names whom it asks about something, and says where there is nobody', async () => {
    const hashes = sourcePlugin({ name: 'hashes', from: [FileHash] });
    const all = {
      candidates: (_: string, catalogue: readonly AskablePivot[]) => catalogue.filter((each) => !each.asksOthers),
    };
    const explained = async (...plugins: readonly Plugin[]): Promise<string> => {
      await using session = await start([...plugins, sumPlugin(all)]);
      return await session
        .from([{ ip: '8.8.8.8' }])
        .pivot(session.pivot('ip', 'sum'), { column: 'ip' })
        .explain();
    };
    expect(await explained(hashes, one())).toContain('asks\n   - IpAddress.one.report: 1 distinct entity, 1 to ask');
    expect(await explained(sourcePlugin({ name: 'locked', unavailable: 'no key' }))).toContain(
      'asks\n   - nobody: none of',
    );
  });

  test('is an upper bound where one may stop early, and progress comes to its end all the same', async () => {
    const asked: string[] = [];
    await using session = await start([one(asked), two(asked), sumPlugin()]);
    const pipeline = session.from(ips).pivot(session.pivot('ip', 'sum'), { column: 'ip', first: true } as never);
    expect(await pipeline.explain()).toContain('- IpAddress.two.report: at most 4 distinct entities, 3 to ask');
    const seen: (readonly [number, number])[] = [];
    await pipeline.run({ onProgress: ({ done, total }) => seen.push([done, total]) });
    expect(asked).toEqual(['8.8.8.8', '9.9.9.9', '1.1.1.1', '1.1.1.1']);
    expect(seen.at(-1)).toEqual([8, 8]);
  });
});

describe('what cannot be asked', () => {
  test('pivots that ask each other are found when the session starts', async () => {
    const circle = (name: string, other: string) =>
      definePlugin({
        name,
        version: '1.0.0',
        description: name,
        pivots: [
          definePivot({
            name,
            description: name,
            from: [IpAddress],
            rowsPerInput: 'at-most-one',
            columns,
            sharing: { reaches: 'nobody' },
            asks: { candidates: (_, catalogue) => catalogue.filter((pivot) => pivot.name === other) },
            lookup: (inputs) => inputs.map(() => notFound()),
          }),
        ],
      });
    await expect(start([circle('ping', 'pong'), circle('pong', 'ping')])).rejects.toThrow(
      /pivots ask each other: IpAddress\.ping → IpAddress\.pong → IpAddress\.ping/,
    );
    await expect(start([circle('self', 'self')])).rejects.toThrow(/IpAddress\.self → IpAddress\.self/);
    await using session = await start([circle('ping', 'pong'), circle('pong', 'none')]);
    expect(session.pivots('ping').map(({ available }) => available)).toEqual([false]);
  });

  test('pivots that submit are not in the catalogue, and it has a reach of its own', async () => {
    const submits = sourcePlugin({ name: 'sandbox', sharing: { submits: true } });
    const seen: string[] = [];
    const candidates = (kind: string, catalogue: readonly AskablePivot[]): readonly AskablePivot[] => {
      seen.push(...catalogue.filter((pivot) => pivot.kind === kind).map(({ name }) => name));
      return [];
    };
    await using session = await start([submits, one(), sumPlugin({ candidates })]);
    expect(seen).toEqual(['one.report', 'sum']);
    expect(session.pivots('sum')[0]?.reason).toContain('load a source');
  });

  test('nobody to ask, or nobody who can be asked now, is said before anything runs', async () => {
    await expect(askSum([sumPlugin()], ['8.8.8.8'])).rejects.toThrow(
      /no plugin of this session has anybody to ask: load a source/,
    );
    const locked = sourcePlugin({ name: 'locked', unavailable: 'it has no key' });
    await expect(askSum([locked, sumPlugin()], ['8.8.8.8'])).rejects.toThrow(/locked\.report: it has no key/);
    await expect(askSum([one(), sumPlugin()], ['8.8.8.8'], { offline: true })).rejects.toThrow(
      /the session is offline/,
    );
    expect(await askSum([locked, one(), sumPlugin()], ['8.8.8.8'])).toMatchObject({ size: 1 });
  });

  test.each([
    [
      'a pivot that was not chosen',
      (pivot: AskablePivot, inputs: readonly IpAddress[]) => [{ ...pivot, name: 'other' }, inputs],
    ],
    ['what it was not asked about', (pivot: AskablePivot) => [pivot, [IpAddress.create('7.7.7.7')]]],
  ] as const)('%s is refused', async (_, wrong) => {
    const asked: string[] = [];
    const lookup = async (inputs: readonly IpAddress[], { pivots: [pivot], ask }: Call<Options>) => {
      if (pivot !== undefined) await ask(...(wrong(pivot, inputs) as [AskablePivot, readonly IpAddress[]]));
      return [];
    };
    expect(status(await askSum([one(asked), sumPlugin({}, lookup)], ['8.8.8.8']))).toBe('failed(PIVOT_NOT_ASKABLE)');
    expect(asked).toEqual([]);
  });

  test('a pivot without `asks` asks nobody, and one with it sends nothing itself', async () => {
    const direct = async (inputs: readonly IpAddress[], { http }: Call<Options>) => {
      await http.send({ method: 'GET', url: new URL('https://example.com/') } as never);
      return inputs.map(() => notFound());
    };
    expect(status(await askSum([one(), sumPlugin({}, direct)], ['8.8.8.8']))).toBe('failed(PIVOT_NOT_ASKABLE)');
  });

  test('one that never ends is a timeout, though waiting for others is none', async () => {
    const clock = new TestClock();
    const never = () => new Promise<never>(() => {});
    const ended = askSum([one(), sumPlugin({}, never)], ['8.8.8.8'], { clock });
    expect(status(await clock.runUntil(ended))).toBe('timeout');

    const slowClock = new TestClock();
    const slow = sourcePlugin({
      name: 'slow',
      limits: { timeoutMs: 120_000 },
      knows: () =>
        new Promise((resolve) => {
          slowClock.after(90_000, () => resolve(found({ score: 5, judgement: 'unknown' as const })));
        }),
    });
    const waited = await slowClock.runUntil(askSum([slow, sumPlugin()], ['8.8.8.8'], { clock: slowClock }));
    expect(Reflect.get(waited.row(0), 'sum')).toBe(5);
  });
});
