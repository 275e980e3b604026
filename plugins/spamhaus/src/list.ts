import { instantOf, time, type ListDeclaration } from '@pivotkit/core';
import { z } from 'zod';
import { provider, type Settings } from './client.ts';

type Parts<Content> = Pick<
  ListDeclaration<readonly unknown[], Content, Settings>,
  'name' | 'request' | 'index' | 'size'
>;

/** A list of Spamhaus: a line each, fetched as often as the settings say. */
export const listOf = <Content>(parts: Parts<Content>): ListDeclaration<readonly unknown[], Content, Settings> => ({
  ...parts,
  provider,
  format: 'ndjson',
  reply: z.array(z.unknown()),
  refreshMs: ({ refreshMinutes }) => refreshMinutes * 60_000,
});

const metadata = z.object({ type: z.literal('metadata'), timestamp: z.number().nullish(), records: z.int().nullish() });

/** The entries, and when Spamhaus made the list: its last line says that, without which it was cut on the way. */
export function linesOf(lines: readonly unknown[]): {
  readonly entries: readonly unknown[];
  readonly publishedAt: Date | null;
} {
  const about = lines.map((line) => metadata.safeParse(line).data).find((line) => line !== undefined);
  if (about === undefined) throw new Error('the line about the list itself is missing, so that it may be cut');
  const entries = lines.filter((line) => !metadata.safeParse(line).success);
  const { records, timestamp } = about;
  if (typeof records === 'number' && records !== entries.length)
    throw new Error(`it has ${entries.length} of ${records} entries`);
  return { entries, publishedAt: instantOf(timestamp) };
}

/** Of whatever is listed. */
export const judgement = { judgement: 'malicious', severity: 'high' } as const;

export const unsaid = 'Spamhaus does not say';

export const timeColumns = {
  publishedAt: time('When Spamhaus made the list', { nullWhen: unsaid }),
  listAsOf: time('When the list was fetched or confirmed'),
};
