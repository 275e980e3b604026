import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import type { Http } from '../io/http.ts';
import { inSpan, silentTelemetry, type Attributes, type Span } from '../io/telemetry/telemetry.ts';
import type { LookupEvent, LookupSource } from './lookup-event.ts';
import { noteOf, statusText, type Status } from './lookup-result.ts';
import type { Lookup } from './lookup.ts';
import type { Asking, Question } from './run-context.ts';

// What is told of look-ups, to whoever collects it: spans, measurements, events, the log. Of what was asked about only
// the log tells, at its lowest level; spans where the session was told to.

/** A span around all questions of a call; the log is told of those that were not asked, and why. */
export async function observePivot(
  asking: Asking,
  questions: readonly Question[],
  answerAll: () => Promise<Lookup[]>,
): Promise<Lookup[]> {
  const { telemetry, log } = asking.context;
  const attributes = { ...attributesOf(asking), 'pivotkit.lookups': questions.length };
  return inSpan(telemetry, 'pivotkit.pivot', attributes, async (span) => {
    const lookups = await answerAll();
    span.add(
      counted(
        'pivotkit.status',
        countBy(lookups, ({ result }) => statusText(result)),
      ),
    );
    if (log.debug !== undefined) logRefusals(asking, lookups);
    return lookups;
  });
}

/** What needed no asking: refused by the gate, or known. The others are undefined. */
export function observeKnown(asking: Asking, answers: readonly (Lookup | undefined)[], durationMs: number): void {
  const known = answers.filter((lookup) => lookup !== undefined);
  recordCache(asking, known, answers.length - known.length);
  observeUnasked(asking, known, durationMs);
}

/** What was settled without asking: known from before, got from another run, or given up. */
export function observeUnasked(asking: Asking, lookups: readonly Lookup[], durationMs: number): void {
  if (lookups.length === 0) return;
  const groups = groupsOf(lookups, 'memory');
  recordLookups(asking, groups);
  tell(asking, eventOf(asking, groups, { durationMs, waitedMs: 0, requests: 0 }));
}

/** A batch that is asked, in a span of its own; `askBatch` asks with the context given to it. */
export function observeBatch(
  asking: Asking,
  batch: readonly Question[],
  askBatch: (asking: Asking) => Promise<Lookup[]>,
): Promise<Lookup[]> {
  const { context } = asking;
  // One of a hundred thousand batches: what nobody listens to is not put together.
  const isUnheard = context.telemetry === silentTelemetry && context.onLookup === undefined;
  return isUnheard ? askBatch(asking) : observed(asking, batch, askBatch);
}

function observed(
  asking: Asking,
  batch: readonly Question[],
  askBatch: (asking: Asking) => Promise<Lookup[]>,
): Promise<Lookup[]> {
  const { context } = asking;
  const tally = { waitedMs: 0, requests: 0 };
  const onWaited = (waitedMs: number): void => void (tally.waitedMs += waitedMs);
  const http = counting(context.http, (requests) => void (tally.requests += requests));
  const startMs = context.clock.monotonicMs();
  return inSpan(context.telemetry, 'pivotkit.lookup', batchAttributes(asking, batch), async (span) => {
    const lookups = await askBatch({ ...asking, context: { ...context, http, onWaited } });
    const groups = groupsOf(lookups, 'asked');
    const event = eventOf(asking, groups, { ...tally, durationMs: context.clock.monotonicMs() - startMs });
    describeBatch(span, event);
    recordLookups(asking, groups);
    recordBatch(asking, event);
    tell(asking, event);
    return lookups;
  });
}

function attributesOf({ target: { pivot, plugin }, kind }: Asking): Attributes {
  return {
    'pivotkit.pivot': pivot.name,
    'pivotkit.plugin': plugin.name,
    'pivotkit.provider': providerOf(pivot.sharing, plugin.name),
    'pivotkit.entity.kind': kind,
  };
}

const providerOf = ({ reaches, provider }: Asking['target']['pivot']['sharing'], plugin: string): string | undefined =>
  reaches === 'nobody' ? undefined : (provider ?? plugin);

const namedEntities = 100;

function batchAttributes(asking: Asking, batch: readonly Question[]): Attributes {
  const common = { ...attributesOf(asking), 'pivotkit.lookups': batch.length };
  if (!asking.context.telemetry.namesEntities) return common;
  const { unmarked } = asking.context.policy;
  const named = batch.filter(({ entity }) => (entity.marking ?? unmarked) !== 'red');
  return { ...common, 'pivotkit.entities': named.slice(0, namedEntities).map(({ key }) => key) };
}

/** Look-ups with one status and one source. */
interface Group {
  readonly status: Status;
  readonly source: LookupSource;
  count: number;
}

function groupsOf(lookups: readonly Lookup[], unnamedSource: 'asked' | 'memory'): Group[] {
  const groups = new Map<string, Group>();
  for (const { result, source = unnamedSource, askedAtMs } of lookups) {
    const group: Group = { status: statusText(result), source: askedAtMs === undefined ? 'nobody' : source, count: 0 };
    const name = `${group.status} ${group.source}`;
    const known = groups.get(name) ?? group;
    known.count += 1;
    groups.set(name, known);
  }
  return [...groups.values()];
}

