import { tlpSchema } from '@pivotkit/entities';
import { z } from 'zod';

const columnName = z.string().min(1);
const columnNames = z.union([columnName, z.array(columnName)], { error: 'it is a column or a list of columns' });
const expression = z
  .union([z.string(), z.number(), z.boolean()], { error: 'it is an expression' })
  .describe('Expression (CEL)');

export const columnTypes = ['text', 'number', 'bigint', 'boolean', 'time', 'list', 'object', 'any'] as const;
export const inputFormats = ['csv', 'tsv', 'json', 'ndjson', 'arrow', 'lines'] as const;
export const outputFormats = ['csv', 'tsv', 'json', 'ndjson', 'markdown', 'arrow'] as const;

const types = z
  .union([z.literal('infer'), z.record(columnName, z.enum(columnTypes))], {
    error: `it is 'infer', or types by column; types are ${columnTypes.join(', ')}`,
  })
  .describe("Types by column, or 'infer'. Default: all text, as written");

const file = {
  format: z.enum(inputFormats).optional().describe('Default: by the ending of the path; lines for .log and .txt'),
  types: types.optional(),
  delimiter: z.string().length(1).optional().describe('Between fields of a CSV. Default: comma'),
  empty: z.enum(['null', 'text']).optional().describe('What an empty CSV field is. Default: null'),
  ragged: z.enum(['error', 'pad', 'skip']).optional().describe('Rows of a CSV with too few fields. Default: error'),
};

const input = z
  .strictObject({
    path: z.string().min(1).optional().describe('File, relative to the playbook; may be given when it runs'),
    from: z.string().min(1).optional().describe('Name of an earlier pipeline'),
    ...file,
  })
  .describe('Where the rows come from');

const output = z.strictObject({
  path: z.string().min(1).describe('File, relative to the folder for output'),
  format: z.enum(outputFormats).optional().describe('Default: by the ending of the path'),
});

const join = z.strictObject({
  file: z.string().min(1).optional().describe('File with the right table, relative to the playbook'),
  from: z.string().min(1).optional().describe('Name of an earlier pipeline whose rows are the right table'),
  on: columnNames.optional().describe('Key columns with the same names on both sides'),
  left: columnNames.optional().describe('Key columns of the left, where names differ'),
  right: columnNames.optional().describe('Key columns of the right, where names differ'),
  how: z.enum(['left', 'inner', 'right', 'outer']).optional().describe('Which rows stay. Default: left'),
  matches: z.enum(['one', 'all']).optional().describe('Right rows a key may have. Default: one'),
  prefix: z.string().optional().describe('Put before names of right columns'),
  suffix: z.string().optional().describe('Put behind names of right columns'),
  ignoreCase: z.boolean().optional(),
  columns: z.array(columnName).optional().describe('Columns of the right to add. Default: all'),
  format: file.format,
  types: file.types,
});

const sortKey = z.strictObject({
  column: columnName,
  descending: z.boolean().optional().describe('Greatest first'),
  nulls: z.enum(['first', 'last']).optional().describe('Default: last'),
});
export type StepSortKey = z.output<typeof sortKey>;
const sortError = 'it is a column, or a list of columns and { column, descending, nulls }';
const sortKeys = z.union([columnName, sortKey, z.array(z.union([columnName, sortKey], { error: sortError }))], {
  error: sortError,
});

const options = z.record(z.string(), z.unknown()).optional().describe('Options of its own');
const timeRange = z.strictObject({ start: z.iso.datetime(), end: z.iso.datetime() });

const common = {
  name: z.string().min(1).optional().describe('What the step is for: shown in plans, progress and errors'),
  comment: z.string().optional(),
};

export type InputDefinition = z.output<typeof input>;
export type OutputDefinition = z.output<typeof output>;

