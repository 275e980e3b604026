import { Table } from '@pivotkit/core';
import { z } from 'zod';
import { customSchema, schemaNames } from './schema.ts';

export const tableSchema = z
  .strictObject({
    /** How answers call the table. */
    name: z.string().min(1),
    /** The file; relative paths count from the folder of the configuration. */
    path: z.string().min(1).optional(),
    /** Instead of a file: a table at hand. */
    table: z.instanceof(Table<object>).optional(),
    format: z.enum(['csv', 'tsv', 'json', 'ndjson', 'arrow']).optional(),
    /** Default: the known form of events that fits best. */
    schema: z.union([z.enum(schemaNames), customSchema]).optional(),
  })
  .refine(({ path, table }) => (path === undefined) !== (table === undefined), {
    error: 'give either `path` or `table`',
  });

export type TableConfig = z.output<typeof tableSchema>;

export const configSchema = z.strictObject({
  tables: z
    .array(tableSchema)
    .refine((tables) => new Set(tables.map(({ name }) => name)).size === tables.length, {
      error: 'two tables have the same name',
    })
    .default([]),
});
