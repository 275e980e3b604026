import { pipeline } from 'node:stream/promises';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PivotKitError } from '../error/pivotkit-error.ts';

/** What may be asked for with `accept-encoding`. */
export const acceptedEncodings = 'gzip, deflate, br';

const maxEncodings = 3;

const decoders: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', () => createInflate()],
  ['br', () => createBrotliDecompress()],
]);

export interface BodyOptions {
  /** The header `content-encoding` (RFC 9110 §8.4): the last coding was applied last. */
  readonly encoding: string | undefined;
  /** Most bytes after decompression; counted as they come, so that a small body cannot become a large one. */
  readonly maxBytes: number;
  /** For messages. */
  readonly host: string;
}

/**
 * The bytes of a body, decompressed. Reading stops at the limit.
 * @throws REPLY_TOO_LARGE; REPLY_INVALID when the coding is unknown or the compressed bytes are broken; whatever the
 * body itself throws
 */
export async function readBody(body: Readable, options: BodyOptions): Promise<Uint8Array> {
  const { encoding, maxBytes, host } = options;
  const chain = encoding === undefined ? [] : decoderChain(encoding, host);
  if (chain.length === 0) return readPlain(body, options);
  const parts: Uint8Array[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const part of source) {
      size += part.byteLength;
      if (size > maxBytes) throw new PivotKitError('REPLY_TOO_LARGE', { host, limitBytes: maxBytes });
      parts.push(part);
    }
  };
  try {
    await pipeline([body, ...chain, collect]);
  } catch (cause) {
    throw isBrokenCompression(cause) ? undecodable(host, `its ${encoding ?? ''} body is broken`, cause) : cause;
  }
  return Buffer.concat(parts, size);
}

/** What needs no decoding is taken as it comes: a pipeline for it would cost as much as the request. */
async function readPlain(body: Readable, { maxBytes, host }: BodyOptions): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const parts: Uint8Array[] = [];
  let size = 0;
  body.on('data', (part: Uint8Array) => {
    size += part.byteLength;
    if (size <= maxBytes) parts.push(part);
    else body.destroy(new PivotKitError('REPLY_TOO_LARGE', { host, limitBytes: maxBytes }));
  });
  body.on('end', resolve).on('error', reject);
  body.on('close', () => {
    // Torn down without a word, it would leave us waiting.
    if (!body.readableEnded)
      reject(new PivotKitError('PROVIDER_UNREACHABLE', { host, problem: 'the reply broke off' }));
  });
  await promise;
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : Buffer.concat(parts, size);
}

function decoderChain(encoding: string, host: string): Transform[] {
  const codings = encoding.toLowerCase().split(',').map((coding) => coding.trim()); // prettier-ignore
  const named = codings.filter((coding) => coding !== '' && coding !== 'identity').toReversed();
  if (named.length > maxEncodings) throw undecodable(host, `its body is compressed ${named.length} times over`);
  return named.map((coding) => {
    const create = decoders.get(coding);
    if (create === undefined) throw undecodable(host, `its body has the unknown encoding '${coding}'`);
    return create();
  });
}

/** Errors of node:zlib have a number beside their code, those of streams and sockets have none or a negative one. */
const isBrokenCompression = (error: unknown): boolean =>
  error instanceof Error && /^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/.test(String(Reflect.get(error, 'code')));

const undecodable = (host: string, problem: string, cause?: unknown): PivotKitError =>
  new PivotKitError('REPLY_INVALID', { provider: host, problem }, { cause });
