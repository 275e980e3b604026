import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { HttpReply, Transport } from './http.ts';
import { Redactor } from './redact.ts';
import { plainRequest, recordedReply, requestName, textOfBody, type RecordedReply } from './record-file.ts';

/**
 * Answers requests from the recorded replies in a folder (and its sub-folders), one JSON file each; nothing leaves the
 * machine. Equal means: same method, origin and body, path equal segment by segment after decoding, same parameters in
 * any order; credentials do not count, as far as the redactor knows them. A request without a recorded reply is REPLAY_MISSING.
 * @throws REPLAY_UNREADABLE when the folder cannot be read, a file in it is no recorded reply, or two answer one request.
 */
export async function createReplay(folder: string, redactor = new Redactor()): Promise<Transport> {
  const replies = new Map<string, HttpReply>();
  for (const file of await listJsonFiles(folder))
    addReply(replies, join(folder, file), await readRecorded(join(folder, file)));
  return (request) => {
    const asked = plainRequest(request, redactor);
    const reply = replies.get(requestName(asked));
    if (reply !== undefined) return Promise.resolve(reply);
    const { protocol, host, pathname } = new URL(asked.url);
    const shown = `${protocol}//${host}${pathname}`;
    return Promise.reject(new PivotKitError('REPLAY_MISSING', { method: asked.method, url: shown, folder }));
  };
}

function addReply(replies: Map<string, HttpReply>, file: string, { request, response }: RecordedReply): void {
  const { method, url, body } = request;
  const name = requestName({ method, url, body });
  if (replies.has(name))
    throw new PivotKitError('REPLAY_UNREADABLE', { file, problem: `another file answers ${method} ${url} too` });
  const { status, attempts } = response;
  const headers = lowerCaseNames(response.headers);
  replies.set(name, { status, headers, text: textOfBody(response), ...(attempts !== undefined && { attempts }) });
}

/** Refuses every request: what works without the network still does. */
export const offlineTransport: Transport = ({ url }) =>
  Promise.reject(new PivotKitError('OFFLINE', { host: url.host }));

const lowerCaseNames = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function listJsonFiles(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder, { recursive: true });
    return files.filter((file) => file.endsWith('.json')).sort();
  } catch (cause) {
    throw new PivotKitError('REPLAY_UNREADABLE', { file: folder, problem: 'the folder cannot be read' }, { cause });
  }
}

/** Every recorded reply in a folder. @throws REPLAY_UNREADABLE */
export async function readRecordings(folder: string): Promise<RecordedReply[]> {
  const files = await listJsonFiles(folder);
  return Promise.all(files.map((file) => readRecorded(join(folder, file))));
}

async function readRecorded(file: string): Promise<RecordedReply> {
  const text = await readFile(file, 'utf8');
  try {
    return recordedReply.parse(JSON.parse(text));
  } catch (cause) {
    throw new PivotKitError('REPLAY_UNREADABLE', { file, problem: problemOf(cause) }, { cause });
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return 'it is no JSON';
  const issue = error.issues[0];
  return `it is no recorded reply ('${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''})`;
}
