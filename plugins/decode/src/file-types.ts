/** How files of a type begin. */
interface Signature {
  readonly type: string;
  readonly bytes: readonly number[];
  /** Where they stand. Default: at the beginning. */
  readonly at?: number;
}

const ascii = (text: string): readonly number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** Signatures of formats that attacks carry; after the formats' own descriptions, read 2026-11-28. */
const signatures: readonly Signature[] = [
  { type: 'gz', bytes: [0x1f, 0x8b, 0x08] },
  { type: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { type: 'zip', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { type: 'tar', bytes: ascii('ustar'), at: 257 },
  { type: '7z', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { type: 'rar', bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { type: 'bz2', bytes: [0x42, 0x5a, 0x68] },
  { type: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { type: 'zst', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { type: 'cab', bytes: [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0] },
  { type: 'exe', bytes: [0x4d, 0x5a] },
  { type: 'elf', bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { type: 'macho', bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { type: 'class', bytes: [0xca, 0xfe, 0xba, 0xbe] },
  { type: 'pdf', bytes: ascii('%PDF-') },
  { type: 'rtf', bytes: ascii('{\\rtf') },
  // Compound files: older documents of Office, and installers (.msi).
  { type: 'ole', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { type: 'lnk', bytes: [0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0] },
  { type: 'wim', bytes: ascii('MSWIM\0\0\0') },
  { type: 'sqlite', bytes: ascii('SQLite format 3\0') },
  { type: 'png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'jpg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'gif', bytes: ascii('GIF8') },
];

/** An executable says where its second header is; two letters alone could be any text. */
function isExecutable(bytes: Buffer): boolean {
  if (bytes.length < 64) return bytes.length >= 16 && bytes.readUInt16LE(2) < 512 && bytes.includes(0);
  return bytes.readUInt32LE(60) < 0x1_0000;
}

/** The signatures that a file can have that begins with a byte: all others need not be looked at. */
const signaturesByFirst = Array.from({ length: 256 }, (_, first) =>
  signatures.filter(({ bytes, at = 0 }) => at > 0 || bytes[0] === first),
);

/** Type of a file by how it begins; undefined where nothing tells. */
export function fileType(bytes: Buffer): string | undefined {
  const possible = signaturesByFirst[bytes[0] ?? 0];
  const found = possible?.find(({ bytes: wanted, at = 0 }) => wanted.every((byte, i) => bytes[at + i] === byte))?.type;
  if (found === 'exe') return isExecutable(bytes) ? 'exe' : undefined;
  // "BZh" and a digit: nine sizes of block.
  if (found === 'bz2') return /[1-9]/.test(String.fromCharCode(bytes[3] ?? 0)) ? 'bz2' : undefined;
  return found;
}
