import {
  get,
  headerAuth,
  httpProvider,
  notSupported,
  post,
  type HttpProvider,
  type LookupResult,
  type OutcomeRule,
  type ProviderRequest,
  type Secret,
} from '@pivotkit/core';
import type { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';

export const hosts = {
  urlhaus: ['urlhaus-api.abuse.ch'],
  threatfox: ['threatfox-api.abuse.ch'],
  malwarebazaar: ['mb-api.abuse.ch'],
  feodo: ['feodotracker.abuse.ch'],
  sslbl: ['sslbl.abuse.ch'],
};

export interface Settings {
  readonly authKey?: Secret | undefined;
  /** Places of the services, where they are not the usual ones. */
  readonly baseUrls: { readonly [S in keyof typeof hosts]?: string | undefined };
  readonly refreshMinutes: number;
}

/** The services say in `query_status` what others say by HTTP status, often with 200; a refused rate comes as 402 too. */
const byQueryStatus: OutcomeRule = ({ text }) => {
  const [, status = ''] = /^\s*\{\s*"query_status"\s*:\s*"(\w{1,60})"/.exec(text) ?? [];
  if (/^(no_results?|\w+_not_found)$/.test(status)) return 'not-found';
  if (/^rate_?limited$/.test(status)) return 'throttled';
  if (status === 'unknown_auth_key') return 'unauthorized';
  return /^(illegal|invalid)_|^no_\w+_provided$/.test(status) ? { error: status } : undefined;
};

/** APIs with an Auth-Key, https://urlhaus-api.abuse.ch, https://threatfox.abuse.ch/api, https://bazaar.abuse.ch/api, read 2026-11-28. */
const api = (service: 'urlhaus' | 'threatfox' | 'malwarebazaar', name: string, path: string): HttpProvider<Settings> =>
  httpProvider<Settings>({
    name,
    baseUrl: `https://${hosts[service].join('')}${path}`,
    hosts: hosts[service],
    configuredBaseUrl: ({ baseUrls }) => baseUrls[service],
    auth: headerAuth('Auth-Key', ({ authKey }) => authKey),
    needs: { authKey: 'the free Auth-Key of auth.abuse.ch' },
    outcome: byQueryStatus,
  });

export const urlhausApi = api('urlhaus', 'URLhaus', '/v1');
export const threatfoxApi = api('threatfox', 'ThreatFox', '/api/v1');
export const malwarebazaarApi = api('malwarebazaar', 'MalwareBazaar', '/api/v1');

/** Lists for download, without a key. */
const downloads = (service: 'feodo' | 'sslbl', name: string): HttpProvider<Settings> =>
  httpProvider<Settings>({
    name,
    baseUrl: `https://${hosts[service].join('')}`,
    hosts: hosts[service],
    configuredBaseUrl: ({ baseUrls }) => baseUrls[service],
  });

export const feodoDownloads = downloads('feodo', 'Feodo Tracker');
export const sslblDownloads = downloads('sslbl', 'SSLBL');

type Request = ProviderRequest | LookupResult<never>;
export type Hashed = FileHash | File;

/** URLhaus keeps a page for each host, URL and payload. */
export function urlhausRequest(input: Url | Dns | IpAddress | Hashed): Request {
  switch (input.kind) {
    case 'Url':
      return input.hasCredentials ? hasPassword : post`/url/`.form({ url: input.key }).retryable();
    case 'Dns':
      return post`/host/`.form({ host: input.domainName }).retryable();
    case 'IpAddress':
      if (input.version === 6) return notSupported('URLhaus knows IPv4 addresses alone');
      return post`/host/`.form({ host: input.address }).retryable();
    case 'FileHash':
    case 'File': {
      const { sha256, md5 } = hashesOf(input);
      if (sha256 === undefined && md5 === undefined) return notSupported('URLhaus looks files up by SHA-256 or MD5');
      return post`/payload/`.form(sha256 === undefined ? { md5_hash: md5 } : { sha256_hash: sha256 }).retryable();
    }
  }
}

/** A search is for any part of an indicator, so that ports and URLs are found; what does not belong is left out later. */
export function threatfoxRequest(input: Url | Dns | IpAddress | Hashed): Request {
  const ask = (query: object): ProviderRequest => post`/`.json(query).retryable();
  switch (input.kind) {
    case 'Url':
      if (input.hasCredentials) return hasPassword;
      return ask({ query: 'search_ioc', search_term: input.key, exact_match: false });
    case 'Dns':
    case 'IpAddress':
      return ask({ query: 'search_ioc', search_term: input.key, exact_match: false });
    case 'FileHash':
    case 'File': {
      const { sha256, md5 } = hashesOf(input);
      const hash = sha256 ?? md5;
      if (hash === undefined) return notSupported('ThreatFox looks files up by SHA-256 or MD5');
      return ask({ query: 'search_hash', hash });
    }
  }
}

export function malwarebazaarRequest(input: Hashed): Request {
  const { sha256, sha1, md5 } = hashesOf(input);
  const hash = sha256 ?? sha1 ?? md5;
  if (hash === undefined) return notSupported('MalwareBazaar looks files up by SHA-256, SHA-1 or MD5');
  return post`/`.form({ query: 'get_info', hash }).retryable();
}

export const feodoRequest = (): ProviderRequest => get`/downloads/ipblocklist.json`;
export const sslblRequest = (): ProviderRequest => get`/blacklist/sslblacklist.csv`;

const hasPassword = notSupported('the URL holds a user or password, which is nobody else’s business');

interface Hashes {
  readonly sha256?: string | undefined;
  readonly sha1?: string | undefined;
  readonly md5?: string | undefined;
}

function hashesOf(input: Hashed): Hashes {
  const all = input.kind === 'File' ? (input.fileHashes ?? []) : [input];
  const hashes = Object.fromEntries(all.map(({ algorithm = '', value }) => [algorithm, value]));
  return input.kind === 'File' ? { ...hashes, ...own(input) } : hashes;
}

const own = ({ sha256, sha1, md5 }: File): Hashes => ({
  ...(sha256 !== undefined && { sha256 }),
  ...(sha1 !== undefined && { sha1 }),
  ...(md5 !== undefined && { md5 }),
});
