import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type BrotliOptions, type ZlibOptions } from 'node:zlib';
import { PivotKitError } from '../error/pivotkit-error.ts';

/** What may be asked for with `accept-encoding`. */
export const acceptedEncodings = 'gzip, deflate, br';

const maxEncodings = 3;

type Decode = (bytes: Uint8Array, options: ZlibOptions & BrotliOptions) => Promise<Uint8Array>;

const decoders: ReadonlyMap<string, Decode> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

export interface BodyOptions {
  /** The header `content-encoding` (RFC 9110 §8.4): the last coding was applied last. */
  readonly encoding: string;
  /** Most bytes after each step of decompression: a small body cannot become a large one. */
  readonly maxBytes: number;
  /** For messages. */
  readonly host: string;
}

/**
 * The bytes of a body, decompressed; at the limit decompression stops.
 * @throws REPLY_TOO_LARGE; REPLY_INVALID when the coding is unknown or the compressed bytes are broken
 */
export async function decodeBody(body: Uint8Array, { encoding, maxBytes, host }: BodyOptions): Promise<Uint8Array> {
  let bytes = body;
  for (const decode of decodersOf(encoding, host)) {
    try {
      bytes = await decode(bytes, { maxOutputLength: maxBytes });
    } catch (cause) {
      if (isTooLarge(cause)) throw new PivotKitError('REPLY_TOO_LARGE', { host, limitBytes: maxBytes });
      throw undecodable(host, `its ${encoding} body is broken`, cause);
    }
  }
  return bytes;
}

function decodersOf(encoding: string, host: string): Decode[] {
  const codings = encoding.toLowerCase().split(',').map((coding) => coding.trim()); // prettier-ignore
  const named = codings.filter((coding) => coding !== '' && coding !== 'identity').toReversed();
  if (named.length > maxEncodings) throw undecodable(host, `its body is compressed ${named.length} times over`);
  return named.map((coding) => {
    const decode = decoders.get(coding);
    if (decode === undefined) throw undecodable(host, `its body has the unknown encoding '${coding}'`);
    return decode;
  });
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE';

const undecodable = (host: string, problem: string, cause?: unknown): PivotKitError =>
  new PivotKitError('REPLY_INVALID', { provider: host, problem }, { cause });
