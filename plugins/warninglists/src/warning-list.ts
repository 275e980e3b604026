import { IpAddress, parseIpNetwork, type IpNetwork } from '@pivotkit/entities';
import { z } from 'zod';

/** A list in the format of https://github.com/MISP/misp-warninglists (schema.json), read 2026-11-28. */
export const warningListSchema = z.object({
  name: z.string().min(1),
  type: z.enum(['string', 'substring', 'hostname', 'cidr', 'regex']),
  version: z.union([z.int(), z.string()]).nullish(),
  description: z.string().nullish(),
  category: z.string().nullish(),
  list: z.array(z.string()).min(1),
  matching_attributes: z.array(z.string()).nullish(),
});

export type WarningListFile = z.output<typeof warningListSchema>;
export type MatchType = WarningListFile['type'];
export type Kind = 'IpAddress' | 'Dns' | 'Url' | 'FileHash' | 'Mailbox';

/** What a list says of itself. */
export interface ListInfo {
  readonly name: string;
  readonly type: MatchType;
  readonly version: string | null;
  readonly description: string | null;
  readonly category: string | null;
  /** Kinds of things it is about. */
  readonly kinds: ReadonlySet<Kind>;
}

export function infoOf(file: WarningListFile): ListInfo {
  return {
    name: file.name,
    type: file.type,
    version: file.version === undefined || file.version === null ? null : String(file.version),
    description: file.description ?? null,
    category: file.category ?? null,
    kinds: kindsOf(file.matching_attributes ?? []),
  };
}

/** Attribute types of MISP by the kind of thing they hold; composed ones (`domain|ip`) hold several. */
const kindOfAttribute: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/^ip(-src|-dst)?$/, 'IpAddress'],
  [/^(domain|hostname)$/, 'Dns'],
  [/^(url|uri|link)$/, 'Url'],
  [/^(md5|sha\d.*|filename)$/, 'FileHash'],
  [/email|^dns-soa-email$/, 'Mailbox'],
];

const allKinds: readonly Kind[] = ['IpAddress', 'Dns', 'Url', 'FileHash', 'Mailbox'];

/** A list that names no attributes is about everything. */
function kindsOf(attributes: readonly string[]): ReadonlySet<Kind> {
  if (attributes.length === 0) return new Set(allKinds);
  const parts = attributes.flatMap((attribute) => attribute.toLowerCase().split('|'));
  return new Set(
    parts.flatMap((part) => kindOfAttribute.flatMap(([pattern, kind]) => (pattern.test(part) ? [kind] : []))),
  );
}

/** Text as it is compared: lower case, addresses in their canonical form. */
export function comparable(entry: string): string {
  const text = entry.trim().toLowerCase();
  if (!text.includes(':') || text.includes('/')) return text;
  const parsed = IpAddress.parse(text);
  return parsed.ok ? parsed.value.address : text;
}

/** @throws Error for an entry that is no network or address */
export function networkOf(entry: string): IpNetwork {
  const network = parseIpNetwork(entry);
  if (network === undefined) throw new Error(`'${entry.slice(0, 80)}' is no network`);
  return network;
}

/** `/pattern/flags`, as PHP writes it. @throws Error for a pattern that cannot be used */
export function regexOf(entry: string): RegExp {
  const [, pattern = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(entry.trim()) ?? [];
  try {
    if (pattern === '') throw new SyntaxError('it is not between slashes');
    return new RegExp(pattern, [...new Set(flags)].filter((flag) => 'imsu'.includes(flag)).join(''));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`'${entry.slice(0, 80)}' is no pattern: ${problem}`, { cause });
  }
}
