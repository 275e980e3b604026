import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  definePivot,
  definePlugin,
  found,
  notFound,
  number,
  text,
  type Pipeline,
  type Session,
  type SessionOptions,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TestClock } from '../../support/test-clock.ts';

/** Two questions to one provider, one of them in batches; what they answer follows from the address alone. */
function scores(asked: string[]) {
  const scored = (key: string): number =>
    Array.from(key).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 101, 7);
  const answer = (name: string, key: string) => {
    asked.push(`${name} ${key}`);
    const score = scored(key);
    return score % 5 === 0 ? notFound() : found({ score, label: `${name} ${score}` });
  };
  const pivot = <N extends string>(name: N, batch: number) =>
    definePivot({
      name,
      description: 'Score of an address',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns: { score: number('Score'), label: text('Label') },
      sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
      price: { amount: 0.01, currency: 'USD' },
      limits: { batch, quota: [{ per: 'day', limit: 100_000 }] },
      lookup: (inputs) => {
        asked.push('request');
        return inputs.map(({ key }) => answer(name, key));
      },
    });
  return definePlugin({
    name: 'scores',
    version: '1.0.0',
    description: 'Scores of addresses',
    pivots: [pivot('scores.one', 1), pivot('scores.many', 3)],
  });
}

type Scores = ReturnType<typeof scores>;
type Opened = Session<Scores['pivots'][number]>;
type Step =
  | { readonly kind: 'one' | 'many'; readonly join: 'left' | 'inner' }
  | { readonly kind: 'filter' | 'derive' | 'sort' | 'distinct' | 'head' };

const cell = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }).map((i) => `8.8.8.${i}`) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }).map((i) => `8[.]8.8.${i}`) },
  { weight: 1, arbitrary: fc.constantFrom('10.0.0.1', '', 'no address', null) },
);
const rows = fc.array(fc.record({ a: cell, b: cell, n: fc.integer({ min: 0, max: 9 }) }), {
  minLength: 1,
  maxLength: 25,
});
const pivotStep = (joins: readonly ('left' | 'inner')[]) =>
  fc.record({ kind: fc.constantFrom('one' as const, 'many' as const), join: fc.constantFrom(...joins) });
const tableStep = (...kinds: readonly ('filter' | 'derive' | 'sort' | 'distinct' | 'head')[]) =>
  fc.record({ kind: fc.constantFrom(...kinds) });

function built(session: Opened, source: readonly object[], steps: readonly Step[]): Pipeline<object> {
  const { scores: ask } = session.entities.IpAddress;
  // Types of steps are known only now.
  let pipeline = session.from(source) as unknown as Pipeline<{ a: string; b: string; n: number }>;
  for (const [i, step] of steps.entries()) {
    const column = i % 2 === 0 ? ('a' as const) : ('b' as const);
    const next = (): object => {
      switch (step.kind) {
        case 'one':
          return pipeline.pivot(ask.one, { column, join: step.join, suffix: `${i}` });
        case 'many':
          return pipeline.pivot(ask.many, { column, join: step.join, suffix: `${i}` });
        case 'filter':
          return pipeline.filter(({ n }) => n % 3 !== 0);
        case 'derive':
          return pipeline.derive({ [`d${i}`]: ({ n }) => n * 2 });
        case 'sort':
          return pipeline.sort('n', 'a');
        case 'distinct':
          return pipeline.distinct('a', 'b');
        case 'head':
          return pipeline.head(12);
      }
    };
    pipeline = next() as typeof pipeline;
  }
  return pipeline as unknown as Pipeline<object>;
}

/** Nothing may leave while a plan is made: there is no network to leave by. */
const noNetwork = { dispatch: () => expect.unreachable('a plan asks nobody') } as never;

async function withSession<T>(
  options: Omit<SessionOptions<[]>, 'plugins' | 'config'>,
  work: (session: Opened, asked: readonly string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  await using session = await createSession({
    clock: new TestClock(),
    environment: {},
    network: { dispatcher: noNetwork },
    ...options,
    plugins: [scores(asked)],
  });
  return await work(session, asked);
}

const planned = fc.tuple(
  fc.array(tableStep('filter', 'derive', 'sort', 'distinct', 'head'), { maxLength: 3 }),
  fc.array(fc.oneof(pivotStep(['left']), tableStep('derive', 'sort')), { maxLength: 5 }),
);

test('a plan asks nobody, and the run asks, pays and is refused exactly what it says', async () => {
  const budgets = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(rows, planned, budgets, async (source, [before, after], maxCalls) => {
      // Whether a batch that is smaller than the others still fits is a matter of turns where several run at once.
      const options = { concurrency: 1, ...(maxCalls !== undefined && { maxCalls }) };
      await withSession(options, async (session, asked) => {
        const pipeline = built(session, source, [...before, ...after]);
        const { steps, charges } = await pipeline.plan();
        expect(asked).toEqual([]);
        const sum = (pick: 'asked' | 'units' | 'beyondBudget'): number =>
          steps.reduce((total, { pivot }) => total + (pivot?.[pick] ?? 0), 0);
        const frame = await pipeline.run();
        const requests = asked.filter((each) => each === 'request').length;
        expect({ asked: sum('asked'), units: sum('units') }).toEqual({
          asked: asked.length - requests,
          units: requests,
        });
        expect(charges[0]?.amount ?? 0).toBeCloseTo(requests * 0.01, 9);
        const refused = frame.statuses().some(({ counts }) => (counts['skipped(budget)'] ?? 0) > 0);
        expect(refused).toBe(sum('beyondBudget') > 0);
      });
    }),
    { numRuns: 60 },
  );
});

test('answers from the cache give the table that asking gives, and nobody is asked', async () => {
  const steps = fc.array(
    fc.oneof(pivotStep(['left', 'inner']), tableStep('filter', 'derive', 'sort', 'distinct', 'head')),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(rows, steps, async (source, chosen) => {
      const folder = await mkdtemp(join(tmpdir(), 'pivotkit-laws-'));
      const table = (session: Opened): Promise<object[]> =>
        built(session, source, chosen)
          .run()
          .then((frame) => frame.toRows());
      const bare = await withSession({}, table);
      const cache = { folder };
      const first = await withSession({ cache }, table);
      const [second, asked] = await withSession(
        { cache },
        async (session, all) => [await table(session), all] as const,
      );
      await rm(folder, { recursive: true, force: true });
      expect(first).toEqual(bare);
      expect(second).toEqual(bare);
      expect(asked).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
