import { z } from 'zod';

/** Which sources are asked. */
const selection = {
  providers: z
    .array(z.string())
    .min(1)
    .readonly()
    .describe('Sources to ask: names of providers, plugins or pivots. Default: those of the scope')
    .optional(),
  excludeProviders: z.array(z.string()).readonly().describe('Sources not to ask').default([]),
  scope: z
    .enum(['primary', 'secondary', 'all'])
    .describe('Which sources to ask where none are named; the setting ti.secondary says which are secondary')
    .default('primary'),
};

export const facetOptions = z.strictObject(selection);

export const lookupOptions = z.strictObject({
  ...selection,
  querySubtype: z.string().describe('The question to sources that answer several, such as report').optional(),
  strategy: z
    .enum(['all', 'first-good', 'cheapest-first', 'quorum'])
    .describe('Ask all at once, or until one, the cheapest or enough of them have said something')
    .default('all'),
  quorum: z.int().min(1).describe('With strategy quorum: sources that must say the same').default(2),
});

export type FacetOptions = z.output<typeof facetOptions>;
export type LookupOptions = z.output<typeof lookupOptions>;
