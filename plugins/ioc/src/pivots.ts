import { definePivot, found, notFound, type Call, type LookupResult, type RowInput } from '@pivotkit/core';
import { Process, Unknown, Url } from '@pivotkit/entities';
import type { z } from 'zod';
import { columns } from './columns.ts';
import { iocExtractor } from './extract.ts';
import { extractOptions } from './options.ts';
import type { Ioc } from './types.ts';

type Options = z.output<typeof extractOptions>;
type Row = RowInput<typeof columns>;

const shared = {
  shortcut: 'iocs',
  rowsPerInput: 'many',
  columns,
  options: extractOptions,
  sharing: { reaches: 'nobody' },
} as const;

/** Rows: n → m, one per observable; a row without any stays once in a left join. Tells nobody. */
export const extractFromProcess = definePivot({
  ...shared,
  name: 'ioc.extract',
  description: 'Observables in the command line of a process: addresses, names, URLs, hashes …',
  from: [Process],
  attribute: 'commandLine',
  examples: ["Process.ioc.extract(processes, { column: 'CommandLine' })"],
  lookup: (processes, { options }: Call<Options>) =>
    answers(
      processes.map(({ commandLine }) => commandLine),
      options,
    ),
});

/** As `ioc.extract`, of any text. */
export const extractFromText = definePivot({
  ...shared,
  name: 'ioc.extractText',
  description: 'Observables in a text of any kind',
  from: [Unknown],
  attribute: 'name',
  examples: ["Unknown.ioc.extractText(alerts, { column: 'Description' })"],
  lookup: (texts, { options }: Call<Options>) =>
    answers(
      texts.map(({ name }) => name),
      options,
    ),
});

/** What is in a URL besides itself: its host, and addresses, hashes and URLs in its path and parameters. */
export const extractFromUrl = definePivot({
  ...shared,
  name: 'ioc.extractUrl',
  description: 'Observables inside a URL: its host, and addresses, hashes and URLs in its path and parameters',
  from: [Url],
  attribute: 'url',
  examples: ["Url.ioc.extractUrl('https://r.example/?u=http%3A%2F%2Fevil.example.net%2F')"],
  lookup: (urls, { options }: Call<Options>) =>
    answers(
      urls.map(({ url }) => url),
      { ...options, nested: true },
      isInside,
    ),
});

const isInside = (ioc: Ioc, text: string): boolean => ioc.observable !== text;

type Keep = (ioc: Ioc, text: string) => boolean;

function answers(
  texts: readonly (string | undefined)[],
  options: Options,
  keep: Keep = () => true,
): LookupResult<Row>[] {
  const extractFrom = iocExtractor(options);
  return texts.map((text = '') => {
    const rows = extractFrom(text)
      .filter((ioc) => keep(ioc, text))
      .map(rowOf);
    return rows.length === 0 ? notFound() : found(rows);
  });
}

const rowOf = (ioc: Ioc): Row => ({
  observable: ioc.observable,
  iocType: ioc.type,
  observableKind: ioc.kind ?? null,
  ipAddress: keyOf(ioc, 'IpAddress'),
  dns: keyOf(ioc, 'Dns'),
  url: keyOf(ioc, 'Url'),
  fileHash: keyOf(ioc, 'FileHash'),
  start: ioc.start,
});

const keyOf = ({ kind, key }: Ioc, wanted: string): string | null => (kind === wanted ? (key ?? null) : null);
