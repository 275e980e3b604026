import { z } from 'zod';
import { patternProblem } from './custom-type.ts';
import { iocTypes } from './types.ts';

const customType = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,63}$/)
      .describe('Lower case, digits and `_`'),
    pattern: z.string().min(1).max(1_000).describe('In the syntax of RE2'),
    precedence: z.enum(['before', 'after']).default('before').describe('Before or after the own types'),
  })
  .superRefine(({ name, pattern }, context) => {
    const problem = iocTypes.some((type) => type === name) ? `'${name}' is a type already` : patternProblem(pattern);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** Options of the verb and of the pivots. */
export const extractOptions = z.strictObject({
  iocTypes: z
    .array(z.enum(iocTypes))
    .nonempty()
    .optional()
    .describe('Types wanted. Default: all; paths only with `includePaths`.'),
  customTypes: z
    .array(customType)
    .max(50)
    .refine((types) => new Set(types.map(({ name }) => name)).size === types.length, 'a name stands there twice')
    .optional()
    .describe("Types of one's own, wanted beside those of `iocTypes`"),
  includePaths: z.boolean().default(false).describe('Paths of Windows and Linux too'),
  ignoreTlds: z.boolean().default(false).describe('Names under endings that are not delegated too, such as `srv.corp`'),
  nested: z
    .boolean()
    .default(false)
    .describe('What is inside another too: the host of a URL, the domain of a mail address'),
});
