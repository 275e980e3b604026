import { addressWords, Dns, IpAddress, NetworkMap } from '@pivotkit/entities';
import type { File, FileHash, IpNetwork, Mailbox, Url } from '@pivotkit/entities';
import type { Indicator, IndicatorType } from './indicator.ts';

/** How an indicator matched: the thing itself, or something it is part of. */
export type MatchedBy = 'exact' | 'network' | 'parent-domain' | 'host' | 'url-below';

export interface Match {
  readonly indicator: Indicator;
  readonly matchedBy: MatchedBy;
}

export type Asked = IpAddress | Dns | Url | FileHash | File | Mailbox;

/** Every indicator of every list, ready to be asked. Never changed after it is built. */
export class FeedIndex {
  /** Of most values there is one indicator, and a list of one would cost more than the indicator. */
  readonly #byValue = new Map<IndicatorType, Map<string, Indicator | Indicator[]>>();
  readonly #networks: NetworkMap<Indicator>;

  constructor(indicators: Iterable<Indicator>) {
    const networks: [IpNetwork, Indicator][] = [];
    for (const indicator of indicators) {
      if (indicator.type === 'network') networks.push([networkOf(indicator.value), indicator]);
      else this.#add(indicator);
    }
    this.#networks = new NetworkMap(networks);
  }

  #add(indicator: Indicator): void {
    const { type, value } = indicator;
    const known = this.#byValue.get(type) ?? new Map<string, Indicator | Indicator[]>();
    this.#byValue.set(type, known);
    const others = known.get(value);
    if (others === undefined) known.set(value, indicator);
    else if (Array.isArray(others)) others.push(indicator);
    else known.set(value, [others, indicator]);
  }

  /** All indicators about a thing: what names it exactly first, then the nearest of what it is part of. */
  match(asked: Asked): readonly Match[] {
    switch (asked.kind) {
      case 'IpAddress':
        return this.#matchAddress(asked.address);
      case 'Dns':
        return this.#matchDomain(asked.domainName);
      case 'Url':
        return this.#matchUrl(asked);
      case 'FileHash':
        return this.#exact('hash', asked.key);
      case 'File':
        return hashesOf(asked).flatMap((hash) => this.#exact('hash', hash));
      case 'Mailbox':
        return this.#matchMailbox(asked.key);
    }
  }

  #matchAddress(address: string): readonly Match[] {
    return [
      ...this.#exact('ip', address),
      ...this.#networks.around(address).map((indicator): Match => ({ indicator, matchedBy: 'network' })),
    ];
  }

  /** The name, then each domain above it; an indicator that is itself a public suffix (`co.uk`) counts for itself alone. */
  #matchDomain(name: string): readonly Match[] {
    const matches = [...this.#exact('domain', name)];
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const above = this.#named('domain', name.slice(dot + 1));
      if (above.length === 0 || isPublicSuffix(name.slice(dot + 1))) continue;
      matches.push(...above.map((indicator): Match => ({ indicator, matchedBy: 'parent-domain' })));
    }
    return matches;
  }

  #matchUrl(url: Url): readonly Match[] {
    const below = urlsAbove(url.key).flatMap((above) => this.#named('url-below', above));
    return [
      ...this.#exact('url', url.key),
      ...below.map((indicator): Match => ({ indicator, matchedBy: 'url-below' })),
      ...this.#matchHost(url.host),
    ];
  }

  #matchHost(host: string): readonly Match[] {
    if (host === '') return [];
    const matches = addressForm.test(host) ? this.#matchAddress(canonicalAddress(host)) : this.#matchDomain(host);
    return matches.map(({ indicator }) => ({ indicator, matchedBy: 'host' }));
  }

  #matchMailbox(address: string): readonly Match[] {
    return [...this.#exact('mail', address), ...this.#matchHost(address.slice(address.lastIndexOf('@') + 1))];
  }

  #exact(type: IndicatorType, value: string): readonly Match[] {
    return this.#named(type, value).map((indicator): Match => ({ indicator, matchedBy: 'exact' }));
  }

  #named(type: IndicatorType, value: string): readonly Indicator[] {
    const known = this.#byValue.get(type)?.get(value);
    if (known === undefined) return none;
    return Array.isArray(known) ? known : [known];
  }
}

const none: readonly Indicator[] = [];

/** Of a host that is canonical already: only an address is digits and dots, or has colons. */
const addressForm = /^[\d.]+$|:/;

/** URLs write some IPv6 addresses in another form than entities, such as `::ffff:808:808`. */
function canonicalAddress(host: string): string {
  if (!host.includes(':')) return host;
  const parsed = IpAddress.parse(host);
  return parsed.ok ? parsed.value.address : host;
}

/** Of a canonical network. */
function networkOf(value: string): IpNetwork {
  const [address = '', length = ''] = value.split('/');
  return { words: addressWords(address), prefixLength: Number(length) };
}

const isPublicSuffix = (name: string): boolean => Dns.create(name).parts({ privateSuffixes: true }).suffix === name;

/** The URL without its query, then with one part of the path less each time, down to the host. */
function urlsAbove(url: string): string[] {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start < 0) return [url];
  const path = url.replace(/\?.*$/s, '');
  const above = [url, path];
  for (let slash = path.lastIndexOf('/'); slash >= start; slash = path.lastIndexOf('/', slash - 1))
    above.push(path.slice(0, slash + 1), path.slice(0, slash));
  return [...new Set(above)];
}

function hashesOf(file: File): string[] {
  const own = [file.sha256, file.sha1, file.md5].filter((hash) => hash !== undefined);
  const authenticode = file.sha256Ac === undefined ? [] : [`sha256ac:${file.sha256Ac}`];
  return [...new Set([...own, ...authenticode, ...(file.fileHashes ?? []).map(({ key }) => key)])];
}
