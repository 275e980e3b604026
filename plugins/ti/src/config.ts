import { z } from 'zod';

const grade = z.enum(['A', 'B', 'C', 'D', 'E', 'F']);

export const config = z.strictObject({
  /** Sources that are asked only where the call says so: names of plugins, providers or pivots. The others are primary. */
  secondary: z.array(z.string()).default([]),
  /** Sources in the order they are asked where one after the other is. Others follow in the order of the plugins. */
  order: z.array(z.string()).default([]),
  /** What is thought here of sources, in place of what their plugins say: grades of the Admiralty code by name. */
  reliability: z.record(z.string(), grade).default({}),
});

export type State = z.output<typeof config>;
