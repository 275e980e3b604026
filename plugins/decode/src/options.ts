import { z } from 'zod';
import { defaultLimits } from './decode-text.ts';

/** Options of the verb and of the pivots. */
export const decodeOptions = z.strictObject({
  /** How deep things may be nested. */
  maxDepth: z.int().min(1).max(1_000).default(defaultLimits.maxDepth),
  /** Most things decoded in one text. */
  maxItems: z.int().positive().default(defaultLimits.maxItems),
  /** Most bytes that the archives of one text may hold, all together. */
  maxBytes: z.int().positive().default(defaultLimits.maxBytes),
});
