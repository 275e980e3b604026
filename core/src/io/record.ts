import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import type { Clock } from './clock.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';
import type { Redactor } from './redact.ts';
import { fileOf, plainRequest, recordOf } from './record-file.ts';
import { replySecrets } from './reply-secrets.ts';

export interface RecordOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/**
 * Carries requests by `next` and keeps every request with its reply in a folder, as `createReplay` reads them: one JSON
 * file each, named after the request, so that asking again replaces it; what came back unchanged is left as it is.
 * Credentials are not kept: no header of a request but its types, no parameter that holds one, no secret in any text.
 * @throws RECORD_FAILED when the folder cannot be made, or a reply cannot be written
 */
export async function createRecording(next: Transport, options: RecordOptions): Promise<Transport> {
  await written(options.folder, () => mkdir(options.folder, { recursive: true }));
  let parts = 0;
  return async (request) => {
    const reply = await next(request);
    for (const text of replySecrets(request, reply)) options.redactor.add(text);
    await written(options.folder, () => keep(request, reply, options, `${parts++}.part`));
    return reply;
  };
}

async function keep(
  request: HttpRequest,
  reply: HttpReply,
  { folder, clock, redactor }: RecordOptions,
  ending: string,
): Promise<void> {
  const record = recordOf(request, reply, redactor);
  const file = join(folder, fileOf(plainRequest(request, redactor)));
  if (await holds(file, record)) return;
  await mkdir(dirname(file), { recursive: true });
  const text = JSON.stringify({ recordedAt: clock.now().toISOString(), ...record }, undefined, 2);
  // A run that ends early leaves no half of a file behind.
  await writeFile(`${file}.${ending}`, `${text}\n`);
  await rename(`${file}.${ending}`, file);
}

/** Whether the file says the same already, whenever it was recorded. */
async function holds(file: string, record: object): Promise<boolean> {
  try {
    const { recordedAt: _, ...known } = JSON.parse(await readFile(file, 'utf8')) as { readonly recordedAt?: unknown };
    return JSON.stringify(known) === JSON.stringify(record);
  } catch {
    return false;
  }
}

async function written(folder: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new PivotKitError('RECORD_FAILED', { folder, problem: messageOf(cause) }, { cause });
  }
}
