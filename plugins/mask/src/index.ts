import { randomBytes } from 'node:crypto';
import { definePlugin, secret } from '@pivotkit/core';
import { z } from 'zod';
import { Keyed } from './keyed.ts';
import { maskData, type State } from './mask-data.ts';

export { maskTypes, type MaskType } from './masker.ts';

/** Makes data that can be shown to others: names, addresses and identifiers replaced by made-up ones of the same form. */
export const mask = definePlugin({
  name: 'mask',
  version: '0.1.0',
  description: 'Replaces what names people, hosts and networks by made-up values of the same form',
  config: z.strictObject({
    /** Whoever has it gets the same values again. Default: made anew for every session. */
    key: secret().optional(),
  }),
  setup: (_, { key }): State => ({ keyed: new Keyed(key?.reveal() ?? randomBytes(32)) }),
  verbs: [maskData],
});
