/** Types of observables: the names of the common tools, so that results can be compared. */
export const iocTypes = [
  'ipv4',
  'ipv6',
  'dns',
  'url',
  'email',
  'md5_hash',
  'sha1_hash',
  'sha256_hash',
  'sha512_hash',
  'windows_path',
  'linux_path',
  'registry_key',
  'cve',
  'attack_technique',
  'attack_tactic',
  'attack_software',
  'attack_group',
  'ssdeep_hash',
  'bitcoin_address',
  'ethereum_address',
  'mac_address',
  'asn',
] as const;

export type IocType = (typeof iocTypes)[number];

export const pathTypes: readonly IocType[] = ['windows_path', 'linux_path'];

/** A type of one's own. */
export interface CustomType {
  /** Lower case, digits and `_`; none of `iocTypes`. */
  readonly name: string;
  /**
   * In the syntax of RE2, which takes time in proportion to the text whatever the pattern: no look-around, no
   * back-references. A group called `observable` is what is found; else it is the whole match. Matches have at most
   * 1,024 characters.
   */
  readonly pattern: string;
  /** Whether it hides what the own types would find in the same place, or they hide it. Default: `before`. */
  readonly precedence?: 'before' | 'after' | undefined;
}

/** One observable found in a text. */
export interface Ioc {
  /** One of `iocTypes`, or the name of a type of one's own. */
  readonly type: string;
  /** As written, defanging undone. */
  readonly observable: string;
  /** As written; the whole outer URL for what stands in its parameters, perhaps percent-encoded. */
  readonly text: string;
  /** Where `text` begins, in UTF-16 units from 0. */
  readonly start: number;
  /** Kind of entity it is, and its key; undefined for what is no entity, such as a CVE. */
  readonly kind?: string;
  readonly key?: string;
}

export interface ExtractOptions {
  /** Types wanted. Default: all, paths only with `includePaths`. */
  readonly iocTypes?: readonly IocType[] | undefined;
  /** Types of one's own, wanted beside `iocTypes`; the first of two that overlap is taken. */
  readonly customTypes?: readonly CustomType[] | undefined;
  /** Default: false. */
  readonly includePaths?: boolean | undefined;
  /** Take names under endings that are not delegated, such as `srv.corp`. Default: false. */
  readonly ignoreTlds?: boolean | undefined;
  /** Also what is inside another: the host of a URL, the domain of a mail address. Default: false. */
  readonly nested?: boolean | undefined;
}
