import { nearest, type EntityClass } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { textOf } from '../error/text-of.ts';
import { checkOptions } from './check-options.ts';
import { chooseCandidates } from './choose-candidates.ts';
import type { JoinPlan } from './join-results.ts';
import { reservedOptions, type JoinKind, type RunOptions } from './pivot-types.ts';
import type { PivotTarget, TimeRange } from './pivot.ts';
import type { PivotCall } from './run-pivot.ts';
import { submissionOf, submissionOptions } from './submission.ts';

const joinKinds: readonly JoinKind[] = ['left', 'inner', 'right', 'outer'];

/** A pivot asked about one of its kinds of entity. */
export interface PivotReference {
  readonly target: PivotTarget;
  readonly cls: EntityClass;
}

/** A call as it was written, checked and taken apart: which pivot, how to join, its own options, how to run. */
export interface PreparedCall extends PivotCall, RunOptions {}

/**
 * Checks the options of a call before anything is asked.
 * @throws OPTIONS_INVALID with every problem and the nearest name of an unknown option; without consent to a submission.
 */
export function prepareCall({ target, cls }: PivotReference, column: string, written: object): PreparedCall {
  const { pivot } = target;
  const given = new Map<string, unknown>(Object.entries(written));
  const plan = planOf(target, given);
  const timeRange = timeRangeOf(pivot.name, given.get('timeRange'));
  const signal = given.get('signal');
  const submission = submissionOf(pivot, written);
  const own = [...given].filter(([name]) => !isReserved(name, submission !== undefined));
  const options = checkOptions(pivot.name, pivot.options, Object.fromEntries(own));
  const chosen = chooseCandidates({ target, cls }, options);
  return {
    target,
    cls,
    column,
    plan,
    options,
    ...(signal instanceof AbortSignal ? { signal } : {}),
    ...(timeRange === undefined ? {} : { timeRange }),
    ...(submission === undefined ? {} : { submission }),
    ...(chosen === undefined ? {} : { chosen }),
  };
}

const isReserved = (name: string, submits: boolean): boolean =>
  [...reservedOptions, ...(submits ? submissionOptions : [])].some((reserved) => reserved === name);

function planOf({ pivot }: PivotTarget, given: ReadonlyMap<string, unknown>): JoinPlan {
  const all = Object.keys(pivot.columns);
  const join = given.get('join') ?? 'left';
  const columns = given.get('columns') ?? all;
  const problems: string[] = [];
  if (!joinKinds.includes(join as JoinKind))
    problems.push(`'join' is one of ${joinKinds.join(', ')}, not '${textOf(join)}'`);
  if (!isTextList(columns)) problems.push("'columns' is a list of names");
  else for (const name of columns) if (!all.includes(name)) problems.push(unknownColumn(name, all));
  const prefix = textOption(given, 'prefix', problems);
  const suffix = textOption(given, 'suffix', problems);
  if (problems.length > 0 || !isTextList(columns))
    throw new PivotKitError('OPTIONS_INVALID', { name: pivot.name, problems: problems.join('; '), suggestion: '' });
  return { join: join as JoinKind, prefix, suffix, columns };
}

function textOption(given: ReadonlyMap<string, unknown>, name: string, problems: string[]): string {
  const value = given.get(name) ?? '';
  if (typeof value === 'string') return value;
  problems.push(`'${name}' is text`);
  return '';
}

function unknownColumn(name: string, all: readonly string[]): string {
  const near = nearest(name, all);
  return `there is no output column '${name}'${near === undefined ? ` among ${all.join(', ')}` : `, did you mean '${near}'?`}`;
}

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function timeRangeOf(pivot: string, value: unknown): TimeRange | undefined {
  if (value === undefined) return undefined;
  if (isTimeRange(value) && value.start < value.end) return value;
  throw new PivotKitError('OPTIONS_INVALID', {
    name: pivot,
    problems: "'timeRange' is { start, end }, two dates, start before end",
    suggestion: '',
  });
}

const isTimeRange = (value: unknown): value is TimeRange =>
  typeof value === 'object' &&
  value !== null &&
  Reflect.get(value, 'start') instanceof Date &&
  Reflect.get(value, 'end') instanceof Date;
