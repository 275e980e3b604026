import { parseTlp, type Tlp } from '@pivotkit/entities';
import { z } from 'zod';

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
  last: span.optional(),
  timeRange: z.strictObject({ start: time, end: time }).optional(),
  replay: z.string().min(1).optional(),
  offline: z.boolean().optional(),
  network: z
    .strictObject({
      timeoutMs: z.int().positive().optional(),
      connections: z.int().positive().optional(),
      maxBodyBytes: z.int().positive().optional(),
    })
    .optional(),
  output: z.strictObject({ format: z.enum(outputFormats).optional(), rows: z.int().positive().optional() }).optional(),
});

export type ConfigInput = z.input<typeof configSchema>;
export type Config = z.output<typeof configSchema>;
