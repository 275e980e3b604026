import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, Table } from '@pivotkit/core';
import { sequence, SequenceModel, type SessionEvent } from '@pivotkit/plugin-sequence';
import { describe, expect, test } from 'vitest';

const at = (minute: number): string => `2026-01-05T10:${String(minute).padStart(2, '0')}:00Z`;
const events = [
  { user: 'bob', op: 'Set-User', params: '[{"Name":"Force","Value":"true"}]', t: at(1) },
  { user: 'ann', op: 'Get-User', params: '{"Id":"7"}', t: at(9) },
  { user: 'bob', op: 'Get-User', params: null, t: at(0) },
  { user: 'bob', op: 'Get-User', params: '["Id"]', t: at(30) },
  { user: null, op: 'Get-User', params: '', t: at(1) },
  { user: 'ann', op: null, params: null, t: null },
];
const options = { userIdentifierCols: 'user', timeCol: 't', eventCol: 'op' };

describe('sequence.sessionize', () => {
  test('sessions by user and time, whatever the order of the rows', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const made = await session.from(events).verb('sequence.sessionize', options).run();
    const whose: { cells(name: string): unknown[] } = made.table;
    expect(whose.cells('user')).toEqual(['ann', 'bob', 'bob', null]);
    expect(made.toRows().map(({ events: list, duration }) => [list, duration])).toEqual([
      [['Get-User'], 0],
      [['Get-User', 'Set-User'], 60],
      [['Get-User'], 0],
      [['Get-User'], 0],
    ]);
  });

  test('with parameters and values, or their names alone', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const made = (paramValues: boolean) => session.from(events).verb('sequence.sessionize', { ...options, paramsCol: 'params', paramValues }).run(); // prettier-ignore
    expect((await made(true)).row(1).events).toEqual([{ name: 'Get-User', params: {} }, { name: 'Set-User', params: { Force: 'true' } }]); // prettier-ignore
    expect((await made(false)).row(0).events).toEqual([{ name: 'Get-User', params: ['Id'] }]);
  });

  test('events of one time keep their order; a session may be as long as allowed and no longer', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const same = ['c', 'a', 'b'].map((op) => ({ user: 'u', op, t: at(5) }));
    expect((await session.from(same).verb('sequence.sessionize', options).run()).row(0).events).toEqual([
      'c',
      'a',
      'b',
    ]);
    const steady = Array.from({ length: 23 }, (_, i) => ({ user: 'u', op: 'x', t: at(i) }));
    const made = await session.from(steady).verb('sequence.sessionize', options).run();
    expect(made.toRows().map(({ number_events: size }) => size)).toEqual([21, 2]);
  });

  test.each([
    ['no rows', [] as typeof events, 0],
    ['no times', events.slice(5), 0],
    ['one row', events.slice(0, 1), 1],
  ])('%s', async (_, rows, size) => {
    await using session = await createSession({ plugins: [sequence] });
    const table = Table.fromRows(rows, { types: { user: 'text', op: 'text', params: 'text', t: 'text' } });
    expect((await session.from(table).verb('sequence.sessionize', options).run()).size).toBe(size);
    expect((await session.from(table).verb('sequence.mark', { userIdentifierCols: 'user', timeCol: 't' }).run()).size).toBe(rows.length); // prettier-ignore
  });

  test('a column that is not there is named with the nearest, parameters that are none with their row', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const run = (more: object, rows: readonly object[] = events): Promise<unknown> => session.from(rows).verb('sequence.sessionize', { ...options, ...more }).run(); // prettier-ignore
    await expect(run({ userIdentifierCols: 'usr' })).rejects.toThrow("Did you mean 'user'?");
    await expect(run({ paramsCol: 'op' })).rejects.toThrow("Column 'op', row");
    await expect(run({ userIdentifierCols: ['start'] }, [{ start: 1, op: 'a', t: at(1) }])).rejects.toThrow('start');
  });
});

