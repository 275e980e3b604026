import {
  noteOf,
  pivotsNamed,
  readFacet,
  statusText,
  type AskablePivot,
  type Lookup,
  type Opinion,
  type Status,
} from '@pivotkit/core';
import { normalizedScore, type LedgerEntry } from './aggregate.ts';
import type { State } from './config.ts';

/** What came of asking one source about one thing. */
export interface Voice {
  readonly pivot: AskablePivot;
  readonly lookup: Lookup;
  readonly status: Status;
  readonly note: string | undefined;
  /** The strongest of what it thinks; undefined where it has no row that says. */
  readonly opinion: Opinion | undefined;
}

export function voiceOf(pivot: AskablePivot, lookup: Lookup, state: State): Voice {
  const { result } = lookup;
  const common = { pivot, lookup, status: statusText(result), note: noteOf(result) };
  if (result.status !== 'found') return { ...common, opinion: undefined };
  try {
    const opinions = result.rows.flatMap((row) => readFacet(pivot, 'reputation', row) ?? []);
    return {
      ...common,
      opinion: opinions.map((opinion) => graded(opinion, pivot, state)).reduce(strongerOf, undefined),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...common, opinion: undefined, note: `its opinion cannot be read: ${problem}` };
  }
}

/** The grade that is given to the source here. */
function graded(opinion: Opinion, pivot: AskablePivot, { reliability }: State): Opinion {
  const [, grade] = Object.entries(reliability).find(([name]) => pivotsNamed(name, [pivot]).length > 0) ?? [];
  return grade === undefined ? opinion : { ...opinion, reliability: grade };
}

const ranks = { unknown: 0, benign: 1, suspicious: 2, malicious: 3 } as const;

/** Of two opinions of one source the worse, of equally bad ones that with the higher score. */
function strongerOf(one: Opinion | undefined, other: Opinion): Opinion {
  if (one === undefined) return other;
  const difference = ranks[other.judgement] - ranks[one.judgement];
  if (difference !== 0) return difference > 0 ? other : one;
  return (normalizedScore(other) ?? 0) > (normalizedScore(one) ?? 0) ? other : one;
}

/** What the voice says in a ledger. */
export function entryOf({ pivot: { provider }, opinion, status, note }: Voice): LedgerEntry {
  if (opinion !== undefined && opinion.judgement !== 'unknown') return { source: provider, opinion };
  const missing = status === 'found' ? 'no opinion' : status;
  return { source: provider, missing: note === undefined ? missing : `${missing}: ${note}` };
}