/** One schema for each kind of step; the key of the kind is what tells steps apart. */
export const stepSchemas = {
  pivot: z.strictObject({
    pivot: z.string().min(1).describe('Kind of entity and pivot, such as IpAddress.geolocation'),
    column: columnName.describe('Column with what is asked about'),
    join: z.enum(['left', 'inner', 'right', 'outer']).optional().describe('Which rows stay. Default: left'),
    prefix: z.string().optional().describe('Put before names of new columns'),
    suffix: z.string().optional().describe('Put behind names of new columns'),
    columns: z.array(columnName).optional().describe('Columns of the answer to add. Default: all'),
    options,
    timeRange: timeRange.optional().describe('From start (inclusive) to end (exclusive), UTC'),
    onError: z
      .enum(['keepGoing', 'failFast'])
      .optional()
      .describe('keepGoing (default): a look-up that fails is a status on its rows; failFast: it ends the run'),
    ...common,
  }),
  verb: z.strictObject({
    verb: z.string().min(1).describe('Verb of a plugin, such as ioc.extract'),
    options,
    ...common,
  }),
  filter: z.strictObject({ filter: expression.describe('Rows stay where it is true'), ...common }),
  derive: z.strictObject({
    derive: z.record(columnName, expression).describe('Expressions by new column'),
    overwrite: z.boolean().optional().describe('Columns of the same name are replaced'),
    ...common,
  }),
  select: z.strictObject({ select: columnNames, ...common }),
  drop: z.strictObject({ drop: columnNames, ...common }),
  rename: z.strictObject({ rename: z.record(columnName, columnName).describe('New names by the old ones'), ...common }),
  retype: z.strictObject({ retype: z.record(columnName, z.enum(columnTypes)), ...common }),
  sort: z.strictObject({ sort: sortKeys, ...common }),
  distinct: z.strictObject({ distinct: columnNames.describe('Columns that tell rows apart; [] = all'), ...common }),
  head: z.strictObject({ head: z.int().min(0).describe('How many of the first rows stay'), ...common }),
  slice: z.strictObject({
    slice: z.strictObject({ start: z.int().optional(), end: z.int().optional() }).describe('Rows by number, from 0'),
    ...common,
  }),
  group: z.strictObject({
    group: z.strictObject({
      by: columnNames,
      summarize: z
        .record(columnName, z.string())
        .describe('count, or sum, mean, min, max, first, last, distinctCount, list of a column: sum(bytes)'),
    }),
    ...common,
  }),
  explode: z.strictObject({ explode: columnName.describe('Column of lists: a row for each element'), ...common }),
  parseJson: z.strictObject({
    parseJson: columnName.describe('Column of JSON texts'),
    invalid: z
      .enum(['keep', 'null', 'throw'])
      .optional()
      .describe('What becomes of texts that are no JSON. Default: keep'),
    ...common,
  }),
  flatten: z.strictObject({ flatten: columnName.describe('Column of objects: a column for each field'), ...common }),
  mark: z.strictObject({
    mark: z
      .union([tlpSchema, z.strictObject({ tlp: tlpSchema.optional(), column: columnName.optional() })], {
        error: 'it is a marking (clear, green, amber, amber+strict, red) or { column }',
      })
      .describe('Who may be told of the rows (TLP 2.0): all alike, or as a column says'),
    ...common,
  }),
  join: z.strictObject({ join, ...common }),
  display: z.strictObject({
    display: z.strictObject({
      title: z.string().optional(),
      rows: z.int().min(1).optional().describe('Default: 10'),
      columns: z.array(columnName).optional(),
    }),
    ...common,
  }),
} as const;

export type StepKind = keyof typeof stepSchemas;

/** Kinds that later versions will have. */
export const laterKinds: readonly string[] = ['query', 'branch', 'report', 'approve'];

/** A step as the file says it; which kind is told by which key it has. */
export type StepDefinition = {
  readonly [K in StepKind]: { readonly kind: K } & z.output<(typeof stepSchemas)[K]>;
}[StepKind];
export type StepOf<K extends StepKind> = Extract<StepDefinition, { readonly kind: K }>;

const parameterTypes = ['text', 'number', 'boolean', 'time', 'list'] as const;
export const parameterSchema = z.strictObject({
  type: z.enum(parameterTypes).optional().describe('Default: text'),
  description: z.string().optional(),
  default: z.unknown().optional(),
  required: z.boolean().optional().describe('Default: false'),
});
export type ParameterDefinition = z.output<typeof parameterSchema>;

const identifier = /^[A-Za-z_]\w*$/;
const steps = z.array(z.unknown()).min(1, 'there is no step');

export const pipelineSchema = z.strictObject({
  description: z.string().optional(),
  input: input.optional(),
  steps,
  output: z.array(output).optional(),
});
export type PipelineDefinition = z.output<typeof pipelineSchema>;

export const playbookSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors'),
  version: z.literal(1, { error: 'this version of PivotKit reads version 1 of playbooks' }).optional(),
  name: z.string().min(1),
  description: z.string().optional(),
  parameters: z
    .record(z.string().regex(identifier, 'a name has letters, digits and _ only'), parameterSchema)
    .optional()
    .describe('Values given when the playbook runs, by name: param.<name> in expressions'),
  input: input.optional(),
  steps: steps.optional(),
  output: z.array(output).optional(),
  pipelines: z
    .record(z.string().regex(identifier, 'a name has letters, digits and _ only'), pipelineSchema)
    .optional()
    .describe('Several pipelines, run in this order, instead of input, steps and output'),
  summary: z.array(z.string()).optional().describe('Lines said at the end, with ${{ pipelines.<name>.rows }}'),
});
export type PlaybookDefinition = z.output<typeof playbookSchema>;
