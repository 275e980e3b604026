import { hash } from 'node:crypto';
import { candidatesIn, percentEncodedIn, type Candidate, type Encoding } from './encodings.ts';
import { fileType } from './file-types.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { unpack, type Packed } from './unpack.ts';

/** One thing that was encoded in a text. */
export interface Decoded {
  /** Place in the nesting: `2.1` is the first in the second. */
  readonly reference: string;
  /** 1 = in the text itself. */
  readonly depth: number;
  readonly encoding: Encoding;
  /** The encoded text. */
  readonly original: string;
  /** The bytes as text; undefined where they are none. */
  readonly text: string | undefined;
  readonly textEncoding: 'utf-8' | 'utf-16' | 'binary';
  /** Name in the archive it came from, as the archive says. */
  readonly fileName: string | undefined;
  /** Type of the file or of the archive it came from, by how it begins. */
  readonly fileType: string | undefined;
  readonly bytes: Buffer;
  /** What kept it from being read whole. */
  readonly problem: string | undefined;
}

export interface DecodedText {
  /** The text with what was decoded in its place, each in a tag that says what it is. */
  readonly text: string;
  /** In order of their places, an outer before its inner ones. */
  readonly items: readonly Decoded[];
}

export interface DecodeLimits {
  /** How deep things may be nested; what is deeper stays as it is. */
  readonly maxDepth: number;
  /** Most things decoded in one text. */
  readonly maxItems: number;
  /** Most bytes that archives in one text may hold, all together. */
  readonly maxBytes: number;
}

export const defaultLimits: DecodeLimits = { maxDepth: 20, maxItems: 500, maxBytes: 20 * 1024 * 1024 };

/**
 * Everything encoded in a text, also inside of what is decoded: base64 (also of URLs and folded over lines), hexadecimal,
 * base32 and percent encoding, UTF-8 and UTF-16 texts, gzip, zip and tar. Names in archives are data, never paths; an archive
 * that unpacks to too much is refused, with a note. Never throws.
 */
export function decodeText(text: string, limits: Partial<DecodeLimits> = {}): DecodedText {
  const decoder = new Decoder({ ...defaultLimits, ...limits });
  return { text: decoder.decode(text, '', 1), items: decoder.items };
}

class Decoder {
  readonly items: Decoded[] = [];
  readonly #limits: DecodeLimits;
  #bytesLeft: number;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
    this.#bytesLeft = limits.maxBytes;
  }

  /** The text with everything in it replaced; `parent` is the reference of what it was found in. */
  decode(text: string, parent: string, depth: number): string {
    if (depth > this.#limits.maxDepth) return text;
    // Joined, not added up: what was added piece by piece keeps all its pieces, a dozen times the size of the text.
    const shown: string[] = [];
    let at = 0;
    let index = 0;
    for (const found of this.#foundIn(text, depth)) {
      if (found.start < at || this.items.length >= this.#limits.maxItems) continue;
      index += 1;
      const reference = parent === '' ? String(index) : `${parent}.${String(index)}`;
      const original = text.slice(found.start, found.end);
      shown.push(text.slice(at, found.start), this.#show(original, found, { reference, depth }));
      at = found.end;
    }
    if (at === 0) return text;
    shown.push(text.slice(at));
    return shown.join('');
  }

  #foundIn(text: string, depth: number): readonly Found[] {
    const found = candidatesIn(text).flatMap((candidate) => readingOf(candidate) ?? []);
    const encoded = percentEncodedIn(text).flatMap(({ start, end, decoded }) =>
      depth < this.#limits.maxDepth && candidatesIn(decoded).some((candidate) => readingOf(candidate) !== undefined)
        ? [
            {
              start,
              end,
              encoding: 'url' as const,
              bytes: Buffer.from(decoded),
              text: decoded,
              textEncoding: 'utf-8' as const,
            },
          ]
        : [],
    );
    return [...found, ...encoded].sort((left, right) => left.start - right.start);
  }

  #show(original: string, found: Found, place: Place): string {
    if (found.type === undefined) return this.#one(original, found, place);
    const packed = unpack(found.bytes, found.type, {
      maxBytes: this.#bytesLeft,
      maxFiles: this.#limits.maxItems - this.items.length,
    });
    if (packed === undefined) return this.#one(original, found, place);
    if ('problem' in packed) return this.#one(original, { ...found, problem: packed.problem }, place);
    for (const { bytes } of packed.files) this.#bytesLeft -= bytes.length;
    const [first, ...others] = packed.files.map((file) => ({ ...found, ...readFile(file), fileName: file.name }));
    if (first === undefined) return this.#one(original, { ...found, problem: 'the archive is empty' }, place);
    if (others.length === 0) return this.#one(original, first, place);
    return this.#several(original, [first, ...others], place);
  }

  #several(original: string, files: readonly Found[], { reference, depth }: Place): string {
    const shown = files.map((file, i) =>
      this.items.length >= this.#limits.maxItems
        ? ''
        : this.#one(original, file, { reference: `${reference}.${String(i + 1)}`, depth: depth + 1 }),
    );
    return `<decoded value='multiple binary' type='multiple' index='${reference}' depth='${String(depth)}'>${shown.join('')}</decoded>`;
  }

  #one(original: string, found: Found, { reference, depth }: Place): string {
    const { bytes, text, textEncoding, encoding, type, fileName, problem } = found;
    this.items.push({
      reference,
      depth,
      encoding,
      original,
      text,
      textEncoding: textEncoding ?? 'binary',
      fileName,
      fileType: type,
      bytes,
      problem,
    });
    const name = nameOf(found);
    const place = `index='${reference}' depth='${String(depth)}'`;
    if (text === undefined)
      return `<decoded value='binary' name='${name}' type='${type ?? 'None'}' ${place}>${hexOf(bytes)}</decoded>`;
    return `<decoded type='string' name='${name}' ${place}>${this.decode(text, reference, depth + 1)}</decoded>`;
  }
}

