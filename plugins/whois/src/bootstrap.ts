import { parseReply, type Http, type Log } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { snapshot, snapshotDates, type Service } from './bootstrap-snapshot.ts';
import { numberOf, networkNumbers } from './network.ts';

const file = z.object({ services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])) });

type Registry = keyof typeof snapshot;

export interface Asker {
  readonly http: Http;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Which RDAP server knows of what (RFC 9224): the files of IANA, each fetched once a session; where that fails, what came
 * with the plugin.
 */
export class Bootstrap {
  /** Undefined: never fetched. */
  readonly #baseUrl: string | undefined;
  readonly #files = new Map<Registry, Promise<readonly Service[]>>();

  constructor(baseUrl: string | undefined) {
    this.#baseUrl = baseUrl;
  }

  /** Where to ask about a name, best first; none where its registry has no RDAP server. */
  async serversOfDomain(domain: string, asker: Asker): Promise<readonly string[]> {
    const services = await this.#services('dns', asker);
    const labels = domain.split('.');
    // The longest ending decides (RFC 9224 §4).
    for (let i = 0; i < labels.length; i += 1) {
      const ending = labels.slice(i).join('.');
      const service = services.find(([entries]) => entries.some((entry) => entry.toLowerCase() === ending));
      if (service !== undefined) return preferred(service[1]);
    }
    return [];
  }

  /** Where to ask about an address, best first. */
  async serversOfAddress({ address, version }: IpAddress, asker: Asker): Promise<readonly string[]> {
    const services = await this.#services(version === 4 ? 'ipv4' : 'ipv6', asker);
    const wanted = numberOf(address);
    let best: { readonly bits: number; readonly urls: readonly string[] } = { bits: -1, urls: [] };
    for (const [entries, urls] of services)
      for (const entry of entries) {
        const network = networkNumbers(entry, version);
        const isIn = network !== undefined && network.first <= wanted && wanted <= network.last;
        if (isIn && network.bits > best.bits) best = { bits: network.bits, urls };
      }
    return preferred(best.urls);
  }

  /** Where to ask about an autonomous system: entries are numbers and ranges of numbers (RFC 9224 §5.3). */
  async serversOfNumber(number: number, asker: Asker): Promise<readonly string[]> {
    const services = await this.#services('asn', asker);
    let best: { readonly size: number; readonly urls: readonly string[] } = { size: Infinity, urls: [] };
    for (const [entries, urls] of services)
      for (const entry of entries) {
        const [first = Number.NaN, last = first] = entry.split('-').map(Number);
        if (first <= number && number <= last && last - first < best.size) best = { size: last - first, urls };
      }
    return preferred(best.urls);
  }

  #services(registry: Registry, asker: Asker): Promise<readonly Service[]> {
    const known = this.#files.get(registry);
    if (known !== undefined) return known;
    const fetched = this.#load(registry, asker);
    this.#files.set(registry, fetched);
    return fetched;
  }

  async #load(registry: Registry, { http, log, signal }: Asker): Promise<readonly Service[]> {
    if (this.#baseUrl === undefined) return snapshot[registry];
    const url = new URL(`${this.#baseUrl.replace(/\/$/, '')}/${registry}.json`);
    try {
      const reply = await http.send({ url, allowedHosts: [url.host], signal, headers: { accept: 'application/json' } });
      const { services } = parseReply(reply, file, url.host);
      if (reply.status === 200 && services.length > 0) return services;
    } catch {
      if (signal.aborted) this.#files.delete(registry);
    }
    const of = snapshotDates[registry];
    log.warn('the list of RDAP servers cannot be had; the one of the plugin is used', { registry, of });
    return snapshot[registry];
  }
}

/** Over https where there is a choice (RFC 9224 §3). */
const preferred = (urls: readonly string[]): string[] =>
  urls
    .filter((url) => URL.canParse(url))
    .toSorted((left, right) => Number(right.startsWith('https:')) - Number(left.startsWith('https:')));
