import { createHash } from 'node:crypto';
import type { StixProperties } from './stix-object.ts';

/** Namespace of the ids of observables. STIX 2.1 (OASIS Standard, 10 June 2021) §2.9, read 2026-11-20. */
const observableNamespace = '00abedb4-aa42-466c-9c01-fed23315a9b7';

/** Properties that make an observable what it is. STIX 2.1 §6, “ID Contributing Properties” of each, read 2026-11-20. */
const contributing: Readonly<Record<string, readonly string[]>> = {
  artifact: ['hashes', 'payload_bin'],
  'autonomous-system': ['number'],
  directory: ['path'],
  'domain-name': ['value'],
  'email-addr': ['value'],
  'email-message': ['from_ref', 'subject', 'body'],
  file: ['hashes', 'name', 'extensions', 'parent_directory_ref'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'mac-addr': ['value'],
  mutex: ['name'],
  'network-traffic': ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
  software: ['name', 'cpe', 'swid', 'vendor', 'version'],
  url: ['value'],
  'user-account': ['account_type', 'user_id', 'account_login'],
  'windows-registry-key': ['key', 'values'],
  'x509-certificate': ['hashes', 'serial_number'],
};

/**
 * The id that every producer gives an observable of these properties: UUIDv5 of the canonical JSON of those that
 * contribute. Undefined for a type without such (`process`), and where none of them is there.
 */
export function stixObservableId(type: string, properties: StixProperties): string | undefined {
  const names = (contributing[type] ?? []).filter((name) => properties[name] !== undefined);
  if (names.length === 0) return undefined;
  const said = names.map((name) => [name, name === 'hashes' ? oneHash(properties[name]) : properties[name]]);
  return `${type}--${uuidOfName(observableNamespace, canonicalJson(Object.fromEntries(said)))}`;
}

/** An id of the form of a random one (UUIDv4) that is the same for the same seed, for what has no id of its own. */
export function stixSeededId(type: string, seed: string): string {
  return `${type}--${uuidText(createHash('sha256').update(`${type} ${seed}`).digest(), 4)}`;
}

/** The one hash that contributes: the first of MD5, SHA-1, SHA-256, SHA-512, else the first by name. */
function oneHash(hashes: unknown): unknown {
  if (typeof hashes !== 'object' || hashes === null) return hashes;
  const entries = new Map<string, unknown>(Object.entries(hashes));
  const preferred = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'].find((name) => entries.has(name));
  const name = preferred ?? [...entries.keys()].toSorted()[0];
  return name === undefined ? {} : { [name]: entries.get(name) };
}

/** JSON Canonicalization Scheme (RFC 8785): names sorted by UTF-16 code units, numbers as ECMAScript writes them. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`);
  return `{${members.join(',')}}`;
}

/** UUIDv5 (RFC 9562 §5.5). */
function uuidOfName(namespace: string, name: string): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  return uuidText(createHash('sha1').update(space).update(name).digest(), 5);
}

function uuidText(digest: Buffer, version: number): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
