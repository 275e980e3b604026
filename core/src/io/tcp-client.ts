import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Http } from './http.ts';

/** One question in plain text over a connection of its own, as WHOIS (RFC 3912) has it. */
export interface TcpQuestion {
  readonly host: string;
  readonly port: number;
  /** Sent as it is, in UTF-8: line ends are the caller's. */
  readonly send: string;
  /** Every server that may be asked, as `host:port`: declared by the plugin, or named in its configuration. */
  readonly allowedHosts?: readonly string[];
  /** For a server that the data names: the ports it may be asked at. It is asked at public addresses alone. */
  readonly allowedPorts?: readonly number[];
  /** Character sets the answer may be in, likeliest first; windows-1252 where none fits. Default: UTF-8. */
  readonly charsets?: readonly string[];
  readonly signal: AbortSignal;
}

export interface TcpReply {
  readonly text: string;
  /** The character set it was in. */
  readonly charset: string;
}

/** Asks services that talk plain text over TCP. */
export interface TcpClient {
  /**
   * One question; the answer is all that comes until the other side closes. What may pass is tried again. Rejects with
   * `DeadlineExceeded` when the service is too slow, with the signal's reason when it is aborted.
   * @throws PROVIDER_UNREACHABLE, PROVIDER_PAUSED, EGRESS_REFUSED, EGRESS_NOT_PUBLIC, REPLY_TOO_LARGE, REPLAY_MISSING, OFFLINE
   */
  ask(question: TcpQuestion): Promise<TcpReply>;
}

/** Questions over TCP by the way that all requests of a session go: retried, recorded, counted, refused offline. */
export const tcpClient = (http: Http): TcpClient => ({
  async ask({ host, port, send, allowedHosts, allowedPorts = [], charsets = ['utf-8'], signal }) {
    const url = new URL(`tcp://${authorityOf(host, port)}`);
    const isKnown = allowedHosts?.includes(url.host) === true;
    if (!isKnown && !allowedPorts.includes(port))
      throw new PivotKitError('EGRESS_REFUSED', {
        provider: host,
        origin: `tcp://${url.host}`,
        hosts: [...(allowedHosts ?? []), ...allowedPorts.map((allowed) => `port ${allowed}`)],
      });
    const reply = await http.send({
      url,
      method: 'POST',
      body: send,
      retryable: true,
      headers: { 'accept-charset': charsets.join(', ') },
      signal,
      ...(isKnown ? { allowedHosts: [url.host] } : { resolveCheckPin: true }),
    });
    const charset = /charset=(\S+)/.exec(reply.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    return { text: reply.text, charset };
  },
});

/** `host:port` as it stands in a URL: lower case, IPv6 addresses in brackets. */
export const authorityOf = (host: string, port: number): string =>
  `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.toLowerCase()}:${port}`;