interface Place {
  readonly reference: string;
  readonly depth: number;
}

/** A candidate that is something. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly encoding: Encoding;
  readonly bytes: Buffer;
  readonly text?: string | undefined;
  readonly textEncoding?: 'utf-8' | 'utf-16' | undefined;
  readonly type?: string | undefined;
  readonly fileName?: string | undefined;
  readonly problem?: string | undefined;
}

/** What the bytes of a candidate are; undefined where they are most likely nothing. */
function readingOf({ start, end, encoding, bytes, mayBeBinary, note }: Candidate): Found | undefined {
  const place = { start, end, encoding, bytes, problem: note };
  const type = fileType(bytes);
  if (type !== undefined) return { ...place, type };
  const read = textOfBytes(bytes);
  if (read !== undefined) return { ...place, text: read.text, textEncoding: read.encoding };
  return mayBeBinary ? place : undefined;
}

function readFile({ bytes }: Packed): Pick<Found, 'bytes' | 'text' | 'textEncoding'> {
  const read = textOfBytes(bytes);
  return { bytes, text: read?.text, textEncoding: read?.encoding };
}

/** Names come from archives: quotes and brackets would end the tag. */
function nameOf({ type, fileName }: Found): string {
  const name = fileName?.replaceAll(/['<>\p{Cc}]/gu, '_');
  if (type === undefined) return '[None]';
  return name === undefined ? `[${type}]` : `[${type}] Filename: ${name}`;
}

const longestShown = 4_096;
const spaced = Buffer.alloc(3 * longestShown, ' ');
const digits = Buffer.from('0123456789abcdef');

/** Bytes as two digits each; of very long ones the beginning. */
export function hexOf(bytes: Buffer): string {
  const count = Math.min(bytes.length, longestShown);
  for (let i = 0; i < count; i++) {
    const byte = bytes[i] ?? 0;
    spaced[3 * i] = digits[byte >> 4] ?? 0;
    spaced[3 * i + 1] = digits[byte & 15] ?? 0;
  }
  const shown = spaced.toString('latin1', 0, Math.max(0, 3 * count - 1));
  return bytes.length > longestShown ? `${shown} … (${String(bytes.length)} bytes)` : shown;
}

export interface Hashes {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

export const hashesOf = (bytes: Buffer): Hashes => ({
  md5: hash('md5', bytes),
  sha1: hash('sha1', bytes),
  sha256: hash('sha256', bytes),
});
