import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../error/text-of.ts';
import type { Log } from './log.ts';

const keptReply = z.object({
  /** Without credentials. */
  url: z.string(),
  /** When the service last said that this is what it publishes, in milliseconds since 1970. */
  checkedAtMs: z.number(),
  /** Those that ask for a newer one (RFC 9110 §13.1). */
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  contentType: z.string().optional(),
  text: z.string(),
});

/** Something a service publishes, as it came. */
export type KeptReply = z.output<typeof keptReply>;

/** Keeps what services publish beyond the session. A store that fails costs a download, never an answer. */
export interface KeptReplies {
  /** undefined where there is none, or none that can be read. */
  read(url: string): Promise<KeptReply | undefined>;
  keep(reply: KeptReply): Promise<void>;
}

/** Keeps nothing. */
export const noReplies: KeptReplies = { read: () => Promise.resolve(undefined), keep: () => Promise.resolve() };

/** Keeps each as a file of its own, readable for this user alone; written whole or not at all. */
export function folderOfReplies(folder: string, log: Log): KeptReplies {
  const fileOf = (url: string): string => join(folder, `${createHash('sha256').update(url).digest('hex')}.json`);
  return {
    async read(url) {
      try {
        const kept = keptReply.safeParse(JSON.parse(await readFile(fileOf(url), 'utf8')));
        return kept.success && kept.data.url === url ? kept.data : undefined;
      } catch {
        return undefined;
      }
    },
    async keep(reply) {
      const unfinished = join(folder, `${randomUUID()}.part`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(unfinished, JSON.stringify(reply), { mode: 0o600 });
        await rename(unfinished, fileOf(reply.url));
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        log.warn('a list that was fetched could not be kept', { url: reply.url, problem: messageOf(error) });
      }
    },
  };
}
