export interface TextOfBytes {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const utf16 = new TextDecoder('utf-16le', { fatal: true });
const utf16Big = new TextDecoder('utf-16be', { fatal: true });

/**
 * Bytes as text, where they are one: UTF-16 with a byte-order mark, or with every second byte zero as in what PowerShell
 * takes (`-EncodedCommand`), else UTF-8. Text has no control characters but white space, and at least one letter or digit.
 */
export function textOfBytes(bytes: Buffer): TextOfBytes | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoded(utf16, bytes, 'utf-16');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoded(utf16Big, bytes, 'utf-16');
  if (looksLikeUtf16(bytes)) return decoded(utf16, bytes, 'utf-16');
  return decoded(utf8, bytes, 'utf-8');
}

function decoded(decoder: TextDecoder, bytes: Buffer, encoding: TextOfBytes['encoding']): TextOfBytes | undefined {
  try {
    const text = decoder.decode(bytes);
    return isText(text) ? { text, encoding } : undefined;
  } catch {
    return undefined;
  }
}

const isText = (text: string): boolean => !hasControls(text) && /[\p{L}\p{N}]/u.test(text);

/** Control characters (Unicode category Cc) other than white space, and what is no character at all. */
const hasControls = (text: string): boolean => /[\p{Cc}\p{Cn}]/u.test(text.replaceAll(/[\t\n\v\f\r]/g, ''));

/** Most of the first 512 pairs of bytes are a character of ASCII and a zero. */
function looksLikeUtf16(bytes: Buffer): boolean {
  if (bytes.length < 8 || bytes.length % 2 !== 0) return false;
  const pairs = Math.min(512, bytes.length / 2);
  let ascii = 0;
  for (let i = 0; i < pairs; i++) if (bytes[2 * i + 1] === 0 && (bytes[2 * i] ?? 0) >= 9) ascii += 1;
  return ascii >= pairs * 0.7;
}
