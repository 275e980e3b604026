import { boolean, list, number, object, text, time } from '@pivotkit/core';

/** Columns of `ti.lookup`: those in capitals are the peer's. */
export const lookupColumns = {
  Ioc: text('The thing as it was written'),
  IocType: text('What it is: ipv4, ipv6, dns, url, md5_hash, sha1_hash, sha256_hash, file_hash, file'),
  SafeIoc: text('The thing in its canonical form, as sources are asked about it'),
  QuerySubtype: text('The question: the name of the pivot after that of its plugin'),
  Provider: text('The source'),
  Result: boolean('Whether the source knows the thing'),
  Severity: text('high, warning, information, or unknown where there is no opinion'),
  Details: object('What people want to see at a glance', { nullWhen: 'the source says nothing more' }),
  RawResult: object('The row of the source, or its rows as `rows`', { nullWhen: 'the source gave no row' }),
  Reference: text('Page about the thing, for people', { nullWhen: 'the source names none' }),
  Status: number('0 known, 1 not supported, 2 refused before anybody was asked, 3 failed, 4 not known, 10 not asked', {
    range: [0, 10],
  }),
  pivot: text('The pivot that asked the source'),
  lookupStatus: text('What happened to the look-up'),
  note: text('What a person should know beyond the status', { nullWhen: 'the status says it all' }),
  judgement: text('malicious, suspicious, benign, or unknown'),
  score: number("The source's own number", { unit: 'as the source counts', nullWhen: 'it gives none' }),
  scaleLow: number('What the source means by harmless', {
    unit: 'as the source counts',
    nullWhen: 'it gives no scale',
  }),
  scaleHigh: number('What the source means by worst', { unit: 'as the source counts', nullWhen: 'it gives no scale' }),
  normalizedScore: number('The score from harmless to worst', {
    range: [0, 100],
    nullWhen: 'there is no score or no scale',
  }),
  confidence: number('How sure the source is', { range: [0, 100], nullWhen: 'it does not say' }),
  reliability: text('How good the source is in general: Admiralty code A (reliable) to E, F cannot be judged', {
    nullWhen: 'there is no opinion',
  }),
  reasons: list('Why the source thinks so', { nullWhen: 'it gives none' }),
  formedAt: time('When the source formed its opinion', { nullWhen: 'it does not say' }),
  askedAt: time('When the source was asked', { nullWhen: 'it was not' }),
  source: text('Where the answer is from: asked, cache, journal, stale, or nobody where nobody was asked'),
};

export const verdictColumns = {
  judgement: text('malicious, suspicious, benign, or unknown'),
  severity: text('high, warning, information or unknown, by the judgement'),
  score: number('Evidence of malice; 0 is no sign of harmlessness', { range: [0, 100] }),
  confidence: number('How much the judgement rests on', { range: [0, 100] }),
  support: list('Sources that say what the judgement says'),
  dissent: list('Sources that say the opposite'),
  missing: list('Sources that were asked and have no opinion, each with its reason'),
  explanation: text('The verdict in words'),
  algorithm: text('Name and version of the rule'),
};

/** Columns that every neutral pivot has beside those of its facet. */
export const sourceColumns = {
  provider: text('The source'),
  pivot: text('The pivot that asked the source'),
  lookupStatus: text('What happened to the look-up'),
  note: text('What a person should know beyond the status', { nullWhen: 'the status says it all' }),
};
