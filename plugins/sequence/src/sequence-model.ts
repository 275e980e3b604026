import { atOnce, type Work } from '@pivotkit/core';
import { countSessions } from './counts.ts';
import { explainWindow, type Reason } from './explain.ts';
import { MarkovModel, modellableParams } from './model.ts';
import { readModelFile, writeModelFile, type ModelFile } from './model-file.ts';
import { rarestWindow, sessionLog, sessionLogs, type WindowOptions } from './score.ts';
import { modelEvent, typeOfSessions, type ModelEvent, type SessionEvent, type SessionType } from './session-event.ts';

export interface TrainOptions {
  /** Default: the richest that the sessions have. */
  readonly sessionType?: SessionType | undefined;
  /** Parameters whose values are modelled. Default: those that have few different values. */
  readonly modellableParams?: readonly string[] | undefined;
}

export interface ScoreOptions {
  /** Events in a window. Default: 3. */
  readonly windowLength?: number | undefined;
  /** Whether beginning and end of a session count. Default: true. */
  readonly useStartEndTokens?: boolean | undefined;
  /** Whether likelihoods of windows are given as geometric means. Default: false. */
  readonly useGeoMean?: boolean | undefined;
  /** Whether the reason is worked out. Default: true. */
  readonly explain?: boolean | undefined;
}

export interface SessionScore {
  /** Of the rarest window; undefined where the session is too short for one. */
  readonly likelihood: number | undefined;
  /** Its first event, and how many it has. */
  readonly from: number;
  readonly events: number;
  /** Of the whole session. Below 10⁻³⁰⁸ only the logarithm tells sessions apart. */
  readonly sessionLikelihood: number;
  readonly sessionLogLikelihood: number;
  /** The likelihood to the power of 1 / number of events. */
  readonly sessionGeomeanLikelihood: number;
  readonly reason: Reason | undefined;
}

/** How usual sessions are, by those it was trained with. */
export class SequenceModel {
  readonly #model: MarkovModel;

  private constructor(model: MarkovModel) {
    this.#model = model;
  }

  /** Time and memory grow with the events. Empty sessions are passed over. */
  static train(sessions: readonly (readonly SessionEvent[])[], options: TrainOptions = {}): SequenceModel {
    return atOnce(SequenceModel.training(sessions, options));
  }

  /** The same in pieces, for verbs. */
  static *training(sessions: readonly (readonly SessionEvent[])[], options: TrainOptions = {}): Work<SequenceModel> {
    const type = options.sessionType ?? typeOfSessions(sessions);
    const counts = yield* countSessions(sessions, type);
    const modellable = type === 'values' ? (options.modellableParams ?? modellableParams(counts)) : [];
    return new SequenceModel(new MarkovModel(type, counts, new Set(modellable)));
  }

  /** @throws SEQUENCE_MODEL_INVALID when it is of another version or form */
  static fromJSON(value: unknown): SequenceModel {
    const { type, counts, modellable } = readModelFile(value);
    return new SequenceModel(new MarkovModel(type, counts, modellable));
  }

  toJSON(): ModelFile {
    return writeModelFile(this.#model);
  }

  get sessionType(): SessionType {
    return this.#model.type;
  }

  get modellableParams(): readonly string[] {
    return [...this.#model.modellable].sort();
  }

  /** Probabilities, for those who want to look: of a command, a step, a parameter, a value, all parameters of an event. */
  get probabilities(): Pick<MarkovModel, 'prior' | 'transition' | 'param' | 'value' | 'paramLikelihood'> {
    return this.#model;
  }

  /** What was never seen counts as if it had been seen once. An empty session has no score. */
  score(session: readonly SessionEvent[], options: ScoreOptions = {}): SessionScore | undefined {
    if (session.length === 0) return undefined;
    const { windowLength = 3, useStartEndTokens = true, useGeoMean = false, explain = true } = options;
    const events = session.map((event) => modelEvent(event, this.#model.type));
    const logs = sessionLogs(this.#model, events);
    const log = sessionLog(logs, useStartEndTokens);
    const windowOptions: WindowOptions = { windowLength, useStartEndTokens };
    const window = rarestWindow(logs, windowOptions);
    return {
      likelihood: window && Math.exp(useGeoMean ? window.log / windowLength : window.log),
      from: window?.from ?? 0,
      events: window?.events ?? 0,
      sessionLikelihood: Math.exp(log),
      sessionLogLikelihood: log,
      sessionGeomeanLikelihood: Math.exp(log / session.length),
      reason: window && explain ? explainWindow(this.#model, events, window, windowOptions) : undefined,
    };
  }
}

export type { ModelEvent };
