import { FileHash } from '@pivotkit/entities';
import { iocOf, matchesOf, type Finder, type Finding } from './finding.ts';
import { sign } from './signs.ts';
import type { IocType } from './types.ts';

const typesByLength: ReadonlyMap<number, IocType> = new Map([
  [32, 'md5_hash'],
  [40, 'sha1_hash'],
  [64, 'sha256_hash'],
  [128, 'sha512_hash'],
]);

/** Runs of hexadecimal digits as long as a hash; runs of very few different digits are fillers. */
export const hashes: Finder = {
  sign: sign.hash,
  find: (text) => {
    const findings: Finding[] = [];
    for (const [start, end] of hexRuns(text)) {
      const type = typesByLength.get(end - start);
      const written = text.slice(start, end);
      if (type === undefined || isFiller(written)) continue;
      if (type === 'sha1_hash' && isOtherId(text, start)) continue;
      const entity = { kind: 'FileHash', key: written.toLowerCase() };
      findings.push({ ioc: iocOf({ type, text: written, start, entity }) });
    }
    return findings;
  },
};

/** An address of Ethereum, perhaps with a wrong checksum; what git calls a commit. */
const isOtherId = (text: string, start: number): boolean =>
  text.startsWith('0x', start - 2) || /\bcommit[\s:=]{1,3}$/i.test(text.slice(Math.max(0, start - 10), start));

const shortest = 32;

/** Where runs of so many hexadecimal digits begin and end. Each of them has a place whose number so many divide. */
function hexRuns(text: string): readonly (readonly [start: number, end: number])[] {
  const runs: (readonly [number, number])[] = [];
  for (let at = shortest - 1; at < text.length; at += shortest) {
    if (!isHex(text, at)) continue;
    let [start, end] = [at, at + 1];
    while (start > 0 && isHex(text, start - 1)) start -= 1;
    while (end < text.length && isHex(text, end)) end += 1;
    if (end - start >= shortest) runs.push([start, end]);
    at += shortest * Math.floor((end - at) / shortest);
  }
  return runs;
}

const isHex = (text: string, at: number): boolean => hexDigits[text.charCodeAt(at)] === 1;
const hexDigits = Uint8Array.from({ length: 65_536 }, (_, code) => Number(/[0-9a-f]/i.test(String.fromCharCode(code))));

/** A random md5 has fewer than 7 different digits once in 10⁹. */
const fewestDigits = 5;

function isFiller(text: string): boolean {
  let seen = 0;
  let count = 0;
  for (let i = 0; i < text.length && count < fewestDigits; i++) {
    // The low five bits tell the digits and the letters of either case apart.
    const bit = 1 << (text.charCodeAt(i) & 31);
    if ((seen & bit) === 0) count += 1;
    seen |= bit;
  }
  return count < fewestDigits;
}

const fuzzy = /(?<![\w/+:])(\d{1,10}):(?=[\d/+]{0,63}[A-Za-z])[A-Za-z0-9/+]{6,64}:[A-Za-z0-9/+]{3,64}(?![\w/+:])/g;

/** Hashes of ssdeep: a size of blocks, which is 3 times a power of two, and two texts. */
export const fuzzyHashes: Finder = {
  sign: sign.fuzzyHash,
  find: (text, { memo }) =>
    matchesOf(text, fuzzy).flatMap(({ 0: written, 1: size, index: start }) => {
      if (!Number.isInteger(Math.log2(Number(size) / 3))) return [];
      const entity = memo.read(FileHash, `ssdeep:${written}`);
      return entity === undefined ? [] : [{ ioc: iocOf({ type: 'ssdeep_hash', text: written, start, entity }) }];
    }),
};
