import { escapeMarkdown } from '@pivotkit/core';
import { defang, detectKind } from '@pivotkit/entities';
import type { ObservationFilter, ObservationOrder } from './filter.ts';
import type { Excerpt, ExcerptCell, Observation } from './observation.ts';

export interface ObservationsMarkdownOptions {
  readonly filter?: ObservationFilter | undefined;
  readonly by?: ObservationOrder | undefined;
  /** Level of the headings of findings, from 1. Default: 2. */
  readonly level?: number | undefined;
}

/** A section a finding. Text from outside is escaped, and what could be clicked in it is defanged. */
export const observationsMarkdown = (
  observations: readonly Observation[],
  { level = 2 }: ObservationsMarkdownOptions = {},
): string => observations.map((one) => `${sectionOf(one, '#'.repeat(level))}\n`).join('\n');

function sectionOf(one: Observation, heading: string): string {
  const facts = factsOf(one).map(([name, value]) => `- **${name}**: ${value}`);
  const parts = [`${heading} ${safe(one.caption)}`, facts.join('\n')];
  if (one.description !== undefined) parts.splice(1, 0, safe(one.description));
  if (one.excerpt !== undefined) parts.push(tableOf(one.excerpt), ...sourcesOf(one.excerpt));
  return parts.join('\n\n');
}

function factsOf(one: Observation): (readonly [name: string, value: string])[] {
  const { score, timeRange, marking, link, dataType } = one;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Marking', marking && `TLP:${marking.toUpperCase()}`],
    ['Score', score && `${score.value} of ${score.of}`],
    [
      'Time',
      timeRange && (timeRange.start === timeRange.end ? timeRange.start : `${timeRange.start} – ${timeRange.end}`),
    ],
    ['ATT&CK', joined(one.attack)],
    ['Tags', joined(one.tags)],
    ['Entities', joined(one.entities.map(({ kind, key }) => `${kind} ${key}`))],
    ['Data', dataType && safe(dataType)],
    ['Link', link && safe(link)],
    ...Object.entries(one.properties).map(([name, value]) => [safe(name), shown(value)] as const),
    ['Noted', one.recordedAt],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

const joined = (texts: readonly string[]): string | undefined =>
  texts.length === 0 ? undefined : texts.map(safe).join(', ');

function tableOf({ columns, rows, totalRows }: Excerpt): string {
  const lines = [columns.map(safe), columns.map(() => '---'), ...rows.map((row) => row.map(shown))];
  const more = totalRows - rows.length;
  return [
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    ...(more > 0 ? ['', `… and ${more} more rows`] : []),
  ].join('\n');
}

function sourcesOf({ provenance }: Excerpt): string[] {
  if (provenance.length === 0) return [];
  const byPivot = Map.groupBy(provenance, ({ pivot, provider, askedAt }) =>
    [pivot, provider && `by ${provider}`, askedAt && `asked ${askedAt.first}`].filter(Boolean).join(', '),
  );
  return [
    Array.from(byPivot, ([who, parts]) => `- ${parts.map(({ column }) => safe(column)).join(', ')}: ${safe(who)}`).join(
      '\n',
    ),
  ];
}

const shown = (cell: ExcerptCell): string => (cell === null ? '–' : safe(String(cell)));

/** Characters that show nothing, or that turn the direction of what follows, become visible. */
const unseen = /[\p{Cf}\p{Cs}]|(?![\t\r\n])\p{Cc}/gu;
const clickable = new Set(['Url', 'Dns', 'IpAddress', 'Mailbox']);

const safe = (text: string): string =>
  escapeMarkdown(text.replaceAll(unseen, '\ufffd').replaceAll(/[^\s,;()<>"'|]{4,}/g, defanged));

function defanged(word: string): string {
  const end = /[.!?:]*$/.exec(word)?.[0] ?? '';
  const bare = word.slice(0, word.length - end.length);
  return clickable.has(detectKind([bare]) ?? '') ? defang(bare) + end : word;
}
