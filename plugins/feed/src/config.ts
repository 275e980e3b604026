import { secret } from '@pivotkit/core';
import { tlpSchema } from '@pivotkit/entities';
import { z } from 'zod';
import { formatOf } from './read/format-of.ts';

export const formats = ['csv', 'json', 'stix', 'misp', 'text', 'taxii'] as const;

/** https, or http on this machine; credentials have settings of their own. */
const listUrl = z.string().refine(isFetchable, { error: 'is no https:// URL without user and password' });

function isFetchable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isLocal = protocol === 'http:' && /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/.test(hostname);
  return (protocol === 'https:' || isLocal) && username === '' && password === '';
}

const listFields = z.strictObject({
  /** How answers call the list. */
  name: z.string().min(1),
  /** The file; relative paths count from the folder of the configuration. */
  path: z.string().min(1).optional(),
  /** Where the list is fetched from; of a TAXII 2.1 server, the collection. */
  url: listUrl.optional(),
  /** Credentials for the URL: user and password, or a token (`Authorization: Bearer`). */
  user: secret().optional(),
  password: secret().optional(),
  token: secret().optional(),
  /** How old a list that is fetched may be. */
  refreshMinutes: z.int().min(5).default(60),
  /** Entries without an end count for so long after their start. */
  expireAfterDays: z.number().positive().optional(),
  /** Default: by the ending of the file, and for JSON by what is in it. */
  format: z.enum(formats).optional(),
  /** CSV and JSON: the column of values. Default: found by its name or its cells. */
  column: z.string().optional(),
  /** CSV and JSON: the column of types. Default: found by its name. */
  typeColumn: z.string().optional(),
  /** How sure the list is where it does not say, 0–100. */
  confidence: z.number().min(0).max(100).optional(),
  /** Marking of entries that have none. */
  tlp: tlpSchema.optional(),
  /** Whether a URL in the list stands for all URLs below it too. */
  urlsBelow: z.boolean().default(false),
});

export const listSchema = listFields
  .refine(({ path, url }) => (path === undefined) !== (url === undefined), { error: 'it has either `path` or `url`' })
  .refine(({ format, url }) => format !== 'taxii' || url !== undefined, { error: 'a TAXII collection has a `url`' })
  .refine(hasFormat, { error: `the format does not follow from its URL; state \`format\`: ${formats.join(', ')}` });

function hasFormat({ format, url }: z.output<typeof listFields>): boolean {
  if (url === undefined || format !== undefined || !URL.canParse(url)) return true;
  return formatOf(new URL(url).pathname) !== undefined;
}

export type ListConfig = z.output<typeof listSchema>;

export const configSchema = z.strictObject({
  lists: z
    .array(listSchema)
    .refine((lists) => new Set(lists.map(({ name }) => name)).size === lists.length, {
      error: 'two lists have the same name',
    })
    .default([]),
});
