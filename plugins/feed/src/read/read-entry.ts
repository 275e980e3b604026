import { parseTlp, type Tlp } from '@pivotkit/entities';
import { parseTime } from '@pivotkit/core';
import type { Indicator, Unreadable } from '../indicator.ts';
import { readValue } from '../read-value.ts';

/** One entry of a list, with the texts it gives; those it does not give are undefined. */
export interface Entry {
  readonly reference: string;
  readonly value: string;
  readonly type?: string | undefined;
  readonly confidence?: string | undefined;
  readonly severity?: string | undefined;
  readonly tlp?: string | undefined;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly source?: string | undefined;
  readonly description?: string | undefined;
  readonly labels?: readonly string[] | undefined;
}

/** What a list says of all its entries, where they say nothing themselves. */
export interface ListDefaults {
  readonly list: string;
  readonly confidence?: number | undefined;
  readonly tlp?: Tlp | undefined;
  /** Whether a URL stands for all below it too. */
  readonly urlsBelow?: boolean | undefined;
}

export type ReadEntry =
  { readonly ok: true; readonly indicator: Indicator } | { readonly ok: false; readonly unreadable: Unreadable };

/** An entry as an indicator, or what is wrong with it: a value, date, marking or confidence that cannot be read. */
export function readEntry(entry: Entry, defaults: ListDefaults): ReadEntry {
  const { reference, severity, source, description, labels } = entry;
  const read = readValue(entry.value, entry.type);
  if (!read.ok) return unreadable(reference, `'${clip(entry.value)}': ${read.reason}`);
  const problems: string[] = [];
  const confidence = confidenceOf(entry.confidence, problems) ?? defaults.confidence;
  const tlp = tlpOf(entry.tlp, problems) ?? defaults.tlp;
  const validFrom = timeOf('start', entry.validFrom, problems);
  const validUntil = timeOf('end', entry.validUntil, problems);
  if (problems.length > 0) return unreadable(reference, `'${clip(entry.value)}': ${problems.join('; ')}`);
  const { list } = defaults;
  const { type, value } = withUrlsBelow(read.value, defaults);
  // Spelt out, since lists have a million of them: spreading costs three times the time.
  return {
    ok: true,
    indicator: {
      type,
      value,
      list,
      confidence,
      severity,
      tlp,
      validFrom,
      validUntil,
      source,
      description,
      labels,
      reference,
    },
  };
}

/** A URL indicator of a list whose URLs stand for all below them. */
export const withUrlsBelow = <T extends Pick<Indicator, 'type'>>(value: T, { urlsBelow }: ListDefaults): T =>
  urlsBelow === true && value.type === 'url' ? { ...value, type: 'url-below' } : value;

function confidenceOf(text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const confidence = Number(text.replace(/%$/, ''));
  if (confidence >= 0 && confidence <= 100) return confidence;
  problems.push(`its confidence '${clip(text)}' is not between 0 and 100`);
  return undefined;
}

function tlpOf(text: string | undefined, problems: string[]): Tlp | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const tlp = parseTlp(text);
  if (tlp === undefined) problems.push(`its marking '${clip(text)}' is no TLP level`);
  return tlp;
}

function timeOf(what: string, text: string | undefined, problems: string[]): Date | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const time = parseTime(text.trim());
  if (time instanceof Date && !Number.isNaN(time.getTime())) return time;
  problems.push(`its ${what} '${clip(text)}' is no time`);
  return undefined;
}

export const unreadable = (reference: string, problem: string): ReadEntry => ({
  ok: false,
  unreadable: { reference, problem },
});

export const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
