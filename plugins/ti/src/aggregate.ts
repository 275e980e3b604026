import type { Opinion } from '@pivotkit/core';

/** Name and version of the rule by which opinions become a verdict; it changes whenever a verdict could. */
export const verdictAlgorithm = 'ti-verdict/1';

/** What one source said, or why it said nothing. A source that was not asked at all is no entry. */
export interface LedgerEntry {
  /** The provider. Several entries of one source count once, by the strongest. */
  readonly source: string;
  /** Absent where it has none: silent, failed or refused. An opinion of `unknown` is none either. */
  readonly opinion?: Opinion | undefined;
  /** Why there is no opinion: a status such as `not-found`, `timeout`, `skipped(marking)`. */
  readonly missing?: string | undefined;
}

/** All that sources said about one thing. */
export type OpinionLedger = readonly LedgerEntry[];

export interface AggregateOptions {
  /** The time of the verdict, to which the age of opinions is counted. */
  readonly now: Date;
  /** Days in which an opinion loses half its weight; `Infinity` for what does not change, such as a file's content. Default: 30. */
  readonly halfLifeDays?: number;
}

export interface MissingSource {
  readonly source: string;
  readonly reason: string;
}

/** What the sources say together. */
export interface Verdict {
  readonly judgement: Opinion['judgement'];
  readonly severity: Opinion['severity'];
  /** Evidence of malice, 0 (none) to 100. 0 is no sign of harmlessness: look at `judgement`. */
  readonly score: number;
  /** How much the judgement rests on, 0 (nothing) to 100. */
  readonly confidence: number;
  /** Sources that say what the judgement says. */
  readonly support: readonly string[];
  /** Sources that say the opposite. */
  readonly dissent: readonly string[];
  /** Sources that were asked and have no opinion, with the reason. */
  readonly missing: readonly MissingSource[];
  readonly explanation: string;
  readonly algorithm: string;
}

/** Weight of a source by its grade in the Admiralty code; F, which cannot be judged, counts as D. */
const reliabilityWeights = { A: 0.95, B: 0.8, C: 0.6, D: 0.4, E: 0.2, F: 0.4 } as const;

/** Strength of an opinion of malice: where in its band is said by the score, the middle where there is none. */
const maliceBands = { malicious: [0.7, 1], suspicious: [0.3, 0.6] } as const;
const benignStrength = 0.9;
/** Counts where a source does not say how sure it is. */
const usualConfidence = 75;
/** An old opinion is weak, but not nothing. */
const leastRecency = 0.1;
const defaultHalfLifeDays = 30;
const dayMs = 86_400_000;

const maliciousFrom = 50;
const suspiciousFrom = 15;
/** How much the sources that say harmless must weigh together. */
const benignFrom = 0.5;
/** How far full dissent lowers the score. */
const dissentPull = 0.5;

/** An opinion with what it weighs. */
interface Weighed {
  readonly source: string;
  readonly opinion: Opinion;
  readonly side: 'malice' | 'benign';
  /** 0 to 1: reliability × recency × confidence. */
  readonly weight: number;
  /** 0 to 1: weight × strength. */
  readonly evidence: number;
}

/**
 * A verdict over a ledger of opinions. Pure, and the same for every order of the entries.
 *
 * Each opinion weighs reliability × recency × confidence; evidence of one side adds up as of independent sources,
 * 1 − Π(1 − weight × strength). Opinions of harmlessness lower the score by at most half. `malicious` needs a source
 * that says so, `benign` needs enough weight and nobody who says otherwise. Silence adds to neither side: it is listed
 * as missing, and lowers how sure a `benign` is.
 */
export function aggregate(ledger: OpinionLedger, options: AggregateOptions): Verdict {
  const voices = oneVoiceEach(ledger, options);
  const malice = voices.filter(({ side }) => side === 'malice');
  const benign = voices.filter(({ side }) => side === 'benign');
  const missing = missingOf(ledger, voices);
  const score = round(100 * together(malice) * (1 - dissentPull * together(benign)));
  const isCalledMalicious = ledger.some(({ opinion }) => opinion?.judgement === 'malicious');
  const judgement = judge(score, { malice, benign, isCalledMalicious });
  const confidence = confidenceIn(judgement, { malice, benign, missing });
  const [support, dissent] = sidesOf(judgement, malice, benign);
  const verdict = { judgement, score, confidence, missing, support: namesOf(support), dissent: namesOf(dissent) };
  const severity = severityOf(judgement);
  return {
    ...verdict,
    severity,
    explanation: explain(verdict, { support, dissent, voices }),
    algorithm: verdictAlgorithm,
  };
}

/** The strongest opinion of each source, in the order of their names. */
function oneVoiceEach(ledger: OpinionLedger, options: AggregateOptions): Weighed[] {
  const strongest = new Map<string, Weighed>();
  for (const { source, opinion } of ledger) {
    const voice = opinion && weigh(source, opinion, options);
    const known = strongest.get(source);
    if (voice !== undefined && (known === undefined || isStronger(voice, known))) strongest.set(source, voice);
  }
  return [...strongest.values()].toSorted((left, right) => (left.source < right.source ? -1 : 1));
}

/** A source that speaks of malice anywhere speaks of malice. */
const isStronger = (one: Weighed, other: Weighed): boolean =>
  one.side === other.side ? one.evidence > other.evidence : one.side === 'malice';

