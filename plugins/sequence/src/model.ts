import type { Counts } from './counts.ts';
import type { ModelEvent, SessionType } from './session-event.ts';

/** Before the first and after the last event of a session. */
export const start: unique symbol = Symbol('start of session');
export const end: unique symbol = Symbol('end of session');

export type From = string | typeof start;
export type To = string | typeof end;

/** What may come next, and how likely it is. */
export interface Step {
  readonly to: To;
  readonly probability: number;
}

/** A probability that a parameter of an event, or its value, gives. */
export interface ParamFactor {
  readonly param: string;
  /** The value, where it is modelled and this is its probability. */
  readonly value?: string;
  readonly probability: number;
}

export interface ParamLikelihood {
  readonly log: number;
  /** How many probabilities were multiplied. */
  readonly factors: number;
}

const noParams: ParamLikelihood = { log: 0, factors: 1 };

/**
 * Probabilities of commands, their order, parameters and values, by counts with Laplace smoothing: everything that never
 * occurred, the unknown included, counts as if it had once. With n different commands, a command's own count goes up by
 * 2 (n + 2), since it is smoothed once for each pair it is part of; those of parameters are divided by it.
 */
export class MarkovModel {
  readonly type: SessionType;
  readonly counts: Counts;
  /** Parameters whose values are modelled. */
  readonly modellable: ReadonlySet<string>;
  readonly #size: number;
  readonly #total: number;
  readonly #valueTotals = new Map<string, number>();
  readonly #absent = new Map<string, number>();

  constructor(type: SessionType, counts: Counts, modellable: ReadonlySet<string>) {
    this.type = type;
    this.counts = counts;
    this.modellable = modellable;
    this.#size = counts.commands.size + 2;
    const seen = [...counts.commands.values()].reduce((sum, count) => sum + count, 0);
    this.#total = seen + 2 * counts.sessions + 2 * this.#size * this.#size;
  }

  /** How likely an event is the first that is looked at: a command, an unknown one, or the end of a session. */
  prior(to: To): number {
    if (to === end) return (this.counts.sessions + this.#size) / this.#total;
    return this.#smoothed(to) / this.#total;
  }

  /** How likely `to` comes next. */
  transition(from: From, to: To): number {
    if (from === start) return ((to === end ? 0 : (this.counts.starts.get(to) ?? 0)) + 1) / (this.counts.sessions + this.#size); // prettier-ignore
    const after = to === end ? this.counts.ends.get(from) : this.counts.transitions.of(from).get(to);
    return ((after ?? 0) + 1) / (this.#followers(from) + this.#size);
  }

  /** What most likely comes next, the likeliest first. */
  expected(from: From, most: number): readonly Step[] {
    const seen: To[] = from === start ? [...this.counts.starts.keys()] : [...this.counts.transitions.of(from).keys()];
    if (from !== start && (this.counts.ends.get(from) ?? 0) > 0) seen.push(end);
    return seen
      .map((to): Step => ({ to, probability: this.transition(from, to) }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, most);
  }

  /** How likely a command has a parameter; undefined: one that it never had. */
  param(command: string, param: string | undefined): number {
    const count = param === undefined ? undefined : this.counts.params.of(command).get(param);
    return ((count ?? 0) + 1) / this.#smoothed(command);
  }

  /** How likely a parameter has a value. */
  value(param: string, value: string): number {
    const seen = this.counts.values.of(param);
    return ((seen.get(value) ?? 0) + 1) / (this.#valueTotal(param) + seen.size + 1);
  }

  /**
   * How likely the event's parameters are: those it has, those it lacks, and the values that are modelled. Events
   * without parameters are certain. Parameters that the command never had count together as the unknown one.
   */
  paramLikelihood({ name, params }: ModelEvent): ParamLikelihood {
    if (params.length === 0) return noParams;
    const seen = this.counts.params.of(name);
    let log = this.#absentLog(name);
    let factors = seen.size + 1;
    let isUnknownCounted = false;
    for (const { param, value } of params) {
      const isKnown = seen.has(param);
      if (isKnown || !isUnknownCounted) {
        const probability = this.param(name, isKnown ? param : undefined);
        log += Math.log(probability) - Math.log1p(-probability);
        isUnknownCounted ||= !isKnown;
      }
      if (!this.modellable.has(param)) continue;
      log += Math.log(this.value(param, value));
      factors += 1;
    }
    return { log, factors };
  }

  /** The probabilities behind `paramLikelihood`, of what the event has. */
  paramFactors({ name, params }: ModelEvent): ParamFactor[] {
    const seen = this.counts.params.of(name);
    return params.flatMap(({ param, value }) => {
      const present: ParamFactor = { param, probability: this.param(name, seen.has(param) ? param : undefined) };
      if (!this.modellable.has(param)) return [present];
      return [present, { param, value, probability: this.value(param, value) }];
    });
  }

  /** Log of the probability that the command has none of the parameters it ever had, and no other. */
  #absentLog(command: string): number {
    const known = this.#absent.get(command);
    if (known !== undefined) return known;
    let log = Math.log1p(-this.param(command, undefined));
    for (const param of this.counts.params.of(command).keys()) log += Math.log1p(-this.param(command, param));
    this.#absent.set(command, log);
    return log;
  }

  #smoothed(command: string): number {
    return (this.counts.commands.get(command) ?? 0) + 2 * this.#size;
  }

  /** How often something followed a command, the end of the session included. */
  #followers(command: string): number {
    return this.counts.commands.get(command) ?? 0;
  }

  #valueTotal(param: string): number {
    const known = this.#valueTotals.get(param);
    if (known !== undefined) return known;
    const total = [...this.counts.values.of(param).values()].reduce((sum, count) => sum + count, 0);
    this.#valueTotals.set(param, total);
    return total;
  }
}

/** At most this many different values, */
const mostValues = 20;
/** at least this many occurrences, */
const fewestOccurrences = 20;
/** and at most this many different values for 100 occurrences make the values of a parameter worth modelling. */
const mostPercent = 10;

/** Parameters that seem to have one of a few values each time, such as `true` and `false`, and no free text. */
export function modellableParams({ params, values }: Counts): Set<string> {
  const occurrences = new Map<string, number>();
  for (const [, param, count] of params.entries()) occurrences.set(param, (occurrences.get(param) ?? 0) + count);
  const isModellable = ([param, count]: readonly [string, number]): boolean => {
    const different = values.of(param).size;
    return different <= mostValues && count >= fewestOccurrences && (100 * different) / count <= mostPercent;
  };
  return new Set([...occurrences].filter(isModellable).map(([param]) => param));
}
