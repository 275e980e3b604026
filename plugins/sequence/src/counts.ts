import type { Work } from '@pivotkit/core';
import { modelEvent, type SessionEvent, type SessionType } from './session-event.ts';

/** How often a thing occurred beside another. */
export class PairCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  add(left: string, right: string, times = 1): void {
    const rights = this.#counts.get(left);
    if (rights === undefined) this.#counts.set(left, new Map([[right, times]]));
    else rights.set(right, (rights.get(right) ?? 0) + times);
  }

  /** Counts beside `left`; empty when it never occurred. */
  of(left: string): ReadonlyMap<string, number> {
    return this.#counts.get(left) ?? nothing;
  }

  entries(): readonly (readonly [left: string, right: string, count: number])[] {
    return [...this.#counts].flatMap(([left, rights]) => [...rights].map(([right, count]) => [left, right, count] as const)); // prettier-ignore
  }
}

const nothing: ReadonlyMap<string, number> = new Map();

/** What was seen in the sessions a model is trained with, before smoothing. */
export interface Counts {
  readonly sessions: number;
  readonly commands: ReadonlyMap<string, number>;
  /** First and last commands of sessions. */
  readonly starts: ReadonlyMap<string, number>;
  readonly ends: ReadonlyMap<string, number>;
  /** A command and the one after it. */
  readonly transitions: PairCounts;
  /** A command and a parameter it had. */
  readonly params: PairCounts;
  /** A parameter and a value it had; values that say nothing are not counted. */
  readonly values: PairCounts;
}

/** Sessions between two looks at the time. */
export const sessionsPerLook = 512;

/** Counts sessions, one event at a time; empty ones count as none. */
export function* countSessions(sessions: readonly (readonly SessionEvent[])[], type: SessionType): Work<Counts> {
  const commands = new Map<string, number>();
  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  const [transitions, params, values] = [new PairCounts(), new PairCounts(), new PairCounts()];
  let size = 0;
  for (const [i, session] of sessions.entries()) {
    if (i % sessionsPerLook === 0) yield [i, sessions.length];
    let before: string | undefined;
    for (const one of session) {
      const event = modelEvent(one, type);
      increase(commands, event.name);
      if (before === undefined) increase(starts, event.name);
      else transitions.add(before, event.name);
      before = event.name;
      for (const { param, value } of event.params) {
        params.add(event.name, param);
        if (value !== '') values.add(param, value);
      }
    }
    if (before === undefined) continue;
    increase(ends, before);
    size += 1;
  }
  return { sessions: size, commands, starts, ends, transitions, params, values };
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
