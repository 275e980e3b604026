import { definePivot, get } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';
import type { Thing } from './client.ts';
import { limit, listLookup } from './list-lookup.ts';
import { fileShape } from './objects/file.ts';
import { premium, terms } from './terms.ts';

/** Rows of one page, at most. https://docs.virustotal.com/reference/intelligence-search, read 2026-11-28. */
const pageSize = 300;

const options = z.strictObject({
  /**
   * What to search for, in the language of VirusTotal Intelligence; `{value}` stands for what is asked about. By default
   * files that contacted it, or files that are like it.
   */
  query: z.string().includes('{value}').optional(),
  /** Rows for each input, at most; each 300 cost a request. */
  limit: limit.default(pageSize),
});

type Options = z.output<typeof options>;

/** Files found by VirusTotal Intelligence. */
export const search = definePivot({
  name: 'virustotal.search',
  description: 'Files that VirusTotal Intelligence finds by an address, a domain, a URL or a file',
  from: [IpAddress, Dns, Url, FileHash, File],
  rowsPerInput: 'many',
  columns: fileShape.columns,
  ...terms,
  cost: premium,
  options,
  examples: [`await IpAddress.virustotal.search('8.8.8.8', { query: 'entity:file behaviour_network:{value} p:5+' })`],
  lookup: listLookup<Thing, typeof fileShape.columns, z.output<typeof fileShape.item>, Options>({
    shape: fileShape,
    pageSize,
    request: (input, query, { query: pattern = patternFor(input) }) =>
      get`/intelligence/search`.query({ query: pattern.replaceAll('{value}', () => valueOf(input)), ...query }),
  }),
});

const patternFor = ({ kind }: Thing): string =>
  kind === 'FileHash' || kind === 'File' ? 'similar-to:{value}' : 'entity:file behaviour_network:{value}';

/** In quotes where it could be more than a word of the query language; a file by its hash. */
function valueOf(input: Thing): string {
  const value = input.kind === 'File' ? (input.sha256 ?? input.sha1 ?? input.md5 ?? '') : input.key;
  return /^[\w.-]+$/.test(value) ? value : `"${value.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}
