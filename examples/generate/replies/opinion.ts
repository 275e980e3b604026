import { numberOf } from '../hash.ts';

/** How many engines said what; the rest had nothing to say. */
export interface Opinion {
  readonly malicious: number;
  readonly suspicious: number;
  /** False: nobody has looked at it, which is not the same as clean. */
  readonly rated: boolean;
  readonly label: string;
}

export const CLEAN: Opinion = { malicious: 0, suspicious: 0, rated: true, label: 'clean' };
export const UNRATED: Opinion = { malicious: 0, suspicious: 0, rated: false, label: 'unrated' };

export function bad(malicious: number, suspicious: number, label: string): Opinion {
  return { malicious, suspicious, rated: true, label };
}

const NETWORK_ENGINES = 94;
const FILE_ENGINES = 76;
const RECORDING_DAY_S = Date.UTC(2026, 10, 16) / 1000;
const DAY_S = 86_400;

/** Attributes all kinds of things have; `seed` keeps their figures apart and the same in every run. */
export function analysis(seed: string, opinion: Opinion): object {
  const quiet = NETWORK_ENGINES - opinion.malicious - opinion.suspicious;
  const harmless = opinion.rated ? Math.floor((quiet * (55 + numberOf(seed, 15))) / 100) : 0;
  const { malicious, suspicious } = opinion;
  return {
    last_analysis_stats: { malicious, suspicious, undetected: quiet - harmless, harmless, timeout: 0 },
    ...common(seed, opinion),
  };
}

/** The same for files, whose engines have three more ways to say nothing. */
export function fileAnalysis(seed: string, opinion: Opinion): object {
  const unsupported = numberOf(seed, 5);
  const { malicious, suspicious } = opinion;
  const undetected = FILE_ENGINES - malicious - suspicious - unsupported;
  return {
    last_analysis_stats: {
      malicious,
      suspicious,
      undetected,
      harmless: 0,
      timeout: 0,
      'confirmed-timeout': 0,
      failure: 0,
      'type-unsupported': unsupported,
    },
    ...common(seed, opinion),
  };
}

function common(seed: string, opinion: Opinion): object {
  const analysedAt = RECORDING_DAY_S - numberOf(`${seed} analysed`, 9 * DAY_S);
  return {
    last_analysis_results: Object.fromEntries([
      ...verdicts(opinion.malicious, 1, 'malicious', opinion.label),
      ...verdicts(opinion.suspicious, 60, 'suspicious', 'suspicious'),
    ]),
    last_analysis_date: analysedAt,
    last_modification_date: analysedAt + 600,
    reputation: opinion.malicious > 0 ? -4 * opinion.malicious : 0,
    total_votes: { harmless: 0, malicious: Math.floor(opinion.malicious / 4) },
    tags: [],
  };
}

/** Engines have numbers, not names: no maker of a real one said any of this. */
function verdicts(
  count: number,
  first: number,
  category: string,
  result: string,
): readonly (readonly [string, object])[] {
  return Array.from({ length: count }, (_, i) => {
    const engine_name = `Sample Engine ${String(first + i).padStart(2, '0')}`;
    return [engine_name, { method: 'blacklist', engine_name, category, result }] as const;
  });
}

/** A moment between `from` and `to` (years), in seconds since 1970, that belongs to `seed`. */
export function dateBetween(seed: string, from: number, to: number): number {
  const start = Date.UTC(from, 0, 1) / 1000;
  return start + numberOf(`${seed} date`, Date.UTC(to, 0, 1) / 1000 - start);
}
