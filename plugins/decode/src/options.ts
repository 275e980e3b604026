import { z } from 'zod';
import { defaultLimits } from './decode-text.ts';

/** Options of the verb and of the pivots. */
export const decodeOptions = z.strictObject({
  maxDepth: z.int().min(1).max(1_000).default(defaultLimits.maxDepth).describe('How deep things may be nested'),
  maxItems: z.int().positive().default(defaultLimits.maxItems).describe('Most things decoded in one text'),
  maxBytes: z
    .int()
    .positive()
    .default(defaultLimits.maxBytes)
    .describe('Most bytes that the archives of one text may hold, all together'),
});
