import { z } from 'zod';
import { metrics } from './points.ts';
import { textFeatureNames } from './text-features.ts';

/** A column of numbers by its name, or a feature of a column of texts. */
const clusterColumn = z.union([
  z.string(),
  z.strictObject({ column: z.string(), feature: z.enum(textFeatureNames as [string, ...string[]]) }),
]);

/** Options of what clusters rows. */
export const clusterOptions = z.strictObject({
  clusterColumns: z
    .array(clusterColumn)
    .nonempty()
    .default(['commandlineTokensFull', 'pathScore', 'isSystemSession'])
    .describe(
      'What rows are compared by: columns of numbers (true and false are 1 and 0), or `{ column, feature }` for texts. Default: the columns of `cluster.features` that processes are usually compared by.',
    ),
  timeColumn: z
    .string()
    .optional()
    .describe('Column of times. Default: TimeCreatedUtc, TimeGenerated or Timestamp, where there is one.'),
  maxClusterDistance: z
    .number()
    .nonnegative()
    .default(0.0001)
    .describe('Distance up to which rows are neighbours, inclusive'),
  minClusterSamples: z
    .int()
    .positive()
    .default(2)
    .describe('Rows near a row, itself included, that make it the core of a cluster'),
  normalize: z
    .union([z.boolean(), z.enum(['row', 'column', 'none'])])
    .default(true)
    .transform((scaling) => (typeof scaling === 'string' ? scaling : scaling ? 'row' : 'none'))
    .describe(
      'Each row to length 1 (`row`, true), each column to mean 0 and deviation 1 (`column`), or as it is (`none`, false)',
    ),
  metric: z.enum(metrics).default('euclidean').describe('How distance is measured'),
  missing: z
    .enum(['error', 'noise'])
    .default('error')
    .describe('Rows without a finite number in one of the columns: an error, or in no cluster'),
  verbose: z.boolean().default(false).describe('Says in the log how many clusters there are'),
});

export type ClusterOptions = z.output<typeof clusterOptions>;
export type ClusterColumn = z.output<typeof clusterColumn>;
