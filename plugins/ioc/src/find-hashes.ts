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
export function* findHashes(text: string, { memo }: FindContext): IterableIterator<Finding> {
  for (const { 0: written, index: start } of text.matchAll(pattern)) {
    const type = typesByLength.get(written.length);
    if (type === undefined || new Set(written.toLowerCase()).size < fewestDigits) continue;
    yield {
      ioc: iocOf({ type, text: written, start, entity: memo.read(FileHash, written) }),
      inner: nothingInside,
    };
  }
}

/** A random md5 has fewer than 7 different digits once in 10⁹. */
const fewestDigits = 5;
