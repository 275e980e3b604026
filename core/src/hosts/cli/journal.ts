import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { messageOf } from '../../error/text-of.ts';
import { openCache } from '../../io/cache/index.ts';
import type { TimeRange } from '../../pivot/pivot.ts';

/** What a run that can be resumed was asked, beside its answers. */
export interface JournaledRun {
  /** As it was asked for: `7d`; undefined where the range was given by its ends, or not at all. */
  readonly last: string | undefined;
  readonly timeRange: TimeRange | undefined;
}

const runSchema = z.object({
  version: z.literal(1),
  last: z.string().optional(),
  timeRange: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }).optional(),
});

/**
 * Makes the folder of a run, or takes up the one that is there: "the last 7 days" are those of the day the run began,
 * or nothing asked then would be an answer now.
 * @throws USAGE_INVALID when the run was over another time; FILE_UNREADABLE, CACHE_UNUSABLE when the folder is no use
 */
export async function openJournal(folder: string, run: JournaledRun): Promise<JournaledRun> {
  const known = await readRun(folder);
  if (known === undefined) await writeRun(folder, run);
  else requireSameTime(folder, known, run);
  await requireUsable(folder);
  return known ?? run;
}

const fileOf = (folder: string): string => join(folder, 'run.json');

async function readRun(folder: string): Promise<JournaledRun | undefined> {
  const path = fileOf(folder);
  try {
    const { last, timeRange } = runSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const { start, end } = timeRange ?? {};
    return {
      last,
      timeRange: start === undefined || end === undefined ? undefined : { start: new Date(start), end: new Date(end) },
    };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw unreadable(path, cause);
  }
}

/** The file is there whole or not at all. */
async function writeRun(folder: string, run: JournaledRun): Promise<void> {
  const path = fileOf(folder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(`${path}.${process.pid}.part`, `${JSON.stringify({ version: 1, ...run }, null, 2)}\n`);
    await rename(`${path}.${process.pid}.part`, path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

const unreadable = (path: string, cause: unknown): PivotKitError =>
  new PivotKitError(
    'FILE_UNREADABLE',
    { path, problem: cause instanceof z.ZodError || cause instanceof SyntaxError ? 'no run' : messageOf(cause) },
    { cause },
  );

function requireSameTime(folder: string, known: JournaledRun, run: JournaledRun): void {
  const [before, now] = [timeText(known), timeText(run)];
  if (before === now) return;
  throw new PivotKitError('USAGE_INVALID', {
    problem: `The run in '${folder}' was over ${before}, not over ${now}`,
    suggestion: 'Ask for the same time again, or give --resume another folder.',
  });
}

function timeText({ last, timeRange }: JournaledRun): string {
  if (last !== undefined) return `the last ${last}`;
  if (timeRange === undefined) return 'no time of its own';
  return `${timeRange.start.toISOString()} to ${timeRange.end.toISOString()}`;
}

/** A cache that fails costs time; a journal that fails would cost what it is there for. */
async function requireUsable(folder: string): Promise<void> {
  const answers = await openCache(`sqlite:${join(folder, 'answers.sqlite')}`, { folder });
  try {
    // No plugin is called so: the store is opened and read through, no answer is.
    await answers.changes({ plugin: '' });
  } finally {
    await answers.close();
  }
}
