import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { HttpReply, Transport } from './http.ts';

const recordedReply = z.object({
  request: z.object({ method: z.string().default('GET'), url: z.string() }),
  response: z.object({
    status: z.number().int(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    bodyText: z.string().optional(),
  }),
});

/**
 * Answers requests from the recorded replies in a folder (and its sub-folders), one JSON file each; nothing leaves the
 * machine. Equal means same method and same URL. A request without a recorded reply is REPLAY_MISSING.
 * @throws REPLAY_UNREADABLE when the folder cannot be read or a file in it is no recorded reply.
 */
export async function createReplay(folder: string): Promise<Transport> {
  const replies = new Map<string, HttpReply>();
  for (const file of await listJsonFiles(folder)) {
    const { request, response } = await readRecorded(join(folder, file));
    const text = response.bodyText ?? JSON.stringify(response.body ?? null);
    replies.set(requestName(request.method, request.url), { status: response.status, headers: response.headers, text });
  }
  return ({ method = 'GET', url }) => {
    const reply = replies.get(requestName(method, url.href));
    if (reply === undefined)
      return Promise.reject(
        new PivotKitError('REPLAY_MISSING', { method, url: `${url.origin}${url.pathname}`, folder }),
      );
    return Promise.resolve(reply);
  };
}

/** Refuses every request: what works without the network still does. */
export const offlineTransport: Transport = ({ url }) =>
  Promise.reject(new PivotKitError('OFFLINE', { host: url.host }));

const requestName = (method: string, url: string): string => `${method.toUpperCase()} ${new URL(url).href}`;

async function listJsonFiles(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder, { recursive: true });
    return files.filter((file) => file.endsWith('.json')).sort();
  } catch (cause) {
    throw new PivotKitError('REPLAY_UNREADABLE', { file: folder, problem: 'the folder cannot be read' }, { cause });
  }
}

async function readRecorded(file: string): Promise<z.output<typeof recordedReply>> {
  try {
    return recordedReply.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new PivotKitError('REPLAY_UNREADABLE', { file, problem: 'it is no recorded reply' }, { cause });
  }
}
