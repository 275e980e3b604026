import { appendFile, readFile } from 'node:fs/promises';
import { PivotKitError } from '@pivotkit/core';
import { z } from 'zod';
import { observationSchema, schemaVersion, type Observation } from './observation.ts';

const lineSchema = z.strictObject({ schemaVersion: z.literal(schemaVersion), observation: observationSchema });

/** A line of the file that is no finding. It stays in the file. */
export interface UnreadableLine {
  readonly line: number;
  readonly problem: string;
}

export interface ReadObservations {
  readonly observations: readonly Observation[];
  readonly unreadable: readonly UnreadableLine[];
}

/** Findings kept as lines of JSON. Each is added with one write at the end, so that writers do not mix lines. */
export class ObservationFile {
  readonly #path: string;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** A file that is not there yet has no findings. @throws FILE_UNREADABLE */
  async read(): Promise<ReadObservations> {
    const lines = (await this.#text()).split('\n').map((text, i) => ({ text, line: i + 1 }));
    const observations: Observation[] = [];
    const unreadable: UnreadableLine[] = [];
    for (const { text, line } of lines) {
      if (text.trim() === '') continue;
      const read = readLine(text);
      if (typeof read === 'string') unreadable.push({ line, problem: read });
      else observations.push(read);
    }
    return { observations, unreadable };
  }

  /** Ends when the line is on the disk. @throws FILE_UNREADABLE */
  append(observation: Observation): Promise<void> {
    // A line that was cut off by a crash must not swallow this one: an empty line between is no finding and no harm.
    const line = `\n${JSON.stringify({ schemaVersion, observation })}\n`;
    const written = this.#last.then(() => this.#write(line));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #write(line: string): Promise<void> {
    try {
      await appendFile(this.#path, line, { mode: 0o600, flush: true });
    } catch (error) {
      throw unusable(this.#path, error);
    }
  }

  async #text(): Promise<string> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw unusable(this.#path, error);
    }
  }
}

function readLine(text: string): Observation | string {
  try {
    const read = lineSchema.safeParse(JSON.parse(text));
    return read.success ? read.data.observation : z.prettifyError(read.error).replaceAll('\n', ' ');
  } catch {
    return 'it is no JSON';
  }
}

function unusable(path: string, cause: unknown): PivotKitError {
  const problem = cause instanceof Error ? cause.message : String(cause);
  return new PivotKitError('FILE_UNREADABLE', { path, problem }, { cause });
}
