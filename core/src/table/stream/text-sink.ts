import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileError } from './text-chunks.ts';

/** Where text goes: a file's path (written anew), or a stream, which stays open for its owner. */
export type TextTarget = string | Writable;

/** Takes text at the pace of its target. */
export class TextSink {
  readonly #target: TextTarget;
  readonly #stream: Writable;
  #failure: unknown;

  constructor(target: TextTarget) {
    this.#target = target;
    this.#stream = typeof target === 'string' ? createWriteStream(target) : target;
    this.#stream.on('error', this.#fail);
  }

  /** Resolves when there is room for more. @throws FILE_NOT_FOUND FILE_UNREADABLE when the path cannot be written. */
  async write(text: string | Uint8Array): Promise<void> {
    this.#throwFailure();
    if (text.length === 0 || this.#stream.write(text)) return;
    await this.#guarded(once(this.#stream, 'drain'));
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    this.#throwFailure();
    if (typeof this.#target === 'string') this.#stream.end();
    await this.#guarded(typeof this.#target === 'string' ? finished(this.#stream) : flushed(this.#stream));
    this.#stream.off('error', this.#fail);
    this.#throwFailure();
  }

  readonly #fail = (cause: unknown): void => {
    this.#failure ??= cause;
  };

  async #guarded(step: Promise<unknown>): Promise<void> {
    await step.catch(this.#fail);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure === undefined) return;
    throw typeof this.#target === 'string' ? fileError(this.#target, this.#failure) : this.#failure;
  }
}

/** Resolves when all that was written before has left the stream. */
function flushed(stream: Writable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.write('', (error) => {
    if (error) reject(error);
    else resolve();
  });
  return promise;
}
