import { existsSync, readFileSync } from 'node:fs';
import { cellText, createSession, readCsv } from '@pivotkit/core';
import { sequence, SequenceModel, type SessionEvent, type SessionType } from '@pivotkit/plugin-sequence';
import { beforeAll, describe, expect, test } from 'vitest';

const folder = '../shared/oracle';

interface Numbers {
  readonly start_end: readonly number[];
  readonly no_start_end: readonly number[];
}

type Named = string | { readonly name: string };
type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Rarest {
  readonly window_len: number;
  readonly use_start_end_tokens: boolean;
  readonly use_geo_mean: boolean;
  readonly likelihood: readonly (number | null)[];
  readonly window?: readonly (readonly Named[])[];
}

interface Case {
  readonly session_type: string;
  readonly modellable_params: readonly string[] | null;
  readonly session_likelihoods: Numbers;
  readonly session_geomean_likelihoods: Numbers;
  readonly rarest: readonly Rarest[];
  readonly prior_probs?: Readonly<Record<string, number>>;
  readonly trans_probs?: Table;
  readonly param_cond_cmd_probs?: Table | null;
  readonly value_cond_param_probs?: Table | null;
}

const types: Readonly<Record<string, SessionType>> = {
  cmds_only: 'commands',
  cmds_params_only: 'params',
  cmds_params_values: 'values',
};

/** Bodies of suites run even where they are skipped. */
const readJson = (path: string): unknown => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});

/** The same numbers, but for the order in which they were added up. */
function expectNear(ours: readonly (number | null | undefined)[], theirs: readonly (number | null)[]): void {
  expect(ours.length).toBe(theirs.length);
  theirs.forEach((value, i) => {
    const own = ours[i] ?? null;
    if (value === null || own === null) expect([i, own]).toEqual([i, value]);
    else expect(Math.abs(own - value) / value, `session ${i}: ${own} and ${value}`).toBeLessThan(1e-9);
  });
}

const nameOf = (event: Named | undefined): string | undefined => (typeof event === 'string' ? event : event?.name);

function expectCase(
  sessions: readonly (readonly SessionEvent[])[],
  expected: Case,
  modellable?: readonly string[],
): void {
  const sessionType = types[expected.session_type];
  const model = SequenceModel.train(sessions, { sessionType, modellableParams: modellable });
  expect(model.sessionType).toBe(sessionType);
  if (expected.modellable_params !== null)
    expect(model.modellableParams).toEqual([...expected.modellable_params].sort());
  for (const useStartEndTokens of [true, false]) {
    const scores = sessions.map((session) => model.score(session, { useStartEndTokens }));
    const key = useStartEndTokens ? 'start_end' : 'no_start_end';
    const geometric = scores.map((score) => score?.sessionGeomeanLikelihood);
    expectNear(
      scores.map((score) => score?.sessionLikelihood),
      expected.session_likelihoods[key],
    );
    expectNear(geometric, expected.session_geomean_likelihoods[key]);
  }
  for (const rarest of expected.rarest) expectRarest(model, sessions, rarest);
}

function expectRarest(model: SequenceModel, sessions: readonly (readonly SessionEvent[])[], rarest: Rarest): void {
  const useStartEndTokens = rarest.use_start_end_tokens;
  const options = { windowLength: rarest.window_len, useStartEndTokens, useGeoMean: rarest.use_geo_mean };
  const scores = sessions.map((session) => model.score(session, options));
  expectNear(
    scores.map((score) => score?.likelihood),
    rarest.likelihood,
  );
  // Of windows as rare either may be named: rounding decides.
  const named = (rarest.window ?? []).filter((window, i) => {
    const { from = 0, events = 0 } = scores[i] ?? {};
    const own = (sessions[i] ?? []).slice(from, from + events);
    return JSON.stringify(own.map(nameOf)) !== JSON.stringify(window.map(nameOf));
  });
  expect(named.length / Math.max(1, sessions.length)).toBeLessThan(0.2);
}

