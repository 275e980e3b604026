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
] as const;

export type IocType = (typeof iocTypes)[number];

export const pathTypes: readonly IocType[] = ['windows_path', 'linux_path'];

/** One observable found in a text. */
export interface Ioc {
  readonly type: IocType;
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
  /** Default: false. */
  readonly includePaths?: boolean | undefined;
  /** Take names under endings that are not delegated, such as `srv.corp`. Default: false. */
  readonly ignoreTlds?: boolean | undefined;
  /** Also what is inside another: the host of a URL, the domain of a mail address. Default: false. */
  readonly nested?: boolean | undefined;
}
