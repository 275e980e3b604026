import {
  found,
  notFound,
  text,
  type ListDeclaration,
  type ListNow,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import type { AutonomousSystem } from '@pivotkit/entities';
import { z } from 'zod';
import { asnDropRequest, type Settings } from './client.ts';
import { judgement, linesOf, listOf, timeColumns, unsaid } from './list.ts';

const entry = z.object({
  asn: z.int().min(0).max(4_294_967_295),
  asname: z.string().nullish(),
  domain: z.string().nullish(),
  cc: z.string().nullish(),
  rir: z.string().nullish(),
});

export interface AsnDrop {
  /** By number. */
  readonly systems: ReadonlyMap<number, z.output<typeof entry>>;
  /** When Spamhaus made the list. */
  readonly publishedAt: Date | null;
}

export const asnDropList: ListDeclaration<readonly unknown[], AsnDrop, Settings> = listOf({
  name: 'the DROP list of autonomous systems',
  request: asnDropRequest,
  index: readAsnDrop,
  size: ({ systems }) => systems.size,
});

function readAsnDrop(lines: readonly unknown[]): AsnDrop {
  const { entries, publishedAt } = linesOf(lines);
  const systems = entries.map((line) => entry.parse(line));
  return { systems: new Map(systems.map((system) => [system.asn, system])), publishedAt };
}

export const asnDropColumns = {
  judgement: text('malicious: the autonomous system is held by criminals, or was taken over by them'),
  severity: text('high, for comparison with other sources'),
  name: text('Name of the autonomous system', { nullWhen: unsaid }),
  domain: text('Domain of its holder', { nullWhen: unsaid }),
  country: text('Country of its holder, ISO 3166-1 alpha-2', { nullWhen: unsaid }),
  registry: text('Registry the number is from: arin, ripencc, apnic, lacnic, afrinic', { nullWhen: unsaid }),
  ...timeColumns,
};

export function asnDropRow(
  { content: { systems, publishedAt }, asOf }: ListNow<AsnDrop>,
  { number }: AutonomousSystem,
): LookupResult<RowInput<typeof asnDropColumns>> {
  const system = systems.get(number);
  if (system === undefined) return notFound();
  const { asname: name, domain, cc: country, rir: registry } = system;
  return found({ ...judgement, name, domain, country, registry, publishedAt, listAsOf: asOf });
}

export const opinionOfSystem = (row: RowOf<typeof asnDropColumns>): Opinion => ({
  ...judgement,
  reliability: 'A',
  formedAt: row.publishedAt ?? row.listAsOf,
  reasons: [row.name === null ? 'ASN-DROP' : `ASN-DROP ${row.name}`],
});