const handmade = `${folder}/anomseq-handmade`;

describe.skipIf(!existsSync(handmade))(`sessions made by hand (needs ${handmade})`, () => {
  const inputs = readJson(`${handmade}/input.json`) as Readonly<Record<string, readonly (readonly SessionEvent[])[]>>;
  const expected = readJson(`${handmade}/expected.json`) as Readonly<Record<string, Case>>;
  const caseOf = (name: string): Case => expected[name] ?? ({} as Case);
  // A command that is called like the peer's token for unknown ones is a command here: docs/differences.md.
  const names = Object.keys(inputs).filter((name) => name !== 'cmds_unicode_and_tokens');

  test.each(names)('%s', (name) => expectCase(inputs[name] ?? [], caseOf(name)));

  test('values of parameters that are named', () => {
    expectCase(inputs['values_tests'] ?? [], caseOf('values_tests__modellable_given_City'), ['City']);
  });

  test.each(names)('%s: probabilities', (name) => {
    const { prior_probs: priors = {}, trans_probs: steps = {}, ...others } = caseOf(name);
    const { probabilities: own } = SequenceModel.train(inputs[name] ?? []);
    const known = (text: string): string => (text === '##UNK##' ? 'never seen' : text);
    const isSession = (text: string): boolean => text === '##START##' || text === '##END##';
    const cells = (table: Table): [string, string, number][] =>
      Object.entries(table).flatMap(([left, row]) =>
        Object.entries(row).map(([right, value]): [string, string, number] => [left, right, value]),
      );
    for (const [command, prior] of Object.entries(priors))
      if (!isSession(command)) expect(own.prior(known(command))).toBeCloseTo(prior, 14);
    for (const [from, to, probability] of cells(steps))
      if (!isSession(from) && !isSession(to))
        expect(own.transition(known(from), known(to))).toBeCloseTo(probability, 14);
    for (const [command, param, probability] of cells(others.param_cond_cmd_probs ?? {}))
      if (!isSession(command)) expect(own.param(known(command), known(param))).toBeCloseTo(probability, 14);
    for (const [param, value, probability] of cells(others.value_cond_param_probs ?? {}))
      expect(own.value(known(param), known(value))).toBeCloseTo(probability, 14);
  });
});

const admin = `${folder}/anomseq-exchange-admin`;

describe.skipIf(!existsSync(admin))(`sessions of Exchange administrators (needs ${admin})`, () => {
  const input = readJson(`${admin}/input.json`) as readonly { readonly session: readonly SessionEvent[] }[];
  const sessions = Array.isArray(input) ? input.map(({ session }) => session) : [];
  const expected = readJson(`${admin}/expected.json`) as Readonly<Record<string, Case>>;

  test.each(Object.keys(types))('%s', (type) => expectCase(sessions, expected[type] ?? ({} as Case)));
});

const exchange = `${folder}/anomseq-exchange`;

type PeerSession = readonly [user: string | null, ip: string | null, start: string, end: string, events: string[], duration: number, size: number]; // prettier-ignore

interface Exchange extends Readonly<Record<'cmds_only' | 'cmds_params_only' | 'cmds_params_values', Case>> {
  readonly sessionize: { readonly table: { readonly data: readonly PeerSession[] } };
  readonly create_session_col: { readonly row: readonly number[]; readonly session_ind: readonly number[] };
  readonly sessionize_variants: readonly {
    readonly params: {
      readonly max_session_time_mins: number;
      readonly max_event_separation_mins: number;
      readonly user_identifier_cols: string[];
    };
    readonly n_sessions: number;
    readonly start: readonly string[];
  }[];
}

const instant = (time: Date): string => time.toISOString().replace('.000Z', 'Z');

