import { definePivot, found, notFound, type Call, type LookupResult, type RowInput } from '@pivotkit/core';
import { Process, Unknown } from '@pivotkit/entities';
import type { z } from 'zod';
import { columns } from './columns.ts';
import { decodeText, hashesOf, type Decoded } from './decode-text.ts';
import { decodeOptions } from './options.ts';

type Options = z.output<typeof decodeOptions>;
type Row = RowInput<typeof columns>;

const shared = {
  rowsPerInput: 'many',
  columns,
  options: decodeOptions,
  sharing: { reaches: 'nobody' },
} as const;

/** Rows: n → m, one for each thing decoded; a row without any stays once in a left join. Tells nobody. */
export const decodeProcess = definePivot({
  ...shared,
  name: 'decode.base64',
  description:
    'What is encoded in the command line of a process: base64, hexadecimal, archives, nested as deep as it goes',
  from: [Process],
  attribute: 'commandLine',
  examples: ["Process.decode.base64(processes, { column: 'CommandLine' })"],
  lookup: (processes, { options }: Call<Options>) =>
    processes.map(({ commandLine }) => answerOf(commandLine ?? '', options)),
});

/** As `decode.base64`, of any text. */
export const decodeAnyText = definePivot({
  ...shared,
  name: 'decode.text',
  description: 'What is encoded in a text of any kind',
  from: [Unknown],
  attribute: 'name',
  examples: ["Unknown.decode.text(events, { column: 'Message' })"],
  lookup: (texts, { options }: Call<Options>) => texts.map(({ name }) => answerOf(name ?? '', options)),
});

function answerOf(text: string, options: Options): LookupResult<Row> {
  const { items } = decodeText(text, options);
  return items.length === 0 ? notFound() : found(items.map(rowOf));
}

const rowOf = (item: Decoded): Row => ({
  reference: item.reference,
  depth: item.depth,
  encoding: item.encoding,
  original: item.original,
  decoded: item.text ?? null,
  textEncoding: item.textEncoding,
  fileName: item.fileName ?? null,
  fileType: item.fileType ?? null,
  sizeBytes: item.bytes.length,
  ...hashesOf(item.bytes),
  problem: item.problem ?? null,
});
