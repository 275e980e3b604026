import { tlpSchema } from '@pivotkit/entities';
import { z } from 'zod';

/** Version of the written form; it rises when a reader of the form before would misread the new one. */
export const schemaVersion = 1;

/** A cell of an excerpt: times in ISO 8601, lists and objects as JSON, long texts cut. */
const excerptCell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const provenance = z.strictObject({
  column: z.string(),
  pivot: z.string(),
  plugin: z.string(),
  pluginVersion: z.string(),
  provider: z.string().optional(),
  /** When the provider was asked first and last for the rows of the excerpt. */
  askedAt: z.strictObject({ first: z.iso.datetime(), last: z.iso.datetime() }).optional(),
});

const excerpt = z.strictObject({
  columns: z.array(z.string()),
  rows: z.array(z.array(excerptCell)),
  /** Rows of the whole table it is from. */
  totalRows: z.int().nonnegative(),
  /** Who said what stands in the columns that pivots gave. */
  provenance: z.array(provenance),
});

const http = z
  .string()
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), 'it is no http or https URL');
/** MITRE ATT&CK: techniques, tactics, software, groups. */
export const attackId = z
  .string()
  .transform((text) => text.trim().toUpperCase())
  .pipe(z.string().regex(/^(?:T1\d{3}(?:\.\d{3})?|TA0[01]\d{2}|[SG][01]\d{3})$/, 'it is no id of ATT&CK'));

/** What is on a scale from 0 to `of`. */
const score = z
  .strictObject({ value: z.number().nonnegative(), of: z.number().positive() })
  .refine(({ value, of }) => value <= of, 'the score is beyond its scale');

const timeRange = z
  .strictObject({ start: z.iso.datetime(), end: z.iso.datetime() })
  .refine(({ start, end }) => Date.parse(start) <= Date.parse(end), 'it ends before it begins');

/** One finding, as it is kept and written. Times are ISO 8601 in UTC. */
export const observationSchema = z.strictObject({
  /** Made of all the rest: the same finding, noted at the same instant, has the same. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  recordedAt: z.iso.datetime(),
  caption: z.string().min(1).max(500),
  description: z.string().max(20_000).optional(),
  dataType: z.string().max(200).optional(),
  score: score.optional(),
  tags: z.array(z.string()),
  attack: z.array(attackId),
  entities: z.array(z.strictObject({ kind: z.string(), key: z.string() })),
  link: http.optional(),
  timeRange: timeRange.optional(),
  marking: tlpSchema.optional(),
  properties: z.record(z.string(), excerptCell),
  excerpt: excerpt.optional(),
});

export type Observation = DeepReadonly<z.output<typeof observationSchema>>;
export type Excerpt = NonNullable<Observation['excerpt']>;
export type ExcerptCell = z.output<typeof excerptCell>;

export type DeepReadonly<T> = T extends readonly (infer I)[]
  ? readonly DeepReadonly<I>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The score on a scale from 0 to 100; undefined where there is none. */
export const scoreOf100 = ({ score: given }: Observation): number | undefined =>
  given === undefined ? undefined : (given.value / given.of) * 100;