describe('sequence.score', () => {
  const usual = Array.from({ length: 30 }, () => ['open', 'read', 'close']);

  test('computed by hand: two sessions, one command each', () => {
    // Commands a and b, with the unknown one and start or end: n + 2 = 4. After the start a was seen once in two sessions.
    const model = SequenceModel.train([['a'], ['b']]);
    const { probabilities } = model;
    expect(probabilities.transition('a', 'b')).toBe(1 / (1 + 4));
    expect(probabilities.prior('a')).toBe((1 + 2 * 4) / (2 + 2 * 2 + 2 * 4 * 4));
    // Start → a: (1 + 1) / (2 + 4); a → end: (1 + 1) / (1 + 4).
    expect(model.score(['a'], { windowLength: 2 })?.likelihood).toBeCloseTo((2 / 6) * (2 / 5), 15);
    // Never seen: start → unknown (0 + 1) / (2 + 4), unknown → end (0 + 1) / (0 + 4).
    expect(model.score(['z'], { windowLength: 2 })?.likelihood).toBeCloseTo((1 / 6) * (1 / 4), 15);
    expect(model.score(['z'], { windowLength: 2, useGeoMean: true })?.likelihood).toBeCloseTo(Math.sqrt(1 / 24), 15);
  });

  test('the reason: a step, a parameter or a value, and what is usual there', () => {
    const steps = SequenceModel.train(usual);
    expect(steps.score(['open', 'close'])?.reason).toMatchObject({ kind: 'transition', at: 1, expected: [{ name: 'read' }] }); // prettier-ignore
    expect(steps.score(['open', 'close'])?.reason?.text).toMatch(/^open is followed by close in 2\.9 % of cases; usual: read 89 %$/); // prettier-ignore
    expect(steps.score(['open', 'read'])?.reason?.text).toContain('read is followed by the end of the session');
    const set = (params: Readonly<Record<string, string>>): SessionEvent[] => [{ name: 'set', params }, 'end'];
    const forced = (value: string): SessionEvent[] => set({ force: value, id: 'x' });
    const values = SequenceModel.train([...Array.from({ length: 40 }, () => forced('no')), forced('yes')]);
    expect(values.modellableParams).toEqual(['force', 'id']);
    expect(values.score(forced('yes'))?.reason).toMatchObject({ kind: 'value', at: 0, expected: [{ name: 'no' }, { name: 'yes' }] }); // prettier-ignore
    expect(values.score(set({ odd: '1' }))?.reason).toMatchObject({ kind: 'param', at: 0 });
  });

  test('adds its columns to each session; empty and short ones have none', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const rows = [...usual.map((list) => ({ events: list })), { events: ['open', 'close', 'open'] }, { events: ['open'] }, { events: [] }, { events: null }]; // prettier-ignore
    const scored = await session.from(rows).verb('sequence.score', { windowLength: 3 }).run();
    expect(scored.size).toBe(34);
    expect(scored.row(30)).toMatchObject({
      reason: 'transition',
      rarest_window_start: 1,
      rarest_window: ['close', 'open'],
    });
    expect(scored.row(31).rarest_window_likelihood).toBeNull();
    expect(scored.row(31).session_likelihood).toBeGreaterThan(0);
    expect([scored.row(32).session_likelihood, scored.row(33).explanation]).toEqual([null, null]);
  });

  test.each([
    ['the model itself', (model: object) => JSON.stringify(model)],
    ['the table that sequence.train gives, as JSON', (model: object) => JSON.stringify([{ model }])],
    ['the same as a line', (model: object) => `${JSON.stringify({ model })}\n`],
  ])('a model from a file: %s', async (_, written) => {
    const folder = mkdtempSync(join(tmpdir(), 'pivotkit-model-'));
    try {
      const path = join(folder, 'model.json');
      writeFileSync(path, written(SequenceModel.train(usual).toJSON()));
      await using session = await createSession({ plugins: [sequence] });
      const asked = session.from([{ events: usual[0] ?? [] }]);
      const scored = await asked.verb('sequence.score', { model: path }).run();
      const own = SequenceModel.train(usual).score(usual[0] ?? []);
      expect(scored.row(0).rarest_window_likelihood).toBe(own?.likelihood);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('scores new sessions on a kept model', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const trained = await session
      .from(usual.map((list) => ({ events: list })))
      .verb('sequence.train', {})
      .run();
    const { model } = trained.row(0);
    const kept = JSON.parse(JSON.stringify(model)) as { format: string };
    const scored = await session.from([{ events: ['open', 'erase'] }]).verb('sequence.score', { model: kept, windowLength: 2 }).run(); // prettier-ignore
    expect(scored.row(0).explanation).toBe('erase was never seen');
    const direct = SequenceModel.train(usual).score(['open', 'erase'], { windowLength: 2 });
    expect(scored.row(0).rarest_window_likelihood).toBe(direct?.likelihood);
  });

  test.each([
    ['another version', { version: 2 }, 'version 2'],
    ['another form', { format: 'x' }, 'format'],
    ['a count that is none', { sessions: -1 }, 'sessions'],
    ['counts that contradict one another', { commands: [['open', 1]] }, 'does not add up'],
  ])('a model of %s is refused', async (_, wrong, problem) => {
    await using session = await createSession({ plugins: [sequence] });
    const model = { ...SequenceModel.train(usual).toJSON(), ...wrong };
    const run = session
      .from([{ events: ['a'] }])
      .verb('sequence.score', { model })
      .run();
    await expect(run).rejects.toThrow(problem);
    await expect(run).rejects.toMatchObject({ code: 'SEQUENCE_MODEL_INVALID' });
  });

  test('a file that is not there, a cell that is no session', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const run = (rows: readonly object[], more: object): Promise<unknown> => session.from(rows).verb('sequence.score', more).run(); // prettier-ignore
    await expect(run([{ events: [] }], { model: '/nowhere/model.json' })).rejects.toMatchObject({ code: 'SEQUENCE_MODEL_INVALID' }); // prettier-ignore
    await expect(run([{ events: [1] }], {})).rejects.toThrow("Column 'events', row 0");
    await expect(run([{ event: [] }], {})).rejects.toThrow("Did you mean 'event'?");
  });

  test('a session of 100,000 events has a logarithm where its likelihood vanishes, for windows of any length', () => {
    const long = Array.from({ length: 100_000 }, (_, i) => (i % 3 === 0 ? 'a' : 'b'));
    const model = SequenceModel.train([long]);
    const score = model.score(long, { windowLength: 50_000 });
    expect(score?.sessionLikelihood).toBe(0);
    expect(score?.sessionLogLikelihood).toBeLessThan(-1000);
    expect(score?.likelihood).toBe(0);
  });

  test('all sessions the same: all scores the same', () => {
    const model = SequenceModel.train(usual);
    expect(new Set(usual.map((list) => model.score(list)?.likelihood)).size).toBe(1);
  });
});
