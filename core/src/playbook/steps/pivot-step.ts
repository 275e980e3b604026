import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { Step } from '../../pipeline/step.ts';
import type { Table } from '../../table/index.ts';
import { makeStep } from '../host.ts';
import type { StepOf } from '../schema.ts';
import { StepFault, type StepContext } from './context.ts';

/** A pivot over a column. With `failFast` a look-up that was made and failed ends the run. */
export function pivotStep(definition: StepOf<'pivot'>, context: StepContext): Step {
  const { pivot: name, column, options = {}, timeRange, onError } = definition;
  const { join, prefix, suffix, columns } = definition;
  const pivot = pivotNamed(name, context);
  const range = timeRange && { start: new Date(timeRange.start), end: new Date(timeRange.end) };
  const written = { join, prefix, suffix, columns, timeRange: range };
  const given = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
  const call = { ...options, column, ...given };
  // Options in a file have no types; the call checks them by the pivot's schema.
  const step = makeStep(context.host, (pipeline) => pipeline.pivot(pivot as never, call as never));
  if (onError !== 'failFast') return step;
  const status = `${prefix ?? ''}${pivot.pivot.name}.status${suffix ?? ''}`;
  return { ...step, apply: async (table, run) => requireAnswers(await step.apply(table, run), status, name) };
}

function pivotNamed(name: string, { host }: StepContext): ReturnType<typeof host.pivot> {
  const dot = name.indexOf('.');
  const all = host.pivots().map(({ call }) => call);
  if (dot === -1) {
    const near = nearest(name, all);
    const example = near === undefined ? 'write the kind of entity first' : `did you mean '${near}'?`;
    throw new StepFault(`'${name}' is no pivot of a kind of entity; ${example}`, ['pivot']);
  }
  return host.pivot(name.slice(0, dot), name.slice(dot + 1));
}

const isFailure = (status: string): boolean => /^(?:failed\(|timeout|throttled)/.test(status);

function requireAnswers(table: Table<object>, status: string, name: string): Table<object> {
  if (!table.hasColumn(status)) return table;
  const statuses = table
    .select(status as never)
    .toRows()
    .map((row) => String(Object.values(row)[0]));
  const row = statuses.findIndex(isFailure);
  if (row === -1) return table;
  const failures = statuses.filter(isFailure).length;
  const problem = `${failures} of ${statuses.length} rows have no answer, the first is row ${row} with ${statuses[row] ?? ''}, and the step is to fail fast`;
  throw new PivotKitError('STEP_FAILED', { name, problem });
}
