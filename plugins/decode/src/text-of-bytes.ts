import { isUtf8 } from 'node:buffer';

export interface TextOfBytes {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16';
}

/**
 * Bytes as text, where they are one: UTF-16 with a byte-order mark, or with every second byte zero as in what PowerShell
 * takes (`-EncodedCommand`), else UTF-8. Text has no control characters but white space, and at least one letter or digit.
 */
export function textOfBytes(bytes: Buffer): TextOfBytes | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, 'big-endian');
  return looksLikeUtf16(bytes) ? utf16(bytes) : utf8(bytes);
}

function utf8(bytes: Buffer): TextOfBytes | undefined {
  // Most of what is no text is known by its bytes, before a text is made of them.
  if (bytes.some((byte) => kinds[byte] === control) || !isUtf8(bytes)) return undefined;
  const text = withoutMark(bytes.toString('utf8'));
  return isText(text) ? { text, encoding: 'utf-8' } : undefined;
}

function utf16(bytes: Buffer, order: 'little-endian' | 'big-endian' = 'little-endian'): TextOfBytes | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  const text = withoutMark((order === 'big-endian' ? swapped(bytes) : bytes).toString('utf16le'));
  return text.isWellFormed() && isText(text) ? { text, encoding: 'utf-16' } : undefined;
}

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

const control = 1;
const word = 2;
/** Of each byte and character of ASCII: whether it is a control character other than white space, a letter or a digit. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (/[^\P{Cc}\t\n\v\f\r]/u.test(letter)) return control;
  return /[\p{L}\p{N}]/u.test(letter) ? word : 0;
});

function isText(text: string): boolean {
  let hasWord = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return isTextOfAnyLanguage(text);
    const kind = kinds[code];
    if (kind === control) return false;
    hasWord ||= kind === word;
  }
  return hasWord;
}

/** No control characters (Unicode category Cc) other than white space, nothing that is no character at all (Cn). */
const isTextOfAnyLanguage = (text: string): boolean =>
  !/[^\P{Cc}\t\n\v\f\r]|\p{Cn}/u.test(text) && /[\p{L}\p{N}]/u.test(text);

/** Most of the first 512 pairs of bytes are a character of ASCII and a zero. */
function looksLikeUtf16(bytes: Buffer): boolean {
  if (bytes.length < 8 || bytes.length % 2 !== 0) return false;
  const pairs = Math.min(512, bytes.length / 2);
  let ascii = 0;
  for (let i = 0; i < pairs; i++) if (bytes[2 * i + 1] === 0 && (bytes[2 * i] ?? 0) >= 9) ascii += 1;
  return ascii >= pairs * 0.7;
}
