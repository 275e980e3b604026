import { readFile } from 'node:fs/promises';
import {
  gather,
  inTurns,
  PivotKitError,
  Table,
  vectorOf,
  withColumns,
  defineVerb,
  type Cell,
  type Column,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { markColumns, modelColumns, scoreColumns, sessionColumns } from './columns.ts';
import { eventReader } from './event-reader.ts';
import { sessionsPerLook } from './counts.ts';
import { sessionsWork, type Sessions } from './find-sessions.ts';
import { sessionOfCell, sessionTypes, type SessionEvent } from './session-event.ts';
import { SequenceModel, type ScoreOptions, type SessionScore } from './sequence-model.ts';

const minutes = z.number().min(0).max(1e7);

const sessionOptions = z.strictObject({
  userIdentifierCols: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .describe("Columns that together say who it was. Default: none, all events are one user's."),
  timeCol: z.string().default('TimeGenerated').describe('Column of times'),
  maxSessionTimeMins: minutes.default(20).describe('Longest session, in minutes; one of exactly this length is whole'),
  maxEventSeparationMins: minutes.default(2).describe('Longest pause inside a session, in minutes'),
});

function sessionsOf(table: Table<object>, options: z.output<typeof sessionOptions>, call: VerbCall): Promise<Sessions> {
  const rules = {
    userColumns: [options.userIdentifierCols].flat(),
    timeColumn: options.timeCol,
    maxSessionMs: options.maxSessionTimeMins * 60_000,
    maxPauseMs: options.maxEventSeparationMins * 60_000,
  };
  return inTurns(sessionsWork(table, rules), call);
}

/**
 * Puts events into sessions. Rows: n → s, one a session, by user (nulls last) and time, with the columns that say whose it
 * is. Events of equal time keep the order of the table; events without a time are in no session, which is logged.
 */
export const sessionizeVerb = defineVerb({
  name: 'sequence.sessionize',
  description: 'Puts events into sessions: the events of one user with no long pause between',
  options: sessionOptions.extend({
    eventCol: z.string().describe("Column of the events' names"),
    paramsCol: z
      .string()
      .optional()
      .describe(
        'Column of their parameters: a list of names, an object of values, or a list of { Name, Value }; also as JSON',
      ),
    paramValues: z.boolean().default(true).describe('Whether values of parameters are kept'),
  }),
  columns: sessionColumns,
  result: 'new-table',
  examples: [
    "session.from(events).verb('sequence.sessionize', { userIdentifierCols: ['UserId', 'ClientIP'], eventCol: 'Operation' })",
  ],
  run: async (table, options, call: VerbCall) => {
    const sessions = await sessionsOf(table, options, call);
    const users = [options.userIdentifierCols].flat();
    const taken = users.find((name) => Object.hasOwn(sessionColumns, name));
    if (taken !== undefined) throw new PivotKitError('TABLE_COLUMN_TAKEN', { column: taken, where: ' among the columns of sessions' }); // prettier-ignore
    const eventOf = eventReader(table, options);
    const { rows, starts, times } = sessions;
    const missing = table.size - rows.length;
    if (missing > 0) call.log.warn('events without a time are in no session', { events: missing });
    const count = starts.length - 1;
    const edge = (of: (session: number) => number): Float64Array =>
      Float64Array.from({ length: count }, (_, s) => of(s));
    const begin = edge((s) => times[rows[starts[s] ?? 0] ?? 0] ?? NaN);
    const finish = edge((s) => times[rows[(starts[s + 1] ?? 0) - 1] ?? 0] ?? NaN);
    const events = Array.from({ length: count }, (_, s) =>
      Array.from(rows.subarray(starts[s], starts[s + 1]), eventOf),
    );
    const whose = gather(users.length === 0 ? table : table.select(...users), Uint32Array.from({ length: count }, (_, s) => rows[starts[s] ?? 0] ?? 0)); // prettier-ignore
    const added: Record<keyof typeof sessionColumns, Column> = {
      start: { spec: sessionColumns.start, vector: { kind: 'time', times: begin.map(Math.floor) } },
      end: { spec: sessionColumns.end, vector: { kind: 'time', times: finish.map(Math.floor) } },
      events: { spec: sessionColumns.events, vector: { kind: 'cells', cells: events } },
      duration: { spec: sessionColumns.duration, vector: { kind: 'number', numbers: finish.map((ms, s) => (ms - (begin[s] ?? 0)) / 1000) } }, // prettier-ignore
      number_events: { spec: sessionColumns.number_events, vector: { kind: 'number', numbers: Float64Array.from(events, (list) => list.length) } }, // prettier-ignore
    };
    return users.length === 0 ? Table.of(Object.entries(added)) : withColumns(whose, added);
  },
});

/** Rows: n → n, order kept: each event says in which session it is. */
export const markVerb = defineVerb({
  name: 'sequence.mark',
  description: 'Says of each event in which session it is',
  options: sessionOptions,
  columns: markColumns,
  result: 'added-columns',
  examples: ["session.from(events).verb('sequence.mark', { userIdentifierCols: 'UserId' })"],
  run: async (table, options, call: VerbCall) => {
    const { rows, starts } = await sessionsOf(table, options, call);
    const numbers = new Float64Array(table.size);
    const nulls = new Uint8Array(table.size).fill(1);
    for (let session = 0; session + 1 < starts.length; session++)
      for (const row of rows.subarray(starts[session], starts[session + 1])) {
        numbers[row] = session;
        nulls[row] = 0;
      }
    return withColumns(table, {
      session_ind: { spec: markColumns.session_ind, vector: { kind: 'number', numbers, nulls } },
    });
  },
});

const trainOptions = z.strictObject({
  sessionColumn: z.string().default('events').describe('Column of the sessions'),
  sessionType: z.enum(sessionTypes).optional().describe('Default: the richest that the sessions have'),
  modellableParams: z
    .array(z.string())
    .optional()
    .describe('Parameters whose values are modelled. Default: those that have few different values.'),
});

/** Rows: n → 1: the model as JSON. */
export const trainVerb = defineVerb({
  name: 'sequence.train',
  description: 'Trains a model of what usual sessions are, to be kept and used again',
  options: trainOptions,
  columns: modelColumns,
  result: 'new-table',
  examples: ["session.from(sessions).verb('sequence.train')"],
  run: async (table, options, call: VerbCall) => {
    const model = await inTurns(SequenceModel.training(readSessions(table, options.sessionColumn), options), call);
    const cell = { ...model.toJSON() };
    return Table.of([['model', { spec: modelColumns.model, vector: { kind: 'cells', cells: [cell] } }]]);
  },
});

/** Rows: n → n, order kept. */
export const scoreVerb = defineVerb({
  name: 'sequence.score',
  description: 'Says how rare each session is, by its rarest stretch of events, and why',
  options: trainOptions.extend({
    windowLength: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(3)
      .describe('Events in a window; the end of a session counts as one'),
    useStartEndTokens: z.boolean().default(true).describe('Begin and end of a session count as events'),
    useGeoMean: z.boolean().default(false).describe('Likelihoods of windows as geometric means'),
    model: z
      .union([z.string(), z.looseObject({ format: z.string() })])
      .optional()
      .describe(
        'A model of `sequence.train`, or the path of a file with one or with its table (JSON). Default: one of the sessions themselves.',
      ),
  }),
  columns: scoreColumns,
  result: 'added-columns',
  examples: ["session.from(sessions).verb('sequence.score', { windowLength: 3 })"],
  run: async (table, options, call: VerbCall) => {
    const sessions = readSessions(table, options.sessionColumn);
    const model = options.model === undefined ? await inTurns(SequenceModel.training(sessions, options), call) : SequenceModel.fromJSON(await readModel(options.model)); // prettier-ignore
    const scores = await inTurns(scoring(model, sessions, options), call);
    return withColumns(table, scoreColumnsOf(sessions, scores));
  },
});

function* scoring(
  model: SequenceModel,
  sessions: readonly (readonly SessionEvent[])[],
  options: ScoreOptions,
): Work<Scored[]> {
  const scores: Scored[] = [];
  for (const [i, session] of sessions.entries()) {
    if (i % sessionsPerLook === 0) yield [i, sessions.length];
    scores.push(model.score(session, options));
  }
  return scores;
}

function readSessions(table: Table<object>, column: string): readonly (readonly SessionEvent[])[] {
  return table.cells(column).map((cell, row) => (cell === null ? [] : sessionOfCell(cell, row, column)));
}

async function readModel(model: string | object): Promise<unknown> {
  if (typeof model !== 'string') return model;
  const text = await readFile(model, 'utf8').catch((cause: unknown) => {
    throw new PivotKitError('SEQUENCE_MODEL_INVALID', { problem: `the file '${model}' cannot be read` }, { cause });
  });
  try {
    return modelIn(JSON.parse(text));
  } catch (cause) {
    throw new PivotKitError('SEQUENCE_MODEL_INVALID', { problem: `the file '${model}' is no JSON` }, { cause });
  }
}

/** The model itself, or the one of the table that `sequence.train` gives, as JSON or NDJSON. */
function modelIn(written: unknown): unknown {
  const row: unknown = Array.isArray(written) && written.length === 1 ? written[0] : written;
  return Reflect.get(Object(row), 'model') ?? row;
}

type Scored = SessionScore | undefined;

function scoreColumnsOf(
  sessions: readonly (readonly SessionEvent[])[],
  scores: readonly Scored[],
): Record<keyof typeof scoreColumns, Column> {
  const column = (
    name: keyof typeof scoreColumns,
    of: (score: SessionScore, session: readonly SessionEvent[]) => Cell | undefined,
  ): Column => {
    const cells = scores.map((score, i) => (score === undefined ? null : (of(score, sessions[i] ?? []) ?? null)));
    return { spec: scoreColumns[name], vector: vectorOf(scoreColumns[name].type, cells) };
  };
  const ofWindow = (
    name: keyof typeof scoreColumns,
    of: (score: SessionScore, session: readonly SessionEvent[]) => Cell | undefined,
  ): Column => column(name, (score, session) => (score.likelihood === undefined ? undefined : of(score, session)));
  return {
    rarest_window_likelihood: ofWindow('rarest_window_likelihood', ({ likelihood }) => likelihood),
    rarest_window: ofWindow('rarest_window', ({ from, events }, session) => session.slice(from, from + events)),
    rarest_window_start: ofWindow('rarest_window_start', ({ from }) => from),
    session_likelihood: column('session_likelihood', ({ sessionLikelihood }) => sessionLikelihood),
    session_log_likelihood: column('session_log_likelihood', ({ sessionLogLikelihood }) => sessionLogLikelihood),
    session_geomean_likelihood: column(
      'session_geomean_likelihood',
      ({ sessionGeomeanLikelihood }) => sessionGeomeanLikelihood,
    ),
    reason: ofWindow('reason', ({ reason }) => reason?.kind),
    explanation: ofWindow('explanation', ({ reason }) => reason?.text),
    reason_event: ofWindow('reason_event', ({ reason }) => reason?.at),
    expected: ofWindow('expected', ({ reason }) => reason?.expected),
  };
}
