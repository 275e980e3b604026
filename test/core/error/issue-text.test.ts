import { expect, test } from 'vitest';
import { z } from 'zod';
import { issueText } from '../../../core/src/error/issue-text.ts';

const said = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(issueText);

test.each<[string, z.ZodType, unknown, string]>([
  ['a text for a number', z.number(), 'many', 'it must be a number'],
  ['a part for a whole', z.int(), 1.5, 'it must be a whole number'],
  ['a text for a list', z.array(z.string()), 'a', 'it must be a list'],
  ['a list for an object', z.strictObject({}), [], 'it must be names with values'],
  ['what is missing', z.string(), undefined, 'it is missing'],
  ['a choice', z.enum(['left', 'inner']), 'x', 'it must be one of left, inner'],
  ['several kinds', z.union([z.string(), z.array(z.string())]), 5, 'it must be a text, or a list'],
  ['something within', z.union([z.string(), z.array(z.string())]), [5], 'invalid input'],
  ['a message of its own', z.number('a number of rows, please'), 'x', 'a number of rows, please'],
  ['a bound', z.int().min(6), 2, 'too small: expected number to be >=6'],
])('%s', (_, schema, value, text) => {
  expect(said(schema, value)).toEqual([text]);
});
