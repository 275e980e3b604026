import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SimulatedReply } from '../simulator/exchange.ts';

const fields = z.record(z.string(), z.unknown());

const sampleSchema = z.object({
  case: z.string().optional(),
  kind: z.string().default('recorded'),
  request: z.object({
    method: z.string().default('GET'),
    /** With or without scheme and host. */
    url: z.string(),
    form: fields.optional(),
    json: z.unknown().optional(),
    /** As replies that were recorded have it. */
    body: z.string().optional(),
  }),
  response: z.object({
    status: z.int().min(100).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    bodyText: z.string().optional(),
  }),
});

/** One request to a service and what it answered, from a file: written by hand, or recorded by a session. */
export interface Sample extends Omit<z.output<typeof sampleSchema>, 'case'> {
  /** Name of the case; that of the file where it has none. */
  readonly case: string;
}

/**
 * The samples in the `.json` files of a folder, in the order of their names. Files of anything but an HTTP exchange are
 * left out.
 */
export async function readSamples(folder: string): Promise<readonly Sample[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const read = names.map(async (name): Promise<readonly Sample[]> => {
    const result = sampleSchema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    return result.success ? [{ ...result.data, case: result.data.case ?? name.replace(/\.json$/, '') }] : [];
  });
  return (await Promise.all(read)).flat();
}

/** What a sample answers, ready to be sent. */
export const replyOf = ({ response: { status, headers, body, bodyText } }: Sample): SimulatedReply => ({
  status,
  headers: withoutFraming(headers),
  ...(bodyText === undefined ? { json: body } : { text: bodyText }),
});

/** The body is sent as plain text, however it once came. */
const withoutFraming = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/^(content-(length|encoding)|transfer-encoding|connection|date)$/i.test(name),
    ),
  );
