import type { AgedAnswer, CacheEntry, CacheGetOptions, CacheKey, CacheTtl, LookupCache } from '../io/cache/index.ts';
import { checkResults } from './check-results.ts';
import { noteOf, statusText } from './lookup-result.ts';
import type { Lookup } from './lookup.ts';
import type { AnswerStore, Asking, Question } from './run-context.ts';

const hourMs = 3_600_000;

/** What holds for a pivot that declares nothing else: a day for what is known, an hour for what is not. */
const defaultTtl: CacheTtl = { found: 24 * hourMs, notFound: hourMs, staleMs: 7 * 24 * hourMs };

export interface KeptAnswersOptions {
  /** What the answers are called in provenance. */
  readonly source: 'cache' | 'journal';
  readonly get?: CacheGetOptions;
  /** Overrides what pivots declare. */
  readonly ttlMs?: CacheTtl;
}

/**
 * Answers of providers kept beyond a run, in a cache or in the journal of a run that can be resumed. Pivots that tell
 * nobody are not kept: what is at hand is asked anew. Only found and not-found are kept; of submissions only in the
 * journal, since a run that is resumed must not submit a second time.
 */
export class KeptAnswers implements AnswerStore {
  readonly #cache: LookupCache;
  readonly #options: KeptAnswersOptions;

  constructor(cache: LookupCache, options: KeptAnswersOptions) {
    this.#cache = cache;
    this.#options = options;
  }

  async find(asking: Asking, questions: readonly Question[]): Promise<readonly (Lookup | undefined)[]> {
    const { source, get = {} } = this.#options;
    const { staleWhileRevalidateMs = 0 } = asking.target.pivot.limits?.cache ?? {};
    const isCache = source === 'cache';
    return this.#get(asking, questions, { ...(isCache && { revalidateMs: staleWhileRevalidateMs }), ...get }, source);
  }

  /** Answers that are too old, for questions that could not be asked just now; their age is in `askedAt`. */
  async standIn(asking: Asking, questions: readonly Question[]): Promise<readonly (Lookup | undefined)[]> {
    return this.#get(asking, questions, { ...this.#options.get, allowStale: true }, 'stale');
  }

  async keep(asking: Asking, questions: readonly Question[], lookups: readonly Lookup[]): Promise<void> {
    if (!this.#isKept(asking)) return;
    const entries = questions.flatMap(
      (question, i) => entryOf(asking, question, lookups[i], this.#options.ttlMs) ?? [],
    );
    if (entries.length > 0) await this.#cache.set(entries);
  }

  #isKept({ target: { pivot } }: Asking): boolean {
    return pivot.sharing.reaches !== 'nobody' && (pivot.sharing.submits !== true || this.#options.source === 'journal');
  }

  async #get(
    asking: Asking,
    questions: readonly Question[],
    options: CacheGetOptions,
    source: NonNullable<Lookup['source']>,
  ): Promise<readonly (Lookup | undefined)[]> {
    if (!this.#isKept(asking)) return questions.map(() => undefined);
    const keys = questions.map((question) => keyOf(asking, question));
    const nowMs = asking.context.clock.now().getTime();
    const answers = await this.#cache.get(keys, nowMs, options);
    return questions.map((question, i) => {
      const answer = answers[i];
      const lookup = lookupOf(asking, question, answer, source);
      return lookup && answer?.age === 'stale' && source !== 'stale' ? aging(lookup, answer.ageMs) : lookup;
    });
  }
}

/** Everything that changes the answer. */
function keyOf({ target, kind, options, timeRange, submission }: Asking, { key }: Question): CacheKey {
  const { pivot, plugin, credential } = target;
  const more = { ...(timeRange && { timeRange }), ...(submission && { submission }) };
  const asked = Object.keys(more).length === 0 ? options : { options, ...more };
  return { plugin: plugin.name, version: plugin.version, pivot: pivot.name, options: asked, kind, key, credential };
}

function entryOf(
  asking: Asking,
  question: Question,
  lookup: Lookup | undefined,
  ttlMs: CacheTtl | undefined,
): CacheEntry | undefined {
  if (lookup?.askedAtMs === undefined || lookup.source !== undefined) return undefined;
  const { result } = lookup;
  if (result.status !== 'found' && result.status !== 'not-found') return undefined;
  const ttl = ttlMs ?? { ...defaultTtl, ...asking.target.pivot.limits?.cache };
  return { key: keyOf(asking, question), answer: { result, storedAtMs: lookup.askedAtMs }, ttlMs: ttl };
}

/** What comes out of a store is checked like what comes from a plugin: a damaged answer is none. */
function lookupOf(
  { target }: Asking,
  { key, entity }: Question,
  answer: AgedAnswer | undefined,
  source: NonNullable<Lookup['source']>,
): Lookup | undefined {
  if (answer === undefined) return undefined;
  const [result] = checkResults(target, [answer.result], 1);
  if (result === undefined || result.status === 'failed') return undefined;
  return { key, result, marking: entity.marking, askedAtMs: answer.storedAtMs, source };
}

/** An answer that is given although it is too old; its age is seen. */
function aging(lookup: Lookup, ageMs: number): Lookup {
  const { result } = lookup;
  if (result.status !== 'found' && result.status !== 'not-found') return lookup;
  const note = `an old answer (${Math.round(ageMs / 60_000)} min), asked anew meanwhile`;
  return { ...lookup, result: { ...result, note }, source: 'stale', isAging: true };
}

/** An old answer in the place of a failed one, with what failed as its note. */
export function standingIn(old: Lookup, failed: Lookup): Lookup {
  const { result } = old;
  if (result.status !== 'found' && result.status !== 'not-found') return failed;
  const why = noteOf(failed.result);
  const note = `an old answer stands in: ${statusText(failed.result)}${why === undefined ? '' : `, ${why}`}`;
  return { ...old, result: { ...result, note } };
}
