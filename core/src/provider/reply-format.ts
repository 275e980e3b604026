import type { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import { checkReply, parseReply, type HttpReply } from '../io/http.ts';
import { readCsv } from '../table/index.ts';
import { isHtml } from './outcome.ts';

/**
 * What the body of a reply is, and so what its schema sees: `json` the value; `ndjson` the list of the lines' values;
 * `csv` the list of rows, objects of texts named by the header; `text` the text.
 */
export type ReplyFormat = 'json' | 'ndjson' | 'csv' | 'text';

/** How one kind of reply is read. */
export interface ReplyShape<Reply> {
  /** Default: `json`. */
  readonly format?: ReplyFormat;
  /** Schema of a reply; fields it does not name are ignored. */
  readonly reply: z.ZodType<Reply>;
}

/** @throws REPLY_INVALID when the body is not of the format, or of another shape than the schema's */
export function readReply<Reply>(reply: HttpReply, shape: ReplyShape<Reply>, provider: string): Reply {
  const { format = 'json', reply: schema } = shape;
  if (format === 'json') return parseReply(reply, schema, provider);
  if (isHtml(reply)) throw invalid(provider, 'it is a page of HTML');
  return checkReply(readers[format](reply, provider), schema, provider);
}

const readers: Readonly<Record<Exclude<ReplyFormat, 'json'>, (reply: HttpReply, provider: string) => unknown>> = {
  text: ({ text }) => text,
  ndjson: ({ text }, provider) =>
    text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [lineValue(line, i + 1, provider)])),
  csv: ({ text }, provider) => {
    try {
      return readCsv(text, { empty: 'text' }).toRows();
    } catch (cause) {
      throw invalid(provider, `the body is no CSV (${messageOf(cause)})`, cause);
    }
  },
};

function lineValue(line: string, number: number, provider: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw invalid(provider, `line ${number} is no JSON`, cause);
  }
}

const invalid = (provider: string, problem: string, cause?: unknown): PivotKitError =>
  new PivotKitError('REPLY_INVALID', { provider, problem }, { cause });
