import { expect, test } from 'vitest';
import { z } from 'zod';
import { ownOptions } from '../../../../core/src/hosts/cli/own-options.ts';

const schema = z.strictObject({
  columns: z.union([z.string(), z.array(z.string())]).optional(),
  model: z.union([z.string(), z.looseObject({})]).optional(),
  list: z.array(z.string()).optional(),
  most: z.int().optional(),
});

test.each<[string, Record<string, unknown>]>([
  ['columns=host', { columns: 'host' }],
  ['columns=host, account', { columns: ['host', 'account'] }],
  ['columns=["a,b"]', { columns: ['a,b'] }],
  ['model=a,b.json', { model: 'a,b.json' }],
  ['list=a,b', { list: ['a', 'b'] }],
  ['most=5', { most: 5 }],
])('%s', (text, options) => {
  expect(ownOptions([text], schema, '--options')).toEqual(options);
});
