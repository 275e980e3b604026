import { number, text } from '@pivotkit/core';
import { judge, type Judgement } from '../judge.ts';
import type { ReportAttributes, ReportType } from '../reply.ts';

const engines = (description: string) =>
  number(description, { unit: 'engines', range: [0, 1000], nullWhen: 'VirusTotal has no analysis of it' });

/** What the engines say about something related: as in `virustotal.report`, by the same rule. */
export const verdictColumns = {
  judgement: text('malicious, suspicious, benign or unknown, by the rule of virustotal.report'),
  severity: text('high, warning, information or unknown, by the rule of virustotal.report'),
  malicious: engines('Engines that call it malicious'),
  engines: engines('Engines asked, whatever they answered'),
};

interface Verdict extends Judgement {
  readonly malicious: number | undefined;
  readonly engines: number | undefined;
}

export const verdictOf = (type: ReportType, attributes: ReportAttributes): Verdict => ({
  ...judge(type, attributes),
  malicious: attributes.last_analysis_stats?.malicious,
  engines: engineCount(attributes.last_analysis_stats),
});

const engineCount = (stats: ReportAttributes['last_analysis_stats']): number | undefined =>
  stats === undefined || stats === null ? undefined : Object.values(stats).reduce((sum, count) => sum + count, 0);
