/** What one pass over a text finds. */
export interface TextProfile {
  /** Unicode code points. */
  readonly length: number;
  /** Sum of the code points. */
  readonly ordinals: number;
  /** Characters that take a text apart, see `isDelimiter`. */
  readonly delimiters: number;
  /** CRC-32 of the delimiters alone, in their order: texts of one shape have one. */
  readonly delimiterHash: number;
  /** CRC-32 of the text in UTF-8. */
  readonly hash: number;
}

export const noText: TextProfile = { length: 0, ordinals: 0, delimiters: 0, delimiterHash: 0, hash: 0 };

/** The profile of a text, in time that grows with its length alone. */
export function profileText(text: string): TextProfile {
  let [length, ordinals, delimiters] = [0, 0, 0];
  let hash = -1;
  let delimiterHash = -1;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xe000) {
      code = text.codePointAt(i) ?? code;
      if (code > 0xffff) i++;
    }
    length++;
    ordinals += code;
    hash = crcOfCode(hash, code);
    if (!isDelimiter(code)) continue;
    delimiters++;
    delimiterHash = crcOfCode(delimiterHash, code);
  }
  return { length, ordinals, delimiters, delimiterHash: ~delimiterHash >>> 0, hash: ~hash >>> 0 };
}

/** CRC-32 (IEEE 802.3) of the text in UTF-8; a lone surrogate counts as U+FFFD. */
export const crc32Hash = (text: string): number => profileText(text).hash;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

const crcOfByte = (crc: number, byte: number): number => (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);

/** The sum carried on over one code point in UTF-8. */
function crcOfCode(crc: number, code: number): number {
  if (code < 0x80) return crcOfByte(crc, code);
  if (code < 0x800) return crcOfByte(crcOfByte(crc, 0xc0 | (code >> 6)), 0x80 | (code & 0x3f));
  const whole = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
  const start =
    whole < 0x10000
      ? crcOfByte(crc, 0xe0 | (whole >> 12))
      : crcOfByte(crcOfByte(crc, 0xf0 | (whole >> 18)), 0x80 | ((whole >> 12) & 0x3f));
  return crcOfByte(crcOfByte(start, 0x80 | ((whole >> 6) & 0x3f)), 0x80 | (whole & 0x3f));
}

/** White space as Unicode and the separators of ASCII have it (what `\s` means to the peer), and this punctuation. */
const asciiDelimiters = Uint8Array.from({ length: 128 }, (_, code) =>
  '\t\n\v\f\r\u001c\u001d\u001e\u001f -\\/.,"\'|&:;%$()'.includes(String.fromCharCode(code)) ? 1 : 0,
);
const otherSpaces = new Set(
  [0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].concat(Array.from({ length: 11 }, (_, i) => 0x2000 + i)),
);

/** Whether a code point takes a text apart. */
export const isDelimiter = (code: number): boolean =>
  code < 128 ? asciiDelimiters[code] === 1 : otherSpaces.has(code);
