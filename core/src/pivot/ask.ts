import type { Entity } from '@pivotkit/entities';
import { DeadlineExceeded, withDeadline } from '../io/deadline.ts';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { checkResults } from './check-results.ts';
import { failed, type LookupResult, type SkipReason } from './lookup-result.ts';
import type { Lookup } from './lookup.ts';
import type { Call, PivotTarget } from './pivot.ts';
import type { RunContext } from './run-context.ts';

/** One distinct thing to ask about. */
export interface Question {
  readonly key: string;
  readonly entity: Entity;
}

const defaultTimeoutMs = 30_000;
const defaultConcurrent = 4;
const localBatch = 5_000;

/**
 * Asks every question once, in batches of the size the pivot takes, some at a time. `lookups[i]` answers `questions[i]`.
 * Never rejects: a throw, a wrong answer or silence of a plugin becomes the status of its batch; after the credentials
 * were refused the plugin is not asked again in this run.
 */
export async function ask(
  target: PivotTarget,
  questions: readonly Question[],
  options: unknown,
  context: RunContext,
): Promise<Lookup[]> {
  const { limits = {}, sharing } = target.pivot;
  const batches = inBatches(questions, limits.batch ?? (sharing.reaches === 'nobody' ? localBatch : 1));
  const limit = context.limiter(target.pivot.name, limits.concurrent ?? defaultConcurrent);
  const answers = await Promise.all(
    batches.map((batch) =>
      limit(async () => {
        const lookups = await askBatch(target, batch, options, context);
        context.onAsked(batch.length);
        return lookups;
      }),
    ),
  );
  return answers.flat();
}

async function askBatch(
  target: PivotTarget,
  batch: readonly Question[],
  options: unknown,
  context: RunContext,
): Promise<Lookup[]> {
  const off = offReason(target, context);
  if (off !== undefined)
    return batch.map((question) => lookupOf(question, { status: 'skipped', reason: off }, undefined));
  const askedAtMs = context.clock.now().getTime();
  const results = await resultsOf(target, batch, options, context);
  if (results.some(isUnauthorized)) context.providersOff.add(target.plugin.name);
  return batch.map((question, i) => lookupOf(question, results[i] ?? failed('INTERNAL'), askedAtMs));
}

function offReason({ plugin }: PivotTarget, { signal, providersOff }: RunContext): SkipReason | undefined {
  if (signal.aborted) return 'cancelled';
  return providersOff.has(plugin.name) ? 'provider-off' : undefined;
}

async function resultsOf(
  target: PivotTarget,
  batch: readonly Question[],
  options: unknown,
  context: RunContext,
): Promise<readonly LookupResult[]> {
  const { pivot } = target;
  const timeoutMs = pivot.limits?.timeoutMs ?? defaultTimeoutMs;
  try {
    const answer = await withDeadline((signal) => pivot.lookup(...callOf(target, batch, options, context, signal)), {
      clock: context.clock,
      timeoutMs,
      signal: context.signal,
    });
    return checkResults(target, answer, batch.length);
  } catch (error) {
    const result = resultOfError(target, error, context);
    return batch.map(() => result);
  }
}

/** The plugin gets exactly the types it declared; they were erased when its pivots were put in one list. */
function callOf(
  { pivot, state }: PivotTarget,
  batch: readonly Question[],
  options: unknown,
  { http, log, clock, timeRange }: RunContext,
  signal: AbortSignal,
): [never[], never] {
  const call: Call = {
    options,
    state,
    signal,
    http,
    log,
    timeRange: pivot.needsTimeRange === true ? timeRange : undefined,
    now: () => clock.now(),
  };
  return [batch.map(({ entity }) => entity), call] as unknown as [never[], never];
}

function resultOfError({ pivot, plugin }: PivotTarget, error: unknown, { signal }: RunContext): LookupResult {
  if (signal.aborted) return { status: 'skipped', reason: 'cancelled' };
  if (error instanceof DeadlineExceeded) return { status: 'timeout', note: error.message };
  if (PivotKitError.is(error)) return { status: 'failed', error };
  const problem = error instanceof Error ? error.message : String(error);
  return failed('PLUGIN_FAILED', { plugin: plugin.name, pivot: pivot.name, problem }, { cause: error });
}

const isUnauthorized = (result: LookupResult): boolean =>
  result.status === 'failed' && result.error.code === 'PROVIDER_UNAUTHORIZED';

function lookupOf({ key, entity }: Question, result: LookupResult, askedAtMs: number | undefined): Lookup {
  return { key, result, marking: entity.marking, askedAtMs };
}

function inBatches<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return batches;
}