function weigh(source: string, opinion: Opinion, options: AggregateOptions): Weighed | undefined {
  const strength = strengthOf(opinion);
  if (strength === undefined) return undefined;
  const confidence = within(0, 100, opinion.confidence ?? usualConfidence);
  const weight =
    (reliabilityWeights[opinion.reliability] ?? reliabilityWeights.F) *
    recencyOf(opinion.formedAt, options) *
    (0.5 + confidence / 200);
  const side = opinion.judgement === 'benign' ? 'benign' : 'malice';
  return { source, opinion, side, weight, evidence: weight * strength };
}

function strengthOf(opinion: Opinion): number | undefined {
  const { judgement } = opinion;
  if (judgement === 'unknown') return undefined;
  if (judgement === 'benign') return benignStrength;
  const [least, most] = maliceBands[judgement];
  return least + (most - least) * (normalizedScore(opinion) ?? 0.5);
}

/** A source's own number from 0, what it calls harmless, to 1, its worst; undefined without number or scale. */
export function normalizedScore({ score, scale }: Pick<Opinion, 'score' | 'scale'>): number | undefined {
  if (score === null || score === undefined || scale === undefined) return undefined;
  const [harmless, worst] = scale;
  return harmless === worst || !Number.isFinite(score)
    ? undefined
    : within(0, 1, (score - harmless) / (worst - harmless));
}

function recencyOf(
  formedAt: Date | null | undefined,
  { now, halfLifeDays = defaultHalfLifeDays }: AggregateOptions,
): number {
  if (formedAt === null || formedAt === undefined || Number.isNaN(formedAt.getTime())) return 1;
  const days = Math.max(0, (now.getTime() - formedAt.getTime()) / dayMs);
  return Math.max(leastRecency, 2 ** (-days / halfLifeDays));
}

/** Evidence of independent sources together. */
const together = (voices: readonly Weighed[]): number =>
  1 - voices.reduce((left, { evidence }) => left * (1 - evidence), 1);

interface Judged {
  readonly malice: readonly Weighed[];
  readonly benign: readonly Weighed[];
  readonly isCalledMalicious: boolean;
}

function judge(score: number, { malice, benign, isCalledMalicious }: Judged): Verdict['judgement'] {
  if (score >= maliciousFrom && isCalledMalicious) return 'malicious';
  if (score >= suspiciousFrom) return 'suspicious';
  return malice.length === 0 && together(benign) >= benignFrom ? 'benign' : 'unknown';
}

interface Sides {
  readonly malice: readonly Weighed[];
  readonly benign: readonly Weighed[];
  readonly missing: readonly MissingSource[];
}

/** Grows with those who say so, shrinks with those who say otherwise; in harmlessness also with those who say nothing. */
function confidenceIn(judgement: Verdict['judgement'], { malice, benign, missing }: Sides): number {
  if (judgement === 'unknown') return 0;
  const own = judgement === 'benign' ? benign : malice;
  const weight = 1 - own.reduce((left, voice) => left * (1 - voice.weight), 1);
  if (judgement === 'benign') return round((100 * weight * benign.length) / (benign.length + missing.length));
  const [against, forIt] = [together(benign), together(malice)];
  return round((100 * weight * forIt) / (forIt + against));
}

const severityOf = (judgement: Verdict['judgement']): Verdict['severity'] =>
  (({ malicious: 'high', suspicious: 'warning', benign: 'information', unknown: 'unknown' }) as const)[judgement];

function sidesOf(
  judgement: Verdict['judgement'],
  malice: readonly Weighed[],
  benign: readonly Weighed[],
): readonly [support: readonly Weighed[], dissent: readonly Weighed[]] {
  if (judgement === 'unknown') return [[], []];
  return judgement === 'benign' ? [benign, malice] : [malice, benign];
}

const namesOf = (voices: readonly Weighed[]): readonly string[] => voices.map(({ source }) => source);

function missingOf(ledger: OpinionLedger, voices: readonly Weighed[]): readonly MissingSource[] {
  const heard = new Set(voices.map(({ source }) => source));
  const reasons = new Map<string, Set<string>>();
  for (const { source, missing = 'no opinion' } of ledger) {
    if (heard.has(source)) continue;
    const known = reasons.get(source) ?? new Set<string>();
    reasons.set(source, known.add(missing));
  }
  return [...reasons]
    .map(([source, known]) => ({ source, reason: [...known].toSorted().join(', ') }))
    .toSorted((left, right) => (left.source < right.source ? -1 : 1));
}

type Explained = Pick<Verdict, 'judgement' | 'score' | 'missing'>;

function explain(
  { judgement, score, missing }: Explained,
  {
    support,
    dissent,
    voices,
  }: {
    readonly support: readonly Weighed[];
    readonly dissent: readonly Weighed[];
    readonly voices: readonly Weighed[];
  },
): string {
  const parts = [judgement === 'malicious' || judgement === 'suspicious' ? `${judgement}, ${score} of 100` : judgement];
  if (support.length > 0) parts.push(`for it: ${saysText(support)}`);
  if (dissent.length > 0) parts.push(`against it: ${saysText(dissent)}`);
  if (judgement === 'unknown')
    parts.push(voices.length === 0 ? 'no source has an opinion' : `too little to go by: ${saysText(voices)}`);
  if (missing.length > 0)
    parts.push(`no opinion: ${missing.map(({ source, reason }) => `${source} (${reason})`).join(', ')}`);
  return parts.join('; ');
}

const saysText = (voices: readonly Weighed[]): string =>
  voices
    .map(
      ({ source, opinion }) =>
        `${source} (${[opinion.judgement, ...(opinion.reasons ?? []).filter((reason) => reason !== '').slice(0, 2)].join(', ')})`,
    )
    .join(', ');

const within = (least: number, most: number, value: number): number => Math.min(most, Math.max(least, value));

/** One decimal place. */
const round = (value: number): number => Math.round(value * 10) / 10;
