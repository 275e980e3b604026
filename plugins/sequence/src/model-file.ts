import { PivotKitError } from '@pivotkit/core';
import { z } from 'zod';
import { PairCounts, type Counts } from './counts.ts';
import type { MarkovModel } from './model.ts';
import { sessionTypes, type SessionType } from './session-event.ts';

const count = z.number().int().positive();
const counted = z.array(z.tuple([z.string(), count]));
const countedPairs = z.array(z.tuple([z.string(), z.string(), count]));

/** Lists and no objects: names come from data, and `__proto__` is one. */
const modelFile = z.strictObject({
  format: z.literal('pivotkit-sequence-model'),
  version: z.literal(1),
  sessionType: z.enum(sessionTypes),
  sessions: z.number().int().min(0),
  commands: counted,
  starts: counted,
  ends: counted,
  transitions: countedPairs,
  params: countedPairs,
  values: countedPairs,
  modellableParams: z.array(z.string()),
});

/** A model as JSON. */
export type ModelFile = z.output<typeof modelFile>;

export function writeModelFile({ type, counts, modellable }: MarkovModel): ModelFile {
  const pairs = (of: PairCounts): [string, string, number][] =>
    of.entries().map(([left, right, n]) => [left, right, n]);
  return {
    format: 'pivotkit-sequence-model',
    version: 1,
    sessionType: type,
    sessions: counts.sessions,
    commands: [...counts.commands],
    starts: [...counts.starts],
    ends: [...counts.ends],
    transitions: pairs(counts.transitions),
    params: pairs(counts.params),
    values: pairs(counts.values),
    modellableParams: [...modellable],
  };
}

export interface ReadModel {
  readonly type: SessionType;
  readonly counts: Counts;
  readonly modellable: ReadonlySet<string>;
}

/** @throws SEQUENCE_MODEL_INVALID */
export function readModelFile(value: unknown): ReadModel {
  const parsed = modelFile.safeParse(value);
  if (!parsed.success) throw invalid(problemsOf(value, parsed.error));
  const { sessionType, modellableParams, sessions, ...file } = parsed.data;
  const counts: Counts = {
    sessions,
    commands: new Map(file.commands),
    starts: new Map(file.starts),
    ends: new Map(file.ends),
    transitions: pairCounts(file.transitions),
    params: pairCounts(file.params),
    values: pairCounts(file.values),
  };
  const problem = contradiction(counts);
  if (problem !== undefined) throw invalid(problem);
  return { type: sessionType, counts, modellable: new Set(modellableParams) };
}

function pairCounts(entries: readonly (readonly [string, string, number])[]): PairCounts {
  const counts = new PairCounts();
  for (const [left, right, times] of entries) counts.add(left, right, times);
  return counts;
}

/** Each command is followed by another or by the end; else probabilities would not add up. */
function contradiction({ commands, starts, ends, transitions, sessions }: Counts): string | undefined {
  const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);
  if (total(starts) !== sessions || total(ends) !== sessions) return 'it has not as many starts and ends as sessions';
  for (const [command, times] of commands)
    if (total(transitions.of(command)) + (ends.get(command) ?? 0) !== times)
      return `what follows '${command}' does not add up to its count`;
  return undefined;
}

function problemsOf(value: unknown, error: z.ZodError): string {
  const version: unknown = Reflect.get(Object(value), 'version');
  if (typeof version === 'number' && version !== 1) return `it is of version ${version}; this package reads version 1`;
  const [first] = error.issues;
  return first === undefined ? 'its form is unknown' : `${first.path.join('.') || 'it'}: ${first.message}`;
}

const invalid = (problem: string): PivotKitError => new PivotKitError('SEQUENCE_MODEL_INVALID', { problem });
