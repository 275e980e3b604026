import { defineVerb, PivotKitError, type VerbCall } from '@pivotkit/core';
import { tlpSchema } from '@pivotkit/entities';
import { z } from 'zod';
import { columns } from './columns.ts';
import { mostExcerptRows } from './excerpt.ts';
import { attackId } from './observation.ts';
import { tableOf } from './table.ts';
import { fillText, textProblem, summaryOf } from './summary.ts';
import type { Notebook } from './notebook.ts';

const template = (longest: number): z.ZodString => z.string().min(1).max(longest);

/** Notes a finding about the rows that pass. Rows: n → n, order kept, nothing changed. */
export const addVerb = defineVerb({
  name: 'observations.add',
  description: 'Notes a finding about the rows that pass, with counts, times, entities and the first rows',
  options: z
    .strictObject({
      caption: template(300).describe(
        'What was found. `{rows}`, `{first}`, `{last}`, `{entities}` and `{distinct.<column>}` are filled in.',
      ),
      description: template(10_000).optional().describe('The same at length, with the same names'),
      dataType: z.string().max(200).optional().describe('What the data is'),
      score: z.number().nonnegative().optional().describe('From 0 to `scoreOf`'),
      scoreOf: z.number().positive().default(100).describe('End of the scale'),
      tags: z.array(z.string()).default([]).describe('Words to find it by'),
      attack: z.array(attackId).default([]).describe('Ids of MITRE ATT&CK'),
      entityColumns: z
        .array(z.string())
        .default([])
        .describe(
          'Columns whose values are the entities involved, each by the kind that its column declares or its values show',
        ),
      maxEntities: z.int().min(0).max(10_000).default(100).describe('Most entities kept'),
      timeColumn: z.string().optional().describe('Column of the times of the rows'),
      link: z.string().optional().describe('Where more is to be seen: http or https'),
      marking: tlpSchema.optional().describe('Marked at least so strictly'),
      excerptRows: z.int().min(0).max(mostExcerptRows).default(5).describe('First rows kept'),
      excerptColumns: z
        .array(z.string())
        .nonempty()
        .optional()
        .describe('Columns kept of them. Default: the first 20.'),
      whenEmpty: z.enum(['skip', 'note']).default('skip').describe('Whether no rows are a finding too'),
    })
    .superRefine(({ caption, description = '', score = 0, scoreOf }, context) => {
      for (const problem of [textProblem(caption), textProblem(description)])
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      if (score > scoreOf) context.addIssue({ code: 'custom', message: 'the score is beyond its scale' });
    }),
  columns: {},
  result: 'added-columns',
  examples: ["session.from(logons).verb('observations.add', { caption: '{rows} logons at night', score: 60 })"],
  run: async (table, options, { state, log }: VerbCall<Notebook>) => {
    const { caption, description, score, scoreOf, whenEmpty, ...others } = options;
    const summary = summaryOf(table, options);
    if (table.size === 0 && whenEmpty === 'skip') {
      log.info('no rows, so nothing is noted', { caption });
      return table;
    }
    if (summary.entitiesLeftOut > 0) log.warn('entities left out', { caption, leftOut: summary.entitiesLeftOut });
    const noted = await state.note({
      ...others,
      caption: fillText(caption, table, summary),
      ...(description !== undefined && { description: fillText(description, table, summary) }),
      ...(score !== undefined && { score: { value: score, of: scoreOf } }),
      entities: summary.entities,
      timeRange: summary.timeRange,
      data: table,
    });
    log.info('finding noted', { id: noted.id, rows: table.size });
    return table;
  },
});

const instant = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);

/** The findings so far. Rows: n → one a finding, in the order they were noted or as asked. */
export const listVerb = defineVerb({
  name: 'observations.list',
  description: 'The findings noted so far',
  options: z.strictObject({
    tags: z.array(z.string()).nonempty().optional().describe('One of the tags'),
    attack: z
      .array(z.string())
      .nonempty()
      .optional()
      .describe('One of the ids of ATT&CK; a technique stands for its sub-techniques too'),
    minScore: z.number().min(0).max(100).optional().describe('At least so much, from 0 to 100'),
    entity: z.string().optional().describe('Key of an entity, or its kind and key'),
    from: instant.optional().describe('Beginning, inclusive, of a span that the finding touches'),
    to: instant.optional().describe('Its end, inclusive'),
    by: z
      .enum(['noted', 'score', 'time'])
      .default('noted')
      .describe('`noted`, `score` from high to low, or `time` of its beginning'),
  }),
  columns,
  result: 'new-table',
  examples: ["session.from([]).verb('observations.list', { minScore: 50, by: 'score' })"],
  run: (_table, { by, ...filter }, { state }: VerbCall<Notebook>) => {
    const { from, to } = filter;
    if (from !== undefined && to !== undefined && from > to)
      throw new PivotKitError('OPTIONS_INVALID', { name: 'observations.list', problems: '`from` is after `to`', suggestion: 'Exchange them.' }); // prettier-ignore
    return tableOf(state.list.list(filter, by));
  },
});