describe.skipIf(!existsSync(exchange))(`the published notebook (needs ${exchange})`, () => {
  const expected = readJson(`${exchange}/expected.json`) as Exchange;
  const table = readCsv(existsSync(exchange) ? readFileSync(`${exchange}/input.csv`, 'utf8') : 'a\n');
  const users = { userIdentifierCols: ['UserId', 'ClientIP'] };
  /** Sessions in the peer's order, with the events of equal times in the peer's order, too. */
  const sessions: SessionEvent[][] = [];

  beforeAll(() => {
    const rows = table.toRows();
    const { row, session_ind: sessionOf } = expected.create_session_col;
    row.forEach((source, i) => {
      const { Operation: name, Parameters: params } = rows[source] ?? {};
      const listed = JSON.parse(cellText(params ?? null)) as { readonly Name: string; readonly Value: unknown }[];
      const values = Object.fromEntries(listed.map(({ Name, Value }) => [Name, Value]));
      (sessions[sessionOf[i] ?? 0] ??= []).push({ name: cellText(name ?? null), params: values });
    });
  });

  test('400 sessions: the same events in each, the same times', async () => {
    await using session = await createSession({ plugins: [sequence] });
    const marked = await session.from(table).verb('sequence.mark', users).run();
    const groups = (marks: readonly unknown[], rows: readonly number[]): string[] => {
      const found = new Map<unknown, number[]>();
      marks.forEach((mark, i) => found.set(mark, [...(found.get(mark) ?? []), rows[i] ?? i]));
      return Array.from(found.values(), (group) => group.sort((a, b) => a - b).join()).sort();
    };
    const { row, session_ind: theirs } = expected.create_session_col;
    const own = groups(marked.table.cells('session_ind'), []);
    expect(own.length).toBe(400);
    expect(own).toEqual(groups(theirs, row));
    const made = await session
      .from(table)
      .verb('sequence.sessionize', { ...users, eventCol: 'Operation' })
      .run();
    const whose: { cells(name: string): unknown[] } = made.table;
    const [names, addresses] = [whose.cells('UserId'), whose.cells('ClientIP')];
    const ours = made.toRows().map(({ start, end, duration, events, number_events: size }, i) => JSON.stringify([names[i], addresses[i], instant(start), instant(end), events.map(String).toSorted(), duration, size])); // prettier-ignore
    const peers = expected.sessionize.table.data.map(([user, ip, start, end, events, duration, size]) => JSON.stringify([user, ip, start, end, events.toSorted(), duration, size])); // prettier-ignore
    expect(ours.sort()).toEqual(peers.sort());
  });

  test('other lengths and pauses', async () => {
    await using session = await createSession({ plugins: [sequence] });
    for (const { params, n_sessions: count, start } of expected.sessionize_variants) {
      const options = {
        userIdentifierCols: params.user_identifier_cols,
        maxSessionTimeMins: params.max_session_time_mins,
        maxEventSeparationMins: params.max_event_separation_mins,
        eventCol: 'Operation',
      };
      const made = await session.from(table).verb('sequence.sessionize', options).run();
      expect(made.size).toBe(count);
      expect(Array.from(made, (row) => instant(row.start)).sort()).toEqual([...start].sort());
    }
  });

  test.each(['cmds_only', 'cmds_params_only', 'cmds_params_values'] as const)('%s: likelihoods and windows', (type) => {
    expectCase(sessions, expected[type]);
  });

  test('the published figure and the rarest sessions', () => {
    const commands = sessions.map((session) => session.map((event) => nameOf(event) ?? ''));
    const model = SequenceModel.train(commands);
    const likelihood = (session: readonly string[], windowLength: number): number =>
      model.score(session, { windowLength })?.likelihood ?? Infinity;
    expect(likelihood(commands[0] ?? [], 2)).toBeCloseTo(0.06277653078978894, 15);
    const scores = commands.map((session) => Number(likelihood(session, 3).toPrecision(12)));
    const ranked = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b);
    expect(ranked.slice(0, 6)).toEqual([157, 216, 261, 247, 223, 224]);
  });
});
