import { parseTlp, type Tlp } from '@pivotkit/entities';
import { z } from 'zod';
import { duration, durationMs } from './config-duration.ts';

const tlp = z.string().transform((text, context): Tlp => {
  const level = parseTlp(text);
  if (level !== undefined) return level;
  context.addIssue(`'${text}' is no marking; clear, green, amber, amber+strict and red are`);
  return z.NEVER;
});

/** A span of time up to now: `30m`, `12h`, `7d`, `2w`. */
const span = z.string().regex(/^[1-9]\d*[mhdw]$/, 'a span is a number with m, h, d or w, such as 7d');

const time = z.iso.datetime({ offset: true, error: 'a time is written as 2026-11-20T08:00:00Z' });

const pluginSettings = z.union([z.record(z.string(), z.unknown()), z.literal(false), z.null()], {
  error: 'settings of a plugin are names with values; `false` leaves the plugin out',
});

const milliseconds = z.int().positive();
const file = z.string().min(1);

/** A password in a file that is kept and shown would be no secret. */
const proxy = z.string().refine((text) => /^https?:\/\/[^/@]+\/?$/.test(text) && URL.canParse(text), {
  error: 'a proxy is written as http://proxy.example:3128; one with a password is given by the variable HTTPS_PROXY',
});

const network = z.strictObject({
  timeoutMs: milliseconds.optional(),
  connectTimeoutMs: milliseconds.optional(),
  headersTimeoutMs: milliseconds.optional(),
  bodyTimeoutMs: milliseconds.optional(),
  dnsTimeoutMs: milliseconds.optional(),
  attempts: z.int().min(1).max(10).optional(),
  connections: z.int().positive().optional(),
  maxBodyBytes: z.int().positive().optional(),
  proxy: proxy.optional(),
  noProxy: z.string().optional(),
  caFile: file.optional(),
  clientCertFile: file.optional(),
  clientKeyFile: file.optional(),
});

const cache = z.strictObject({
  store: z.string().min(1).optional(),
  folder: file.optional(),
  maxAge: duration.optional(),
  staleWhileRevalidate: duration.optional(),
});

const reach = z.enum(['nobody', 'provider', 'target']);
const names = z.array(z.string().min(1));

const purpose = z.strictObject({
  reaches: reach.optional(),
  maxTlp: tlp.optional(),
  plugins: names.optional(),
  exceptPlugins: names.optional(),
});

/** Who may be told of what. */
const policy = z.strictObject({
  own: z.strictObject({ networks: names.optional(), domains: names.optional() }).optional(),
  passive: z.boolean().optional(),
  purpose: z.string().min(1).optional(),
  purposes: z.record(z.string(), purpose).optional(),
});

const quotaWindow = z.strictObject({
  per: z.enum(['second', 'minute', 'hour', 'day', 'month']),
  limit: z.int().positive(),
  sliding: z.boolean().optional(),
});

/** The plan behind a key, by the plugin's name. */
const quotas = z.record(z.string(), z.array(quotaWindow).min(1, 'a quota has at least one window'), {
  error: '`quotas` are names of plugins with their windows, such as virustotal: [{ per: minute, limit: 1000 }]',
});

/** What a run may spend, by currency as pivots declare it. */
const maxCost = z.record(z.string(), z.number().nonnegative(), {
  error: '`maxCost` are currencies with amounts, such as USD: 5',
});

/** Look-ups at once at a provider: at each, or by the plugin's name. */
const concurrency = z.union([z.int().positive(), z.record(z.string(), z.int().positive())], {
  error: '`concurrency` is a whole number above 0, or names of plugins with such numbers',
});

export const outputFormats = ['csv', 'tsv', 'json', 'ndjson', 'markdown', 'arrow', 'table'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** What a configuration file may say. The same names hold for variables: `PIVOTKIT_NETWORK_TIMEOUTMS`. */
export const configSchema = z.strictObject({
  plugins: z
    .union([z.record(z.string(), pluginSettings), z.array(z.string())], {
      error: '`plugins` is a list of names, or names with their settings',
    })
    .optional(),
  discover: z.boolean().optional(),
  tlp: tlp.optional(),
  policy: policy.optional(),
  last: span.optional(),
  timeRange: z.strictObject({ start: time, end: time }).optional(),
  replay: z.string().min(1).optional(),
  offline: z.boolean().optional(),
  network: network.optional(),
  cache: z
    .union([cache, z.literal(false)], {
      error: '`cache` is `store`, `folder`, `maxAge` and `staleWhileRevalidate`, or false for none',
    })
    .optional(),
  quotas: quotas.optional(),
  maxCalls: z.int().nonnegative().optional(),
  maxCost: maxCost.optional(),
  deadline: duration.refine((text) => durationMs(text) !== 0, 'a deadline is longer than nothing').optional(),
  concurrency: concurrency.optional(),
  maxWait: duration.optional(),
  output: z.strictObject({ format: z.enum(outputFormats).optional(), rows: z.int().positive().optional() }).optional(),
});

export type ConfigInput = z.input<typeof configSchema>;
export type Config = z.output<typeof configSchema>;
