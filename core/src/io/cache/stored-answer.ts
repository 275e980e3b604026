import { tlpSchema } from '@pivotkit/entities';
import { z } from 'zod';
import type { CachedAnswer, CacheEntry } from './lookup-cache.ts';
import { pack, unpack } from './typed-text.ts';

/** Changes whenever what is written here would be misread by an older version, or the other way round. */
const schemaVersion = 1;

const result = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('found'),
    // Cells are taken as they are: a copy would lose names such as `__proto__`.
    rows: z.array(z.custom<object>((row) => typeof row === 'object' && row !== null)),
    note: z.string().exactOptional(),
    marking: tlpSchema.exactOptional(),
  }),
  z.object({ status: z.literal('not-found'), note: z.string().exactOptional() }),
]);

const answer = z.object({ storedAtMs: z.number(), result });

// Infinity is a time to live, so these are not `z.number()`.
const duration = z.custom<number>((value) => typeof value === 'number' && value >= 0);

const storedAnswer = z.object({
  schema: z.literal(schemaVersion),
  plugin: z.string(),
  pivot: z.string(),
  kind: z.string(),
  key: z.string(),
  ttlMs: duration,
  staleMs: duration,
  answer,
  previous: answer.exactOptional(),
});

/** What stands in the store under one key. */
export type StoredAnswer = z.output<typeof storedAnswer>;

/**
 * The entry as it is stored, beside the last answer that differed.
 * @throws UnfitValue when a row holds what is no cell.
 */
export function storedText(
  { key: { plugin, pivot, kind, key }, answer, ttlMs }: CacheEntry,
  before?: StoredAnswer,
): string {
  const previous = before === undefined ? undefined : previousOf(answer, before);
  const ownTtlMs = answer.result.status === 'found' ? ttlMs.found : ttlMs.notFound;
  return pack({
    schema: schemaVersion,
    plugin,
    pivot,
    kind,
    key,
    ttlMs: positive(ownTtlMs),
    staleMs: positive(ttlMs.staleMs),
    answer: plainAnswer(answer),
    ...(previous === undefined ? {} : { previous: plainAnswer(previous) }),
  });
}

/** The answer a text was made of; undefined when it is damaged, foreign or of another version. */
export function parseStored(text: unknown): StoredAnswer | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return storedAnswer.safeParse(unpack(text)).data;
  } catch {
    return undefined;
  }
}

/** How long the store has to keep an entry, in milliseconds; Infinity = for ever, 0 = not at all. */
export function lifetimeMs({
  answer: {
    result: { status },
  },
  ttlMs,
}: CacheEntry): number {
  return positive(status === 'found' ? ttlMs.found : ttlMs.notFound) + positive(ttlMs.staleMs);
}

/** Not a copy of the object in hand, which may carry more (its age). */
const plainAnswer = ({ storedAtMs, result }: CachedAnswer): object => ({
  storedAtMs,
  result: {
    status: result.status,
    ...('rows' in result && { rows: result.rows }),
    ...(result.note !== undefined && { note: result.note }),
    ...('marking' in result && result.marking !== undefined && { marking: result.marking }),
  },
});

function previousOf(now: CachedAnswer, { answer: before, previous }: StoredAnswer): CachedAnswer | undefined {
  return isSameResult(now, before) ? previous : before;
}

const isSameResult = (left: CachedAnswer, right: CachedAnswer): boolean =>
  pack(left.result, { canonical: true }) === pack(right.result, { canonical: true });

/** NaN and less than nothing are nothing. */
const positive = (durationMs: number): number => (durationMs > 0 ? durationMs : 0);
