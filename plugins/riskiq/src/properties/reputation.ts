import { get, judgedAs, list, number, text as textColumn } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { judge } from '../judge.ts';
import { property } from '../property.ts';
import { legacyAt, text } from '../replies.ts';

const reply = z.object({
  classification: z.string(),
  score: z.number().min(0).max(100).nullish(),
  rules: z
    .array(z.object({ name: z.string(), description: text, severity: z.union([z.string(), z.number()]).nullish() }))
    .nullish(),
});

const rowOf = ({ classification, score, rules }: z.output<typeof reply>) => ({
  ...judge(classification),
  classification: classification.toLowerCase(),
  score,
  rules: (rules ?? []).map(({ name, description, severity }) => ({
    name,
    description: description ?? null,
    severity: severity ?? null,
  })),
});

export const reputation = property({
  name: 'riskiq.reputation',
  description: 'What Microsoft Defender Threat Intelligence thinks of an address or a name, and by which rules',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.reputation('8.8.8.8')"],
  rowsPerInput: 'at-most-one',
  columns: {
    judgement: textColumn('malicious and suspicious as classified, benign if good, else unknown'),
    severity: textColumn('high, warning, information or unknown, for comparison with other sources'),
    classification: textColumn('malicious, suspicious, neutral, unknown; of PassiveTotal also good'),
    score: number('How bad it is', { unit: 'points', range: [0, 100], nullWhen: 'the service does not say' }),
    rules: list('Why: {name, description, severity}'),
  },
  facets: {
    reputation: (row) =>
      row.severity === 'unknown'
        ? undefined
        : {
            ...judgedAs(row),
            score: row.score,
            scale: [0, 100],
            reliability: 'B',
            reasons: row.rules.map((rule) => String(Reflect.get(Object(rule), 'name'))),
          },
  },
  graph: {
    request: (host) => get`/hosts/${host.key}/reputation`,
    reply: reply.extend({ '@odata.nextLink': text }),
    rows: (page) => [rowOf(page)],
  },
  legacy: { request: legacyAt('reputation'), reply, rows: (page) => [rowOf(page)] },
});
