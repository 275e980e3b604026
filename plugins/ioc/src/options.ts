import { z } from 'zod';
import { iocTypes } from './types.ts';

/** Options of the verb and of the pivots. */
export const extractOptions = z.strictObject({
  /** Types wanted. Default: all; paths only with `includePaths`. */
  iocTypes: z.array(z.enum(iocTypes)).nonempty().optional(),
  /** Paths of Windows and Linux too. */
  includePaths: z.boolean().default(false),
  /** Names under endings that are not delegated too, such as `srv.corp`. */
  ignoreTlds: z.boolean().default(false),
  /** What is inside another too: the host of a URL, the domain of a mail address. */
  nested: z.boolean().default(false),
});
