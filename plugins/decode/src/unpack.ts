import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { parseTar } from 'nanotar';

/** A file in an archive. */
export interface Packed {
  /** As the archive says, which may be anything: never use it as a path. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** What was in an archive, or why that cannot be said. */
export type Unpacked = { readonly files: readonly Packed[] } | { readonly problem: string };

export interface UnpackLimits {
  /** Most bytes that all files together may be. */
  readonly maxBytes: number;
  readonly maxFiles: number;
}

const types: Readonly<Record<string, (bytes: Buffer, limits: UnpackLimits) => readonly Packed[]>> = {
  gz: gunzip,
  zip: unzip,
  tar: untar,
};

/** The files of an archive; undefined for types that cannot be opened here. Never throws. */
export function unpack(bytes: Buffer, type: string, limits: UnpackLimits): Unpacked | undefined {
  const open = Object.hasOwn(types, type) ? types[type] : undefined;
  if (open === undefined) return undefined;
  try {
    return { files: open(bytes, limits) };
  } catch (error) {
    return { problem: error instanceof TooLarge ? error.message : `the ${type} is broken` };
  }
}

class TooLarge extends Error {}

const tooLarge = (maxBytes: number): TooLarge =>
  new TooLarge(`it unpacks to more than ${String(maxBytes)} bytes, which is refused`);

function gunzip(bytes: Buffer, { maxBytes }: UnpackLimits): readonly Packed[] {
  try {
    return [
      { name: nameInGzip(bytes) ?? 'gzip_file', bytes: gunzipSync(bytes, { maxOutputLength: Math.max(1, maxBytes) }) },
    ];
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw error;
  }
}

/** RFC 1952 §2.3: a name stands behind the header where bit 3 of the flags says so. */
function nameInGzip(bytes: Buffer): string | undefined {
  const [extra, named] = [4, 8].map((bit) => ((bytes[3] ?? 0) & bit) !== 0);
  if (named !== true) return undefined;
  const start = 10 + (extra === true ? 2 + bytes.readUInt16LE(10) : 0);
  const end = bytes.indexOf(0, start);
  return end < 0 ? undefined : bytes.toString('latin1', start, end);
}

/** Sizes are looked at before anything is unpacked; what an archive says of them and does not keep to is an error. */
function unzip(bytes: Buffer, { maxBytes, maxFiles }: UnpackLimits): readonly Packed[] {
  let total = 0;
  let count = 0;
  const found = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (name.endsWith('/')) return false;
      total += originalSize;
      count += 1;
      if (total > maxBytes) throw tooLarge(maxBytes);
      if (count > maxFiles) throw new TooLarge(`it holds more than ${String(maxFiles)} files, which is refused`);
      return true;
    },
  });
  return Object.entries(found).map(([name, content]) => ({ name, bytes: Buffer.from(content) }));
}

function untar(bytes: Buffer, { maxFiles }: UnpackLimits): readonly Packed[] {
  // A copy: nanotar reads the whole of the memory a buffer lies in, and small buffers share theirs with others.
  const files = parseTar(Uint8Array.from(bytes)).filter(({ type, data }) => type === 'file' && data !== undefined);
  if (files.length > maxFiles) throw new TooLarge(`it holds more than ${String(maxFiles)} files, which is refused`);
  return files.map(({ name, data }) => ({ name, bytes: Buffer.from(data ?? new Uint8Array()) }));
}
