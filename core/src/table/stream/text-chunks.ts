import { createReadStream, existsSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { PivotKitError } from '../../error/pivotkit-error.ts';

/** Where text comes from: a file's path, or pieces of text or of bytes (UTF-8; UTF-16 with a byte order mark). */
export type TextSource = string | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

const chunkBytes = 256 * 1024;

/**
 * The text of a source in pieces; characters of several bytes are never cut.
 * @throws FILE_NOT_FOUND FILE_UNREADABLE when the path cannot be read.
 */
export async function* textChunks(source: TextSource): AsyncIterable<string> {
  let decoder: TextDecoder | undefined;
  let head = new Uint8Array(0);
  for await (const chunk of typeof source === 'string' ? fileChunks(source) : source) {
    if (typeof chunk === 'string') {
      yield chunk;
      continue;
    }
    // The byte order mark may itself come in pieces.
    const bytes = decoder === undefined && head.length > 0 ? joinBytes(head, chunk) : chunk;
    head = new Uint8Array(0);
    if (decoder === undefined && bytes.length < 2) {
      head = new Uint8Array(bytes);
      continue;
    }
    decoder ??= decoderFor(bytes);
    yield decoder.decode(bytes, { stream: true });
  }
  yield (decoder ?? new TextDecoder()).decode(head);
}

function decoderFor([first, second]: Uint8Array): TextDecoder {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : new TextDecoder();
}

function joinBytes(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

/** The bytes of a file in pieces. @throws FILE_NOT_FOUND FILE_UNREADABLE */
export async function* fileChunks(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) yield bytesOf(chunk);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

/** What the operating system said about a file, as an error of ours; other errors stay as they are. */
export function fileError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || PivotKitError.is(cause)) return cause;
  if (cause.code === 'ENOENT') return fileNotFound(path, cause);
  const problem = cause.code === 'EISDIR' ? 'it is a folder' : String(cause.code);
  return new PivotKitError('FILE_UNREADABLE', { path, problem }, { cause });
}

/** That a file is not there; where its folder is missing too, that. */
export function fileNotFound(path: string, cause: unknown): PivotKitError {
  const folder = dirname(path);
  const missing = existsSync(folder) ? { what: 'file', path } : { what: 'folder', path: folder };
  const counted = isAbsolute(path) ? '' : '; it counts from the working directory';
  return new PivotKitError('FILE_NOT_FOUND', { ...missing, suggestion: `Check the path${counted}.` }, { cause });
}
