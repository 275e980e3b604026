import type { Entity } from '@pivotkit/entities';
import type { Clock } from '../io/clock.ts';
import type { Http } from '../io/http.ts';
import type { Log } from '../io/log.ts';
import type { Redactor } from '../io/redact.ts';
import type { Telemetry } from '../io/telemetry/telemetry.ts';
import type { LookupEvent } from './lookup-event.ts';
import type { Lookup } from './lookup.ts';
import type { Budget } from './budget.ts';
import type { ChosenCandidates } from './choose-candidates.ts';
import type { Flights } from './flights.ts';
import type { Policy } from './policy.ts';
import type { Quotas } from './quotas.ts';
import type { PivotTarget, TimeRange } from './pivot.ts';
import type { Rooms } from './rooms.ts';
import type { Submission } from './submission.ts';

/** What a run brings to each of its pivots. */
export interface RunContext {
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Log;
  /** Takes secrets out of what plugins answer. */
  readonly redactor: Redactor;
  readonly telemetry: Telemetry;
  readonly policy: Policy;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Aborted when it is cancelled or its deadline has passed: nothing is asked from then on. The reason says which. */
  readonly ending: AbortSignal;
  readonly timeRange: TimeRange | undefined;
  /** Where answers may be known without asking, nearest first; the run's own memory is always there. */
  readonly stores: readonly AnswerStore[];
  /** Names the run where others want the same quota. */
  readonly run: string;
  /** Undefined = no end. */
  readonly budget: Budget | undefined;
  /** Undefined = nothing is booked: replies come from a folder, or from nowhere. */
  readonly quotas: Quotas | undefined;
  /** Plugins whose credentials were refused in this run. */
  readonly providersOff: Set<string>;
  /** Whether nobody can be asked: only kept answers are given. */
  readonly isOffline: boolean;
  /** How much is asked at once, by all runs of the session. */
  readonly rooms: Rooms;
  /** What is being asked, by all runs of the session. */
  readonly flights: Flights;
  /** Asks anew, without anybody waiting for it, what was answered from an old answer. */
  revalidate(asking: Asking, questions: readonly Question[]): void;
  /** The run has ended: its deadline is watched no longer. */
  end(): void;
  /** @throws PIVOT_UNAVAILABLE with the reason */
  requireAvailable(target: PivotTarget): void;
  /** Told how many more questions have an answer. */
  onAsked(count: number): void;
  /** Told how far a verb is. */
  onVerbProgress?(done: number, total: number): void;
  /** Told what became of questions that were answered together. */
  onLookup?(event: LookupEvent): void;
  /** Told how many milliseconds were spent waiting for a quota. */
  onWaited(waitedMs: number): void;
}

/** One distinct thing to ask about. */
export interface Question {
  readonly key: string;
  readonly entity: Entity;
}

/** A pivot being asked: what stays the same from batch to batch. */
export interface Asking {
  readonly target: PivotTarget;
  /** The kind of entity asked about. */
  readonly kind: string;
  readonly options: unknown;
  /** The nearest of call, run and session, for a pivot that needs one: part of what is asked. */
  readonly timeRange: TimeRange | undefined;
  /** What was consented to; undefined unless the pivot submits. */
  readonly submission: Submission | undefined;
  /** Whom it asks, where the pivot asks others. */
  readonly chosen?: ChosenCandidates;
  readonly context: RunContext;
}

/** Answers that need no asking: of this run, of one that was interrupted, of a cache. */
export interface AnswerStore {
  /** `answers[i]` for `questions[i]`; undefined = not known here. Never rejects: a broken store knows nothing. */
  find(asking: Asking, questions: readonly Question[]): Promise<readonly (Lookup | undefined)[]>;
  /** Takes the answers of one batch as soon as they are there; keeps what may be given again. */
  keep(asking: Asking, questions: readonly Question[], lookups: readonly Lookup[]): Promise<void>;
  /** Answers that are too old, for questions that could not be asked just now. */
  standIn?(asking: Asking, questions: readonly Question[]): Promise<readonly (Lookup | undefined)[]>;
}