function eventOf(
  { target: { pivot, plugin }, kind }: Asking,
  groups: readonly Group[],
  measured: Pick<LookupEvent, 'durationMs' | 'waitedMs' | 'requests'>,
): LookupEvent {
  return {
    pivot: pivot.name,
    plugin: plugin.name,
    provider: providerOf(pivot.sharing, plugin.name),
    kind,
    lookups: groups.reduce((sum, { count }) => sum + count, 0),
    statuses: sumBy(groups, ({ status }) => status),
    sources: sumBy(groups, ({ source }) => source),
    ...measured,
  };
}

function sumBy<K extends string>(groups: readonly Group[], nameOf: (group: Group) => K): Partial<Record<K, number>> {
  const sums: Partial<Record<K, number>> = {};
  for (const group of groups) sums[nameOf(group)] = (sums[nameOf(group)] ?? 0) + group.count;
  return sums;
}

function countBy(lookups: readonly Lookup[], nameOf: (lookup: Lookup) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const lookup of lookups) counts.set(nameOf(lookup), (counts.get(nameOf(lookup)) ?? 0) + 1);
  return counts;
}

const counted = (prefix: string, counts: Iterable<readonly [string, number]>): Attributes =>
  Object.fromEntries([...counts].map(([name, count]) => [`${prefix}.${name}`, count]));

function describeBatch(span: Span, { statuses, sources, requests, waitedMs }: LookupEvent): void {
  span.add({
    ...counted('pivotkit.status', Object.entries(statuses)),
    ...counted('pivotkit.source', Object.entries(sources)),
    'pivotkit.requests': requests,
    'pivotkit.quota.wait_ms': waitedMs,
  });
  const failure = Object.keys(statuses).find((status) => status === 'timeout' || status.startsWith('failed('));
  if (failure !== undefined) span.fail(failure);
}

function recordLookups(asking: Asking, groups: readonly Group[]): void {
  for (const { status, source, count } of groups)
    asking.context.telemetry.record('pivotkit.lookups', count, {
      ...attributesOf(asking),
      'pivotkit.status': status,
      'pivotkit.source': source,
    });
}

function recordBatch(asking: Asking, { sources, lookups, durationMs, waitedMs }: LookupEvent): void {
  const { telemetry } = asking.context;
  const attributes = attributesOf(asking);
  if (sources.nobody !== lookups) telemetry.record('pivotkit.lookup.duration', durationMs / 1_000, attributes);
  if (waitedMs === 0) return;
  telemetry.record('pivotkit.quota.waits', 1, attributes);
  telemetry.record('pivotkit.quota.wait.duration', waitedMs / 1_000, attributes);
}

/** The first of the stores is the run's own memory; data at hand is kept nowhere else. */
function recordCache(asking: Asking, known: readonly Lookup[], misses: number): void {
  const { telemetry, stores } = asking.context;
  if (stores.length < 2 || asking.target.pivot.sharing.reaches === 'nobody') return;
  const hits = known.filter(({ source }) => source === 'cache' || source === 'journal').length;
  if (hits > 0) telemetry.record('pivotkit.cache.hits', hits, attributesOf(asking));
  if (misses > 0) telemetry.record('pivotkit.cache.misses', misses, attributesOf(asking));
}

/** What a listener throws is its own affair: it must not cost answers. */
function tell({ context }: Asking, event: LookupEvent): void {
  try {
    context.onLookup?.(event);
  } catch (error) {
    context.log.warn('a listener of look-ups failed', { pivot: event.pivot, problem: messageOf(error) });
  }
}

const explained = 100;

/** Tells the log, at its lowest level, what the policy lets out, and to whom; refusals are told with what became of them. */
export function observeAllowed(
  { target: { pivot, plugin }, kind, context: { log, policy } }: Asking,
  questions: readonly Question[],
  refusals: readonly (Lookup | undefined)[],
): void {
  if (log.debug === undefined || pivot.sharing.reaches === 'nobody') return;
  const allowed = questions.filter((_, i) => refusals[i] === undefined);
  const told = providerOf(pivot.sharing, plugin.name);
  const common = { pivot: pivot.name, kind, told, ...(policy.purpose && { purpose: policy.purpose.name }) };
  for (const { key, entity } of allowed.slice(0, explained))
    log.debug('may be asked', { ...common, key, marking: entity.marking ?? `${policy.unmarked} (unmarked)` });
  if (allowed.length > explained) log.debug('may be asked, too', { ...common, lookups: allowed.length - explained });
}

function logRefusals({ target, kind, context: { log } }: Asking, lookups: readonly Lookup[]): void {
  const refused = lookups.filter(({ result: { status } }) => status === 'skipped' || status === 'throttled');
  const common = { pivot: target.pivot.name, kind };
  for (const { key, result } of refused.slice(0, explained))
    log.debug?.('not asked', { ...common, key, status: statusText(result), reason: noteOf(result) });
  const more = countBy(refused.slice(explained), ({ result }) => statusText(result));
  for (const [status, count] of more) log.debug?.('not asked, either', { ...common, status, lookups: count });
}

/** Counts what is really sent: every attempt. */
const counting = (http: Http, onRequests: (requests: number) => void): Http => ({
  async send(request) {
    try {
      const reply = await http.send(request);
      onRequests(reply.attempts ?? 1);
      return reply;
    } catch (error) {
      onRequests(attemptsOf(error));
      throw error;
    }
  },
});

/** What was refused before it was sent counts as none. */
function attemptsOf(error: unknown): number {
  if (!PivotKitError.is(error)) return 1;
  const { attempts } = error.details;
  if (typeof attempts === 'number') return attempts;
  return error.code.startsWith('REPLY_') || error.code === 'PROVIDER_UNREACHABLE' ? 1 : 0;
}
