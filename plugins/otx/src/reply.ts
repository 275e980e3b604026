import { z } from 'zod';

const texts = z.array(z.string()).nullish();
/** Old pulses have texts where newer ones have objects. */
const named = z.union([
  z.string().transform((id) => ({ id, display_name: id })),
  z.object({ id: z.string(), display_name: z.string().nullish() }),
]);

/** A pulse: a collection of indicators that a member of OTX published. */
export const pulse = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  created: z.string().nullish(),
  modified: z.string().nullish(),
  TLP: z.string().nullish(),
  tags: texts,
  references: texts,
  adversary: z.string().nullish(),
  targeted_countries: texts,
  industries: texts,
  malware_families: z.array(named).nullish(),
  attack_ids: z.array(named).nullish(),
  author: z.object({ username: z.string().nullish() }).nullish(),
});

/** The section `general`, as far as it is read. Unknown things have no `base_indicator.id` and no pulses. */
export const generalReply = z.object({
  base_indicator: z.object({ id: z.union([z.number(), z.string()]).nullish() }).nullish(),
  pulse_info: z.object({ count: z.int().min(0), pulses: z.array(pulse).default([]) }),
  validation: z.array(z.object({ source: z.string().nullish(), name: z.string().nullish() })).nullish(),
  false_positive: z.array(z.object({ assessment: z.string().nullish() })).nullish(),
  sections: texts,
});

export type Pulse = z.output<typeof pulse>;
export type General = z.output<typeof generalReply>;

/** Of several lists the members, each once, in the order they occur. */
export const together = (lists: readonly (readonly string[] | null | undefined)[]): string[] => [
  ...new Set(lists.flatMap((list) => list ?? [])),
];
