import type { File } from '../file.ts';
import { FileHash } from '../file-hash.ts';
import type { HashAlgorithm } from '../file-hash.ts';

/** Names of the STIX vocabulary `hash-algorithm-ov` (open) where they are not the algorithm's in upper case. */
const stixNames: Readonly<Partial<Record<string, string>>> = {
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

const stixName = (algorithm: HashAlgorithm): string => stixNames[algorithm] ?? algorithm.toUpperCase();

/** All hashes of a file by their STIX names; undefined when there is none. */
export function stixHashes(file: File): Record<string, string> | undefined {
  const own = [
    ['md5', file.md5],
    ['sha1', file.sha1],
    ['sha256', file.sha256],
    ['sha256ac', file.sha256Ac],
  ] as const;
  const hashes: Record<string, string> = {};
  for (const [algorithm, value] of own) if (value !== undefined) hashes[stixName(algorithm)] = value;
  for (const hash of file.fileHashes ?? []) hashes[nameOf(hash)] ??= hash.value;
  return Object.keys(hashes).length === 0 ? undefined : hashes;
}

export const nameOf = (hash: FileHash): string => stixName(hash.algorithm ?? 'sha256');

const attributeOf = { md5: 'md5', sha1: 'sha1', sha256: 'sha256', sha256ac: 'sha256Ac' } as const;

/** Attributes of a file for STIX hashes; undefined when one of them is none. */
export function fileHashes(hashes: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const attributes: Record<string, unknown> = {};
  const others: FileHash[] = [];
  for (const [name, value] of Object.entries(hashes)) {
    const hash = readHash(name, value);
    if (hash === undefined) return undefined;
    const attribute: string | undefined = Object.entries(attributeOf).find(([known]) => known === hash.algorithm)?.[1];
    if (attribute === undefined) others.push(hash);
    else attributes[attribute] = hash.value;
  }
  return others.length === 0 ? attributes : { ...attributes, fileHashes: others };
}

/** A hash by its STIX name; undefined when it is none. */
export function readHash(name: string, value: unknown): FileHash | undefined {
  if (typeof value !== 'string') return undefined;
  const parsed = FileHash.parse(`${name.toLowerCase().replaceAll('-', '')}:${value}`);
  return parsed.ok ? new FileHash({ value: parsed.value.value, algorithm: parsed.value.algorithm }) : undefined;
}
