import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/** Whose a kept reply is: what one account may fetch, another may not see. */
export interface ReplyOwner {
  readonly plugin: string;
  /** Opaque name of the account that fetched it. */
  readonly credential: string;
}

const ownedReply = keptReply.extend({ plugin: z.string(), credential: z.string() });

/** Beside the cache's own file, whatever store has the answers. */
const folderOf = (cacheFolder: string): string => join(cacheFolder, 'lists');

/** Keeps each as a file of its own, readable for this user alone; written whole or not at all. */
export function folderOfReplies(cacheFolder: string, owner: ReplyOwner, log: Log): KeptReplies {
  const folder = folderOf(cacheFolder);
  const { plugin, credential } = owner;
  const fileOf = (url: string): string =>
    join(
      folder,
      `${createHash('sha256')
        .update(JSON.stringify([plugin, credential, url]))
        .digest('hex')}.json`,
    );
  return {
    async read(url) {
      const kept = await readOwned(fileOf(url));
      const isIt = kept?.url === url && kept.plugin === plugin && kept.credential === credential;
      return isIt ? keptReply.parse(kept) : undefined;
    },
    async keep(reply) {
      const unfinished = join(folder, `${randomUUID()}.part`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(unfinished, JSON.stringify({ ...reply, plugin, credential }), { mode: 0o600 });
        await rename(unfinished, fileOf(reply.url));
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        log.warn('a list that was fetched could not be kept', { url: reply.url, problem: messageOf(error) });
      }
    },
  };
}

async function readOwned(file: string): Promise<z.output<typeof ownedReply> | undefined> {
  try {
    return ownedReply.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** A kept reply as it lies in its file; plugin and time are undefined where it cannot be read. */
export interface ListedReply {
  readonly file: string;
  readonly bytes: number;
  readonly plugin: string | undefined;
  readonly checkedAtMs: number | undefined;
}

/** All that is kept, of whatever plugin and account. */
export async function listReplies(cacheFolder: string): Promise<readonly ListedReply[]> {
  const folder = folderOf(cacheFolder);
  const listed: ListedReply[] = [];
  // One after another: a list may be tens of megabytes.
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const kept = await readOwned(file);
    const bytes = await stat(file).then(({ size }) => size, () => 0); // prettier-ignore
    listed.push({ file, bytes, plugin: kept?.plugin, checkedAtMs: kept?.checkedAtMs });
  }
  return listed;
}

/** Conditions that all have to hold; what cannot be read meets none. */
export interface ReplyFilter {
  readonly plugin?: string;
  /** Epoch milliseconds: what was said last before then. */
  readonly beforeMs?: number;
}

/** Lets go of what the filter names, without one of everything, and counts it. */
export async function clearReplies(cacheFolder: string, { plugin, beforeMs }: ReplyFilter = {}): Promise<number> {
  const gone = (await listReplies(cacheFolder)).filter(
    (reply) =>
      (plugin === undefined || reply.plugin === plugin) &&
      (beforeMs === undefined || (reply.checkedAtMs ?? Infinity) < beforeMs),
  );
  for (const { file } of gone) await rm(file, { force: true });
  return gone.length;
}
