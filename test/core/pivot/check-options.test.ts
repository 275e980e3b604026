import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkOptions } from '../../../core/src/pivot/check-options.ts';

const schema = z.strictObject({ limit: z.int().default(1), clusterColumns: z.string().default('') });

test.each<[why: string, options: object, hint: string]>([
  ['the nearest of its own', { limt: 1 }, "Did you mean 'limit' instead of 'limt'?"],
  ['the nearest that every pivot has', { colum: 'a' }, "Did you mean 'column' instead of 'colum'?"],
  ['never the name that was refused', { columns: ['a'] }, 'Its options: limit, clusterColumns.'],
])('a suggestion is %s', (_, options, hint) => {
  expect(() => checkOptions('x', schema, options)).toThrow(hint);
});
