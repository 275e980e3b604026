import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PivotKitError } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { Reader, type Response } from 'maxmind';
import { checkSearchTree, checkValue, MmdbFault, separatorLength, type Section } from './mmdb-check.ts';

/** What a database says of an address. */
export interface Answer {
  readonly record: object;
  /** Bits of the network the record is about, of 32 for an IPv4 address and of 128 for an IPv6 one. */
  readonly prefixLength: number;
}

/** One open database, wholly in memory. */
export interface Database {
  readonly file: string;
  /** What its maker calls it, such as `GeoLite2-City`. */
  readonly type: string;
  readonly builtAt: Date;
  /** Type and day, such as `GeoLite2-City 2026-10-06`. */
  readonly label: string;
  /** False where only IPv4 addresses are known. */
  readonly knowsIpv6: boolean;
  /** @throws GEO_DATABASE_INVALID when the bytes of the record are broken */
  find(address: IpAddress): Answer | undefined;
}

/**
 * Reads a MaxMind DB file and checks its metadata and search tree; records are checked when they are first read.
 * @throws GEO_DATABASE_MISSING GEO_DATABASE_INVALID
 */
export async function openDatabase(file: string): Promise<Database> {
  return databaseFrom(await bytesOf(file), file);
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const absent = error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
    const problem = error instanceof Error ? error.message : String(error);
    throw absent
      ? new PivotKitError('GEO_DATABASE_MISSING', { file, problem: 'there is no such file' }, { cause: error })
      : new PivotKitError('GEO_DATABASE_INVALID', { file, problem }, { cause: error });
  }
}

/** As `openDatabase`, of bytes at hand. @throws GEO_DATABASE_INVALID */
export function databaseFrom(bytes: Buffer, file: string): Database {
  try {
    return new MmdbDatabase(bytes, file);
  } catch (error) {
    throw invalid(file, error);
  }
}

function invalid(file: string, error: unknown): PivotKitError {
  const problem = error instanceof Error ? error.message : String(error);
  return new PivotKitError('GEO_DATABASE_INVALID', { file: basename(file), path: file, problem }, { cause: error });
}

const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

class MmdbDatabase implements Database {
  readonly file: string;
  readonly type: string;
  readonly builtAt: Date;
  readonly label: string;
  readonly knowsIpv6: boolean;
  readonly #reader: Reader<Response>;

  constructor(bytes: Buffer, file: string) {
    this.file = file;
    const metadata = metadataSection(bytes);
    checkValue(metadata, metadata.base);
    const cache = new RecordCache();
    this.#reader = new Reader<Response>(bytes, { cache });
    const { databaseType, buildEpoch, ipVersion, nodeCount, recordSize, searchTreeSize } = this.#reader.metadata;
    requireMetadata(this.#reader.metadata);
    const end = metadata.base - marker.length;
    checkSearchTree(bytes, { nodeCount, recordSize }, end);
    cache.section = { bytes, base: searchTreeSize + separatorLength, end };
    this.type = databaseType;
    this.builtAt = buildEpoch;
    this.label = `${databaseType} ${buildEpoch.toISOString().slice(0, 10)}`;
    this.knowsIpv6 = ipVersion === 6;
  }

  find({ address }: IpAddress): Answer | undefined {
    try {
      const [record, prefixLength] = this.#reader.getWithPrefixLength(address);
      return typeof record === 'object' && record !== null ? { record, prefixLength } : undefined;
    } catch (error) {
      throw invalid(this.file, error);
    }
  }
}

function metadataSection(bytes: Buffer): Section {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new MmdbFault('it is compressed with gzip; unpack it first');
  const at = bytes.lastIndexOf(marker);
  if (at < 0) throw new MmdbFault('it is no MaxMind DB file: its metadata is missing');
  return { bytes, base: at + marker.length, end: bytes.length };
}

function requireMetadata(metadata: Reader<Response>['metadata']): void {
  const { binaryFormatMajorVersion, databaseType, buildEpoch, ipVersion, nodeCount } = metadata;
  const known =
    binaryFormatMajorVersion === 2 &&
    typeof databaseType === 'string' &&
    Number.isInteger(nodeCount) &&
    (ipVersion === 4 || ipVersion === 6);
  if (!known) throw new MmdbFault('its metadata is incomplete, or of a version other than 2');
  if (Number.isNaN(buildEpoch.getTime())) throw new MmdbFault('the time it was built at is no time');
}

/** Records to keep: those of a large table are few, since neighbours share them. */
const maxCached = 50_000;

/**
 * The reader asks its cache before it decodes a record or follows a pointer: the moment to check the bytes. What is
 * kept has been checked.
 */
class RecordCache {
  section: Section | undefined;
  readonly #kept = new Map<string | number, object>();

  get(offset: string | number): object | undefined {
    const kept = this.#kept.get(offset);
    if (kept === undefined && this.section !== undefined) checkValue(this.section, Number(offset));
    return kept;
  }

  set(offset: string | number, value: object): void {
    if (this.#kept.size >= maxCached) this.#kept.clear();
    this.#kept.set(offset, value);
  }
}
