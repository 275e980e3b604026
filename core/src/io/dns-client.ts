import { z } from 'zod';
import { askOverHttps } from './dns-over-https.ts';
import { checkDnsReply, plainName, type DnsReply, type DnsType } from './dns-record.ts';
import { inTurn } from './dns-turns.ts';
import { systemHost } from './dns.ts';
import { parseReply, type Http } from './http.ts';

/** Who is asked: name servers by address (`1.1.1.1`, `[::1]:5353`), the next where one fails, or a DNS-over-HTTPS service. */
export type Resolver = { readonly servers: readonly string[] } | { readonly url: string };

export interface DnsQuestion {
  readonly name: string;
  readonly type: DnsType;
  /** Default: the name servers of the system. */
  readonly resolver?: Resolver | undefined;
  readonly signal: AbortSignal;
}

/** Asks name servers. */
export interface DnsClient {
  /**
   * One question, one answer of any code: a name that does not exist (`NXDOMAIN`), one without such a record
   * (`NOERROR`, no answers) and a failure (`SERVFAIL`) are told apart. Names that are not public are not asked about.
   * Rejects with `DeadlineExceeded` when no server answers in time, with the signal's reason when it is aborted.
   * @throws PROVIDER_UNREACHABLE, PROVIDER_THROTTLED, PROVIDER_UNAVAILABLE, PROVIDER_REFUSED, EGRESS_NOT_PUBLIC,
   * EGRESS_REFUSED, REPLY_INVALID, REPLAY_MISSING, OFFLINE
   */
  ask(question: DnsQuestion): Promise<DnsReply>;
}

/** Questions to name servers by the way that all requests of a session go: recorded, counted, refused offline. */
export const dnsClient = (http: Http): DnsClient => ({
  ask: ({ resolver, ...question }) => {
    if (resolver !== undefined && 'url' in resolver) return askOverHttps(http, resolver.url, question);
    const servers = resolver?.servers ?? [systemHost];
    return inTurn(servers, (server) => askServer(http, authority(server), question));
  },
});

async function askServer(
  http: Http,
  server: string,
  { name, type, signal }: Omit<DnsQuestion, 'resolver'>,
): Promise<DnsReply> {
  const url = new URL(`dns://${server}/${encodeURIComponent(plainName(name))}?type=${type}`);
  const reply = await http.send({ url, allowedHosts: [url.host], signal });
  return checkDnsReply(parseReply(reply, z.unknown(), server), server);
}

/** As it stands in a URL: IPv6 addresses in brackets. */
const authority = (server: string): string => (/^[^[\]]*:[^[\]]*:/.test(server) ? `[${server}]` : server);
