import type { AskablePivot, NotAsked } from '@pivotkit/core';
import { detect, File, FileHash, IpAddress, Unknown, type Detection, type Entity } from '@pivotkit/entities';
import { worthAsking } from './worth-asking.ts';

/** Kinds that a text without a stated kind may be. */
export const observableKinds = ['IpAddress', 'Dns', 'Url', 'FileHash'] as const;

/**
 * What a source is asked about where the pivot was asked about `entity`; undefined = it cannot be asked about that, a
 * reason = it is not worth it.
 */
export function observableFor(entity: Entity, pivot: Pick<AskablePivot, 'kind'>): Entity | NotAsked | undefined {
  const observable = observableOfKind(entity, pivot);
  return observable && worthAsking(observable);
}

function observableOfKind(entity: Entity, { kind }: Pick<AskablePivot, 'kind'>): Entity | undefined {
  if (entity instanceof Unknown) return ofKind(detected(entity).entity, kind);
  if (entity.kind === kind) return entity;
  return entity instanceof File && kind === FileHash.kind ? hashOf(entity) : undefined;
}

const ofKind = (entity: Entity | undefined, kind: string): Entity | undefined =>
  entity?.kind === kind ? entity : undefined;

/** The content's digest. Authenticode is left out: it is the digest of a part. */
function hashOf({ sha256, sha1, md5, fileHashes = [] }: File): FileHash | undefined {
  const digest = sha256 ?? sha1 ?? md5;
  if (digest !== undefined) return FileHash.create(digest);
  return (['sha256', 'sha1', 'md5'] as const)
    .map((algorithm) => fileHashes.find((hash) => hash.algorithm === algorithm))
    .find((hash) => hash !== undefined);
}

const known = new WeakMap<Entity, Detection>();

/** What an unknown thing is, by its text, and by its type where it has one. */
export function detected(unknown: Unknown): Detection {
  const found = known.get(unknown) ?? detect(unknown.name ?? '', { kinds: kindsOf(unknown.type) });
  known.set(unknown, found);
  return found;
}

/** What products call the types of observables, those of the peer among them. */
const kindOfType: Readonly<Record<string, (typeof observableKinds)[number]>> = {
  ip: 'IpAddress',
  ipv4: 'IpAddress',
  ipv6: 'IpAddress',
  ipaddress: 'IpAddress',
  dns: 'Dns',
  domain: 'Dns',
  hostname: 'Dns',
  fqdn: 'Dns',
  url: 'Url',
  uri: 'Url',
  hash: 'FileHash',
  filehash: 'FileHash',
  md5: 'FileHash',
  sha1: 'FileHash',
  sha256: 'FileHash',
  sha512: 'FileHash',
  md5hash: 'FileHash',
  sha1hash: 'FileHash',
  sha256hash: 'FileHash',
  sha512hash: 'FileHash',
};

/** Kinds a type stands for; all for a type that says nothing. */
const kindsOf = (type: string | undefined): readonly string[] => {
  const kind = type === undefined ? undefined : kindOfType[type.toLowerCase().replaceAll(/[^a-z0-9]/g, '')];
  return kind === undefined ? observableKinds : [kind];
};

/** The thing asked about, whatever it was written as: of an unknown thing what it turned out to be. */
export const observableOf = (entity: Entity): Entity =>
  entity instanceof Unknown ? (detected(entity).entity ?? entity) : entity;

/** The peer's name for what kind of observable it is. */
export function iocType(entity: Entity): string {
  const thing = observableOf(entity);
  if (thing instanceof IpAddress) return `ipv${thing.version}`;
  if (thing instanceof FileHash) return isPlainDigest(thing) ? `${thing.algorithm}_hash` : 'file_hash';
  if (thing instanceof File) {
    const hash = hashOf(thing);
    return hash === undefined ? 'file' : iocType(hash);
  }
  return thing.kind.toLowerCase();
}

const isPlainDigest = ({ algorithm }: FileHash): boolean => /^(?:md5|sha\d+)$/.test(algorithm ?? '');
