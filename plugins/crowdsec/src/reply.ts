import { z } from 'zod';

const words = z.string().nullish();
const named = z.array(z.object({ name: z.string(), label: words })).nullish();
const score = z.object({ total: z.number().min(0).max(5).nullish() }).nullish();

export const smokeReply = z.object({
  reputation: words,
  confidence: words,
  background_noise: words,
  background_noise_score: z.number().min(0).max(10).nullish(),
  ip_range: words,
  ip_range_24_reputation: words,
  as_name: words,
  as_num: z.int().min(0).max(4_294_967_295).nullish(),
  reverse_dns: words,
  location: z.object({ country: words, city: words }).nullish(),
  behaviors: named,
  classifications: z.object({ false_positives: named, classifications: named }).nullish(),
  attack_details: named,
  mitre_techniques: named,
  cves: z.array(z.string()).nullish(),
  target_countries: z.record(z.string(), z.number()).nullish(),
  history: z.object({ first_seen: words, last_seen: words }).nullish(),
  scores: z.object({ overall: score, last_day: score, last_week: score, last_month: score }),
});

export type Smoke = z.output<typeof smokeReply>;
export type Named = z.output<typeof named>;
