import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { plainName, rcodeOf, readRecord, type DnsRecord, type DnsReply, type DnsType } from './dns-record.ts';
import { parseReply, type Http, type HttpReply } from './http.ts';

const record = z.object({ name: z.string(), type: z.int(), TTL: z.int().min(0).optional(), data: z.string() });

const answer = z.object({
  Status: z.int().min(0),
  AD: z.boolean().default(false),
  Answer: z.array(record).default([]),
  Authority: z.array(record).default([]),
});

/**
 * Asks a DNS-over-HTTPS service in its JSON form (developers.google.com/speed/public-dns/docs/doh/json, read
 * 2026-11-28), which Google, Cloudflare and others speak.
 */
export async function askOverHttps(
  http: Http,
  service: string,
  { name, type, signal }: { readonly name: string; readonly type: DnsType; readonly signal: AbortSignal },
): Promise<DnsReply> {
  const url = new URL(service);
  url.searchParams.set('name', plainName(name));
  url.searchParams.set('type', type);
  const headers = { accept: 'application/dns-json' };
  const reply = await http.send({ url, headers, allowedHosts: [url.host], signal });
  requireAnswer(reply, url.host);
  const { Status, AD, Answer, Authority } = parseReply(reply, answer, url.host);
  return {
    rcode: rcodeOf(Status),
    answers: Answer.flatMap(recordOf),
    authorities: Authority.flatMap(recordOf),
    isAuthentic: AD,
  };
}

/** @throws PROVIDER_THROTTLED, PROVIDER_UNAVAILABLE, PROVIDER_REFUSED */
function requireAnswer({ status }: HttpReply, provider: string): void {
  if (status >= 200 && status < 300) return;
  if (status === 429) throw new PivotKitError('PROVIDER_THROTTLED', { provider, problem: 'too many requests' });
  if (status >= 500) throw new PivotKitError('PROVIDER_UNAVAILABLE', { provider, status });
  throw new PivotKitError('PROVIDER_REFUSED', { provider, status, detail: '' });
}

/** Numbers of types, IANA DNS Parameters. */
const typeOfNumber: ReadonlyMap<number, DnsType> = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [12, 'PTR'],
  [15, 'MX'],
  [16, 'TXT'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [39, 'DNAME'],
  [43, 'DS'],
  [257, 'CAA'],
]);

function recordOf({ name, type, TTL = 0, data }: z.output<typeof record>): DnsRecord[] {
  const known = typeOfNumber.get(type);
  if (known === undefined) return [];
  return [readRecord({ name: plainName(name), type: known, ttl: TTL, data: dataOf(known, data) }) ?? []].flat();
}

/** The text of zone files (RFC 1035 §5.1) → what the record holds. */
function dataOf(type: DnsType, data: string): unknown {
  const [first = '', second = '', third = '', fourth = '', ...rest] = data.trim().split(/\s+/);
  switch (type) {
    case 'A':
    case 'AAAA':
      return data;
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return plainName(data);
    case 'TXT':
      return unquoted(data);
    case 'MX':
      return { preference: Number(first), exchange: plainName(second) };
    case 'SRV':
      return { priority: Number(first), weight: Number(second), port: Number(third), target: plainName(fourth) };
    case 'SOA': {
      const [refresh, retry, expire, minimum] = [fourth, ...rest].map(Number);
      return {
        mname: plainName(first),
        rname: plainName(second),
        serial: Number(third),
        refresh,
        retry,
        expire,
        minimum,
      };
    }
    case 'CAA':
      return { flags: Number(first), tag: second, value: unquoted(data.trim().replace(/^\S+\s+\S+\s+/, '')) };
    case 'DS':
      return {
        keyTag: Number(first),
        algorithm: Number(second),
        digestType: Number(third),
        digest: [fourth, ...rest].join('').toLowerCase(),
      };
  }
}

/** Strings in quotes are put together; services also send the text without any. */
function unquoted(text: string): string {
  if (!/^".*"$/s.test(text)) return text;
  const parts = text.match(/"(?:[^"\\]|\\.)*"/gs) ?? [];
  return parts.map((part) => part.slice(1, -1).replaceAll(/\\(\d{3}|.)/gs, unescaped)).join('');
}

const unescaped = (_: string, escape: string): string =>
  /^\d{3}$/.test(escape) ? String.fromCharCode(Number(escape)) : escape;
