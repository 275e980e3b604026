import type { AskablePivot, Call } from '@pivotkit/core';
import type { Entity } from '@pivotkit/entities';
import { aggregate } from './aggregate.ts';
import type { State } from './config.ts';
import { halfLifeDays } from './half-life.ts';
import { observableFor } from './observable.ts';
import type { LookupOptions } from './options.ts';
import { entryOf, voiceOf, type Voice } from './voice.ts';

/** How many more sources are worth asking at once, after what was said; 0 = enough was said. */
type Needed = (voices: readonly Voice[], entity: Entity) => number;

/** An input on its way through the sources. */
interface Inquiry {
  readonly entity: Entity;
  /** Sources that can be asked about it, in order. */
  readonly sources: readonly AskablePivot[];
  readonly voices: Voice[];
  /** How many of the sources have been asked. */
  next: number;
}

type LookupCall = Call<LookupOptions, State>;

/**
 * What sources say about each input, by the strategy: `voices[i]` about `inputs[i]`. Goes in rounds: in each every input
 * is asked about as many further sources as it still needs, and a source is asked about all of them at once. A source
 * that failed, knows nothing or has no opinion has said nothing, so another one is asked in its place.
 */
export async function hear(inputs: readonly Entity[], call: LookupCall): Promise<readonly (readonly Voice[])[]> {
  const needed = neededBy(call);
  const inquiries = inputs.map((entity): Inquiry => {
    const sources = call.pivots.filter((pivot) => observableFor(entity, pivot) !== undefined);
    return { entity, sources, voices: [], next: 0 };
  });
  for (let round = nextRound(inquiries, needed); round.size > 0; round = nextRound(inquiries, needed))
    await Promise.all([...round].map(([pivot, asked]) => askRound(pivot, asked, call)));
  return inquiries.map(({ voices, sources }) =>
    voices.toSorted((left, right) => sources.indexOf(left.pivot) - sources.indexOf(right.pivot)),
  );
}

/** Which source is asked about what next. */
function nextRound(inquiries: readonly Inquiry[], needed: Needed): Map<AskablePivot, Inquiry[]> {
  const round = new Map<AskablePivot, Inquiry[]>();
  for (const inquiry of inquiries) {
    const { sources, voices, entity, next } = inquiry;
    if (next >= sources.length) continue;
    const end = Math.min(sources.length, next + needed(voices, entity));
    for (const pivot of sources.slice(next, end)) {
      const asked = round.get(pivot) ?? [];
      asked.push(inquiry);
      round.set(pivot, asked);
    }
    inquiry.next = end;
  }
  return round;
}

async function askRound(pivot: AskablePivot, inquiries: readonly Inquiry[], { ask, state }: LookupCall): Promise<void> {
  const lookups = await ask(
    pivot,
    inquiries.map(({ entity }) => entity),
  );
  for (const [i, { voices }] of inquiries.entries()) {
    const lookup = lookups[i];
    if (lookup !== undefined) voices.push(voiceOf(pivot, lookup, state));
  }
}

function neededBy(call: LookupCall): Needed {
  const { options } = call;
  switch (options.strategy) {
    case 'all':
      return () => Infinity;
    case 'first-good':
      return (voices) => (voices.some(hasOpinion) ? 0 : 1);
    case 'cheapest-first':
      return (voices, entity) => (isDecided(voices, entity, call.now()) ? 0 : 1);
    case 'quorum':
      return (voices) => Math.max(0, options.quorum - agreeing(voices));
  }
}

const hasOpinion = ({ opinion }: Voice): boolean => opinion !== undefined && opinion.judgement !== 'unknown';

/** Whether the sources heard so far would be enough for a verdict. */
function isDecided(voices: readonly Voice[], entity: Entity, now: Date): boolean {
  const { judgement } = aggregate(voices.map(entryOf), { now, halfLifeDays: halfLifeDays(entity) });
  return judgement === 'malicious' || judgement === 'benign';
}

/** The most providers that say the same. */
function agreeing(voices: readonly Voice[]): number {
  const saying = new Map<string, Set<string>>();
  for (const { opinion, pivot } of voices.filter(hasOpinion)) {
    const judgement = opinion?.judgement ?? '';
    saying.set(judgement, (saying.get(judgement) ?? new Set()).add(pivot.provider));
  }
  return Math.max(0, ...[...saying.values()].map((providers) => providers.size));
}
