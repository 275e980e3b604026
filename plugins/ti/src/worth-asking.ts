import type { NotAsked } from '@pivotkit/core';
import { detect, FileHash, Url, type Entity } from '@pivotkit/entities';

/** Digests of no bytes at all: every empty file has them, so what a source says of one is about another file. */
const digestsOfNothing = new Set([
  'd41d8cd98f00b204e9800998ecf8427e',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
]);

const known = new WeakMap<Entity, Entity | NotAsked>();

/** The thing, or why no source is asked about it, though it is one of its kind. */
export function worthAsking(entity: Entity): Entity | NotAsked {
  const found = known.get(entity) ?? judged(entity);
  known.set(entity, found);
  return found;
}

function judged(entity: Entity): Entity | NotAsked {
  const reason = reasonAgainst(entity);
  return reason === undefined ? entity : { notAsked: reason };
}

function reasonAgainst(entity: Entity): string | undefined {
  if (entity instanceof FileHash) return reasonAgainstHash(entity);
  // A name before the host is often a trick of who made the URL; a password is somebody's.
  return entity instanceof Url && new URL(entity.url).password !== '' ? 'it holds a password' : undefined;
}

function reasonAgainstHash({ value }: FileHash): string | undefined {
  if (digestsOfNothing.has(value)) return 'it is the hash of an empty file';
  // What is guessed at as a hash must not be a filler such as aaaa…; so must not what is said to be one.
  return /^[0-9a-f]+$/.test(value) ? detect(value).reason : undefined;
}
