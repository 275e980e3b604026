import type { Parsed } from '../parsed.ts';
import { accepted, refused } from '../parsed.ts';

/** How a file is summed up. `sha256ac`: Authenticode, of the signed parts alone; `ssdeep` and `tlsh` tell likeness. */
export const hashAlgorithms = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha256ac',
  'imphash',
  'ssdeep',
  'tlsh',
] as const;

export type HashAlgorithm = (typeof hashAlgorithms)[number];

export interface CanonicalHash {
  readonly value: string;
  readonly algorithm: HashAlgorithm;
}

/** Hexadecimal digits of each algorithm's sum. `ssdeep` is no hexadecimal number. */
const digitsOf: Readonly<Partial<Record<HashAlgorithm, number>>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
  sha256ac: 64,
  imphash: 32,
  tlsh: 72,
};

/** What a length stands for when nothing else is said. */
export const algorithmsByLength: ReadonlyMap<number, HashAlgorithm> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [56, 'sha224'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
]);

/** An algorithm as people and products write it (`SHA-256`, `sha_1`, `SHA256AC`); undefined when it is none. */
export function parseHashAlgorithm(text: string): HashAlgorithm | undefined {
  const folded = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return hashAlgorithms.find((known) => known === folded);
}

/**
 * Text → canonical hash: hexadecimal digits in lower case, algorithm by length unless it is given or stands before the
 * value (`sha256:…`, `imphash:…`). `ssdeep` keeps its case.
 */
export function normalizeHash(text: string, given?: HashAlgorithm): Parsed<CanonicalHash> {
  const trimmed = text.trim();
  if (trimmed === '') return refused('the text is empty');
  const [, word = '', rest = ''] = /^([a-z][a-z0-9_-]*)\s*[:=]\s*(\S+)$/i.exec(trimmed) ?? [];
  const named = parseHashAlgorithm(word);
  if (named !== undefined && given !== undefined && named !== given)
    return refused(`it says it is ${named}, but ${given} was given`);
  return checkValue(named === undefined ? trimmed : rest, given ?? named);
}

const ssdeepForm = /^\d+:[A-Za-z0-9+/]*:[A-Za-z0-9+/]*$/;

function checkValue(value: string, algorithm: HashAlgorithm | undefined): Parsed<CanonicalHash> {
  if (algorithm === 'ssdeep' || (algorithm === undefined && ssdeepForm.test(value)))
    return ssdeepForm.test(value) ? accepted({ value, algorithm: 'ssdeep' }) : refused('it is no ssdeep sum');
  const hex = (algorithm === 'tlsh' ? value.replace(/^(?=[0-9a-f]{70}$)/i, 'T1') : value).toLowerCase();
  if (isTlsh.test(hex) && (algorithm ?? 'tlsh') === 'tlsh') return accepted({ value: hex, algorithm: 'tlsh' });
  if (!/^[0-9a-f]+$/.test(hex)) return refused('a hash has hexadecimal digits only (0–9, a–f)');
  const expected = algorithm === undefined ? undefined : digitsOf[algorithm];
  if (expected !== undefined && hex.length !== expected)
    return refused(`a ${algorithm} hash has ${expected} digits, this has ${hex.length}`);
  const found = algorithm ?? algorithmsByLength.get(hex.length);
  return found === undefined ? refused(reasonForLength(hex.length)) : accepted({ value: hex, algorithm: found });
}

const isTlsh = /^t1[0-9a-f]{70}$/;

function reasonForLength(length: number): string {
  const known = [...algorithmsByLength].map(([digits, algorithm]) => `${algorithm} ${digits}`).join(', ');
  return `no hash has ${length} digits (${known})`;
}

/** Shannon entropy in bits per character: nearly 4 for a long hash in hexadecimal digits. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
