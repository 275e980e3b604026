import { tlpSchema } from '@pivotkit/entities';
import { z } from 'zod';

export const formats = ['csv', 'json', 'stix', 'misp', 'text'] as const;

export const listSchema = z.strictObject({
  /** How answers call the list. */
  name: z.string().min(1),
  /** The file; relative paths count from the folder of the configuration. */
  path: z.string().min(1),
  /** Default: by the ending of the file, and for JSON by what is in it. */
  format: z.enum(formats).optional(),
  /** CSV and JSON: the column of values. Default: found by its name or its cells. */
  column: z.string().optional(),
  /** CSV and JSON: the column of types. Default: found by its name. */
  typeColumn: z.string().optional(),
  /** How sure the list is where it does not say, 0–100. */
  confidence: z.number().min(0).max(100).optional(),
  /** Marking of entries that have none. */
  tlp: tlpSchema.optional(),
  /** Whether a URL in the list stands for all URLs below it too. */
  urlsBelow: z.boolean().default(false),
});

export type ListConfig = z.output<typeof listSchema>;

export const configSchema = z.strictObject({
  lists: z
    .array(listSchema)
    .refine((lists) => new Set(lists.map(({ name }) => name)).size === lists.length, {
      error: 'two lists have the same name',
    })
    .default([]),
});
