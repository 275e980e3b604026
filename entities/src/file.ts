import { z } from 'zod';
import { hexAttribute, osFamilyAttribute } from './attribute-schemas.ts';
import type { AttributesOut, Parsed } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity } from './entity.ts';
import { FileHash } from './file-hash.ts';
import { Host } from './host.ts';
import { given, known, part, strong, strongest, weak } from './identifier.ts';

const attributes = {
  /** Directory and name; put together from them, and taken apart into them, where one side is given. */
  fullPath: z.string().optional(),
  directory: z.string().optional(),
  name: z.string().optional(),
  pathSeparator: z.enum(['\\', '/']).optional(),
  osFamily: osFamilyAttribute.optional(),
  host: entityAttribute(() => Host).optional(),
  md5: hexAttribute(32).optional(),
  sha1: hexAttribute(40).optional(),
  sha256: hexAttribute(64).optional(),
  /** SHA-256 of the Authenticode content, without the signature. */
  sha256Ac: hexAttribute(64).optional(),
  fileHashes: z.array(entityAttribute(() => FileHash)).optional(),
  sizeInBytes: z.int().nonnegative().optional(),
  mimeType: z.string().optional(),
  alternateDataStreamName: z.string().optional(),
};
type FileAttributes = AttributesOut<typeof attributes>;

/**
 * A file at a place, a content, or both. Key: host, path and strongest digest, as far as known; paths of Windows in
 * lower case with `\`, paths that start with `/` as they are. Two places of one content stay two files: their common
 * `FileHash` links them.
 */
export class File extends defineEntity({
  kind: 'File',
  aliases: ['file'],
  description: 'A file, by its path, its content or both',
  attributes,
  primary: 'fullPath',
  identifiers,
  key,
  canonical: (file) => ({ ok: true, value: withPath(file) }),
  parseCanonical: parseFile,
}) {
  /** The strongest digest known: SHA-256, SHA-1, MD5, SHA-256 of the Authenticode content. */
  get fileHash(): string | undefined {
    return strongestHash(this);
  }

  /** Directory of the file; the peer product's name for `directory`. */
  get folderPath(): string | undefined {
    return this.directory;
  }

  override toString(): string {
    return given(this.fullPath) ?? given(this.name) ?? this.key;
  }
}

registerEntity(File);

function key(file: FileAttributes): string | undefined {
  return known('|', part('host', file.host?.key), location(file), strongestHash(file));
}

function identifiers(file: FileAttributes) {
  const place = fullPath(file) === undefined ? undefined : location(file);
  return [
    strong('sha256', hashOf(file, 'sha256')),
    strong('sha1', hashOf(file, 'sha1')),
    strong('md5', hashOf(file, 'md5')),
    strong('sha256Ac', hashOf(file, 'sha256Ac')),
    strong('fullPath', place),
    weak('name', caseOf(file, file.name)),
    weak('host', file.host?.key),
  ];
}

/** Path, else name, in the case that its system compares in. */
const location = (file: FileAttributes): string | undefined => caseOf(file, fullPath(file) ?? file.name);

const fullPath = (file: FileAttributes): string | undefined => given(file.fullPath);

function caseOf(file: FileAttributes, path: string | undefined): string | undefined {
  const text = given(path);
  if (text === undefined || isUnixLike(file)) return text;
  return text.replaceAll('/', '\\').toLowerCase();
}

/** Names on Windows do not differ by case; a bare name of unknown origin is taken for one of Windows. */
function isUnixLike({ fullPath: path, directory, osFamily, pathSeparator }: FileAttributes): boolean {
  const place = given(path) ?? given(directory) ?? '';
  if (/^[a-z]:|^\\/i.test(place)) return false;
  if (place.startsWith('/') || place.startsWith('~/')) return true;
  return pathSeparator === '/' || (osFamily !== undefined && osFamily !== 'Windows' && osFamily !== 'Unknown');
}

function withPath(file: FileAttributes): FileAttributes {
  const path = given(file.fullPath);
  return path === undefined ? joinPath(file) : splitPath(file, path);
}

function joinPath(file: FileAttributes): FileAttributes {
  const [directory, name] = [given(file.directory), given(file.name)];
  if (directory === undefined || name === undefined) return file;
  const separator = file.pathSeparator ?? (isUnixLike(file) ? '/' : '\\');
  return { ...file, fullPath: /[\\/]$/.test(directory) ? directory + name : directory + separator + name };
}

function splitPath(file: FileAttributes, path: string): FileAttributes {
  const end = isUnixLike(file) ? path.lastIndexOf('/') : Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
  if (end < 0) return { ...file, name: file.name ?? path };
  const directory = isRoot(path.slice(0, end)) ? path.slice(0, end + 1) : path.slice(0, end);
  const name = path.slice(end + 1);
  return {
    ...file,
    directory: file.directory ?? directory,
    ...(file.name === undefined && name !== '' ? { name } : {}),
  };
}

/** `/` and `C:\` keep their separator: without it they mean something else. */
const isRoot = (directory: string): boolean => directory === '' || /^[a-z]:$/i.test(directory);

const hashOrder = ['sha256', 'sha1', 'md5', 'sha256Ac'] as const;

function strongestHash(file: FileAttributes): string | undefined {
  return strongest(hashOrder.map((algorithm) => strong(algorithm, hashOf(file, algorithm))));
}

function hashOf(file: FileAttributes, algorithm: (typeof hashOrder)[number]): string | undefined {
  return file[algorithm] ?? file.fileHashes?.find((hash) => hash.algorithm === algorithm.toLowerCase())?.value;
}

const digests: Readonly<Record<number, 'md5' | 'sha1' | 'sha256'>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' };

/** A path of Windows or of a Unix-like system, a name, or a digest of the content. */
function parseFile(text: string): Parsed<FileAttributes> {
  const trimmed = text.trim().replace(/^"(.*)"$/, '$1');
  if (trimmed === '') return { ok: false, reason: 'the text is empty' };
  if (/[\r\n\0]/.test(trimmed)) return { ok: false, reason: 'a path is one line' };
  const digest = /^[0-9a-f]+$/i.test(trimmed) ? digests[trimmed.length] : undefined;
  if (digest !== undefined) return { ok: true, value: { [digest]: trimmed.toLowerCase() } };
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(trimmed)) return { ok: false, reason: 'that is the form of a URL' };
  return { ok: true, value: withPath(/[\\/]/.test(trimmed) ? { fullPath: trimmed } : { name: trimmed }) };
}
