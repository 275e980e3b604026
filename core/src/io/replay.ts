import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';

const recordedReply = z.object({
  request: z.object({
    method: z.string().default('GET'),
    url: z.url(),
    /** The request's body, where it has one. */
    body: z.string().optional(),
  }),
  response: z.object({
    status: z.int().min(100).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    bodyText: z.string().optional(),
  }),
});

type RecordedReply = z.output<typeof recordedReply>;

/**
 * Answers requests from the recorded replies in a folder (and its sub-folders), one JSON file each; nothing leaves the
 * machine. Equal means: same method, origin and body, path equal segment by segment after decoding, same parameters in
 * any order; credentials in the URL do not count. A request without a recorded reply is REPLAY_MISSING.
 * @throws REPLAY_UNREADABLE when the folder cannot be read, a file in it is no recorded reply, or two answer one request.
 */
export async function createReplay(folder: string): Promise<Transport> {
  const replies = new Map<string, HttpReply>();
  for (const file of await listJsonFiles(folder))
    addReply(replies, join(folder, file), await readRecorded(join(folder, file)));
  return ({ method = 'GET', url, body, secretParameters = [] }) => {
    const reply = replies.get(requestName({ method, url, body, secretParameters }));
    if (reply === undefined)
      return Promise.reject(
        new PivotKitError('REPLAY_MISSING', { method, url: `${url.origin}${url.pathname}`, folder }),
      );
    return Promise.resolve(reply);
  };
}

function addReply(replies: Map<string, HttpReply>, file: string, { request, response }: RecordedReply): void {
  const { method, body } = request;
  const url = new URL(request.url);
  const name = requestName({ method, url, body, secretParameters: [] });
  if (replies.has(name))
    throw new PivotKitError('REPLAY_UNREADABLE', { file, problem: `another file answers ${method} ${url.href} too` });
  const text = response.bodyText ?? (response.body === undefined ? '' : JSON.stringify(response.body));
  replies.set(name, { status: response.status, headers: lowerCaseNames(response.headers), text });
}

/** Refuses every request: what works without the network still does. */
export const offlineTransport: Transport = ({ url }) =>
  Promise.reject(new PivotKitError('OFFLINE', { host: url.host }));

interface Named {
  readonly method: string;
  readonly url: URL;
  readonly body: HttpRequest['body'] | undefined;
  readonly secretParameters: readonly string[];
}

function requestName({ method, url, body = '', secretParameters }: Named): string {
  const segments = url.pathname.split('/').map(decodeSegment);
  const parameters = [...url.searchParams].filter(([name]) => !secretParameters.includes(name)).sort(byText);
  return JSON.stringify([method.toUpperCase(), url.origin, segments, parameters, body]);
}

/** A segment that is not valid percent-encoding stays as it is. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const byText = (left: readonly string[], right: readonly string[]): number =>
  left.join('=') < right.join('=') ? -1 : 1;

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
