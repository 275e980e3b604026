import { z } from 'zod';
import { patternProblem } from './custom-type.ts';
import { iocTypes } from './types.ts';

const customType = z
  .strictObject({
    /** Lower case, digits and `_`. */
    name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    /** In the syntax of RE2. */
    pattern: z.string().min(1).max(1_000),
    /** Before or after the own types. */
    precedence: z.enum(['before', 'after']).default('before'),
  })
  .superRefine(({ name, pattern }, context) => {
    const problem = iocTypes.some((type) => type === name) ? `'${name}' is a type already` : patternProblem(pattern);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** Options of the verb and of the pivots. */
export const extractOptions = z.strictObject({
  /** Types wanted. Default: all; paths only with `includePaths`. */
  iocTypes: z.array(z.enum(iocTypes)).nonempty().optional(),
  /** Types of one's own, wanted beside those of `iocTypes`. */
  customTypes: z
    .array(customType)
    .max(50)
    .refine((types) => new Set(types.map(({ name }) => name)).size === types.length, 'a name stands there twice')
    .optional(),
  /** Paths of Windows and Linux too. */
  includePaths: z.boolean().default(false),
  /** Names under endings that are not delegated too, such as `srv.corp`. */
  ignoreTlds: z.boolean().default(false),
  /** What is inside another too: the host of a URL, the domain of a mail address. */
  nested: z.boolean().default(false),
});
