import { IpAddress } from '@pivotkit/entities';
import {
  createSession,
  definePlugin,
  defineVerb,
  number,
  type AskablePivot,
  type Table,
  type VerbCall,
} from '@pivotkit/core';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { sourcePlugin } from '../../support/sources.ts';

const knows = new Map([['9.9.9.9', { score: 7, judgement: 'unknown' as const }]]);
const rows = [{ ip: '9.9.9.9' }, { ip: 'x' }, { ip: '9.9.9.9' }, { ip: '10.0.0.1' }];

type Run = (table: Table<object>, options: object, call: VerbCall) => Promise<Table<object>>;

function verbPlugin(run: Run, more: { readonly streamable?: boolean } = {}) {
  return definePlugin({
    name: 'count',
    version: '1.0.0',
    description: 'Counts',
    verbs: [
      defineVerb({
        name: 'count.scores',
        description: 'Scores of a column',
        options: z.strictObject({}),
        columns: { score: number('Score', { nullWhen: 'not known' }) },
        result: 'added-columns',
        asks: {
          candidates: (catalogue) => catalogue.filter(({ name }) => name === 'all.report'),
          column: () => 'ip',
          things: (table) => {
            const made = new Map<unknown, IpAddress | undefined>();
            return [...table.cells('ip' as never)].map((cell: unknown) => {
              if (!made.has(cell)) {
                const parsed = IpAddress.parse(String(cell));
                made.set(cell, parsed.ok ? parsed.value : undefined);
              }
              return made.get(cell);
            });
          },
        },
        run,
        ...more,
      }),
    ],
  });
}

const start = (run: Run, asked: string[] = [], more: Parameters<typeof verbPlugin>[1] = {}) =>
  createSession({ plugins: [sourcePlugin({ name: 'all', from: [IpAddress], knows, asked }), verbPlugin(run, more)] });

const scoresOf: Run = async (table, _, { pivots: [pivot], things, ask }) => {
  const inputs = things.filter((thing) => thing !== undefined);
  const lookups = pivot === undefined ? [] : await ask(pivot, inputs);
  const scores = new Map(
    lookups.map(({ key, result }) => [key, result.status === 'found' ? Number(result.rows[0]?.['score']) : null]),
  );
  const scoreOfRow = things.map((thing) => scores.get(thing?.key) ?? null);
  const row = scoreOfRow.values();
  return table.derive({ score: () => row.next().value ?? null });
};

describe('a verb that asks pivots', () => {
  test('asks once what several rows name, and its plan is what it asks', async () => {
    const asked: string[] = [];
    await using session = await start(scoresOf, asked);
    const pipeline = session.from(rows).verb('count.scores', {});
    expect(await pipeline.explain()).toBe(
      'from: 4 rows\n1. verb count.scores: 2 distinct entities; asks\n' +
        '   - IpAddress.all.report: 2 distinct entities, 1 to ask, 1 skipped(not-public); told: Source all',
    );
    expect(asked).toEqual([]);
    const frame = await pipeline.run();
    expect(frame.toRows().map(({ score }) => score)).toEqual([7, null, 7, null]);
    expect(asked).toEqual(['9.9.9.9']);
  });

  test('joins as a pivot of the column is joined', async () => {
    await using session = await start(async (table, _, { pivots: [pivot], join }) =>
      pivot === undefined ? table : join(pivot),
    );
    const frame = await session.from(rows).verb('count.scores', {}).run();
    expect(frame.toRows().map((row) => [row.score, Reflect.get(row, 'all.report.status')])).toEqual([
      [7, 'found'],
      [null, 'skipped(no-value)'],
      [7, 'found'],
      [null, 'skipped(not-public)'],
    ]);
    expect(frame.why(2, 'score')).toMatchObject({ pivot: 'all.report', key: '9.9.9.9', column: 'ip' });
  });

  test.each<[string, (call: VerbCall, pivot: AskablePivot) => Promise<unknown>]>([
    ['what no row names', ({ ask }, pivot) => ask(pivot, [IpAddress.create('8.8.8.8')])],
    [
      'a pivot that was not chosen',
      ({ ask, things }, pivot) => ask({ ...pivot, name: 'other' }, things.slice(0, 1) as []),
    ],
    ['a join of one', ({ join }, pivot) => join({ ...pivot, kind: 'Dns' })],
  ])('is refused %s', async (_, wrong) => {
    const asked: string[] = [];
    await using session = await start(async (table, __, call) => {
      const [pivot] = call.pivots;
      if (pivot !== undefined) await wrong(call, pivot);
      return table;
    }, asked);
    await expect(session.from(rows).verb('count.scores', {}).run()).rejects.toMatchObject({
      code: 'PIVOT_NOT_ASKABLE',
    });
    expect(asked).toEqual([]);
  });

  test('cannot stream', async () => {
    await expect(start(scoresOf, [], { streamable: true })).rejects.toThrow(/it asks pivots, so it cannot stream/);
  });
});
