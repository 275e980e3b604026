import { FileHash } from '@pivotkit/entities';
import { iocOf, nothingInside, type FindContext, type Finding } from './finding.ts';
import type { IocType } from './types.ts';

const pattern = /(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])/gi;

const typesByLength: ReadonlyMap<number, IocType> = new Map([
  [32, 'md5_hash'],
  [40, 'sha1_hash'],
  [64, 'sha256_hash'],
  [128, 'sha512_hash'],
]);

/** Runs of hexadecimal digits as long as a hash; runs of very few different digits are fillers. */
export function* findHashes(text: string): IterableIterator<Finding> {
  for (const { 0: written, index: start } of text.matchAll(pattern)) {
    const type = typesByLength.get(written.length);
    if (type === undefined || differentDigits(written) < fewestDigits) continue;
    // With its prefix it is an address of Ethereum, or one whose checksum is wrong.
    if (type === 'sha1_hash' && text.slice(Math.max(0, start - 2), start) === '0x') continue;
    const entity = { kind: 'FileHash', key: written.toLowerCase() };
    yield { ioc: iocOf({ type, text: written, start, entity }), inner: nothingInside };
  }
}

/** A random md5 has fewer than 7 different digits once in 10⁹. */
const fewestDigits = 5;

function differentDigits(text: string): number {
  let seen = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    // The low five bits tell the digits and the letters of either case apart.
    const bit = 1 << (text.charCodeAt(i) & 31);
    if ((seen & bit) === 0) count += 1;
    seen |= bit;
  }
  return count;
}

const fuzzy = /(?<![\w/+:])(\d{1,10}):(?=[\d/+]{0,63}[A-Za-z])[A-Za-z0-9/+]{6,64}:[A-Za-z0-9/+]{3,64}(?![\w/+:])/g;

/** Hashes of ssdeep: a size of blocks, which is 3 times a power of two, and two texts. */
export function* findFuzzyHashes(text: string, { memo }: FindContext): IterableIterator<Finding> {
  for (const { 0: written, 1: size, index: start } of text.matchAll(fuzzy)) {
    const entity = Number.isInteger(Math.log2(Number(size) / 3)) ? memo.read(FileHash, `ssdeep:${written}`) : undefined;
    if (entity !== undefined)
      yield { ioc: iocOf({ type: 'ssdeep_hash', text: written, start, entity }), inner: nothingInside };
  }
}
