import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, bech32m, createBase58check } from '@scure/base';
import { iocOf, matchesOf, nothing, type Finder, type Finding } from './finding.ts';
import { sign } from './signs.ts';
import type { IocType } from './types.ts';

/** Bitcoin addresses of the main network (Base58Check; Bech32 and Bech32m, BIP 173 and 350): checksums are verified. */
export const bitcoinBase58: Finder = { sign: sign.bitcoin, find: (text) => findChecked(text, base58) };
export const bitcoinSegwit: Finder = {
  sign: sign.bitcoin,
  find: (text) => (/bc1/i.test(text) ? findChecked(text, segwit) : nothing),
};

/** Ethereum addresses; where they are in mixed case, the checksum in the case of the letters is verified (EIP-55). */
export const ethereum: Finder = { sign: sign.ethereum, find: (text) => findChecked(text, ethereumHex) };

interface Checked {
  readonly pattern: RegExp;
  readonly type: IocType;
  readonly isValid: (written: string) => boolean;
}

const findChecked = (text: string, { pattern, type, isValid }: Checked): readonly Finding[] =>
  matchesOf(text, pattern)
    .filter(({ 0: written }) => isValid(written))
    .map(({ 0: written, index: start }) => ({ ioc: iocOf({ type, text: written, start }) }));

/** Prefixes 1 (public key) and 3 (script). */
const base58: Checked = {
  pattern: /(?<![0-9A-Za-z])[13][1-9A-HJ-NP-Za-km-z]{25,33}(?![0-9A-Za-z])/g,
  type: 'bitcoin_address',
  isValid: isBase58Address,
};
const segwit: Checked = {
  pattern: /(?<![0-9A-Za-z])(?:bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71})(?![0-9A-Za-z])/g,
  type: 'bitcoin_address',
  isValid: isSegwitAddress,
};
const ethereumHex: Checked = {
  pattern: /(?<![0-9A-Za-z])0x[0-9a-fA-F]{40}(?![0-9A-Za-z])/g,
  type: 'ethereum_address',
  isValid: isEthereum,
};

const base58check = createBase58check(sha256);
const base58Versions = new Set([0x00, 0x05]);

function isBase58Address(written: string): boolean {
  const bytes = orUndefined(() => base58check.decode(written));
  return bytes?.length === 21 && base58Versions.has(bytes[0] ?? -1);
}

/** Version 0 has the older checksum and 20 or 32 bytes; later versions the newer one and 2 to 40 bytes. */
function isSegwitAddress(written: string): boolean {
  const version = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.indexOf((written[3] ?? '').toLowerCase());
  if (version < 0 || version > 16) return false;
  const coder = version === 0 ? bech32 : bech32m;
  const bytes = orUndefined(() => coder.fromWords(coder.decode(written as `${string}1${string}`).words.slice(1)));
  if (bytes === undefined) return false;
  return version === 0 ? bytes.length === 20 || bytes.length === 32 : bytes.length >= 2 && bytes.length <= 40;
}

function isEthereum(written: string): boolean {
  const digits = written.slice(2);
  const lower = digits.toLowerCase();
  if (/^(.)\1*$/.test(lower)) return false;
  if (digits === lower || digits === digits.toUpperCase()) return true;
  const hash = keccak_256(new TextEncoder().encode(lower));
  return Array.from(digits).every(
    (digit, i) => digit === (nibble(hash, i) >= 8 ? digit.toUpperCase() : digit.toLowerCase()),
  );
}

const nibble = (bytes: Uint8Array, i: number): number => ((bytes[i >> 1] ?? 0) >> (i % 2 === 0 ? 4 : 0)) & 15;

function orUndefined<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
