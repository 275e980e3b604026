import { randomInt } from 'node:crypto';
import { isPublicDomain } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Clock } from './clock.ts';
import { DeadlineExceeded } from './deadline.ts';
import { answersQuery, decodeReply, encodeQuery, isTruncated, type DnsQuery } from './dns-message.ts';
import { dnsTypes, plainName, type DnsReply } from './dns-record.ts';
import { inTurn } from './dns-turns.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';
import { talk, unreachable } from './tcp.ts';

export interface DnsOptions {
  readonly clock: Clock;
  /** Milliseconds for one datagram, or one talk over TCP. Default: 3,000. */
  readonly timeoutMs?: number | undefined;
  /** Datagrams sent to each server at most. Default: 2. */
  readonly attempts?: number;
  /** For tests: the name servers of the system. */
  readonly systemServers?: () => Promise<readonly string[]>;
}

/** Host of URLs that leave it to the system which name servers are asked. */
export const systemHost = 'system-resolver';

/**
 * Carries requests to `dns://server:port/name?type=A` (RFC 4501) over UDP, and over TCP where the answer does not fit.
 * A library of our own messages rather than Node's resolver: that one tells neither TTL nor chain of most types, and
 * calls SERVFAIL, REFUSED and a missing record by names of its own. Names that are not public are not asked about.
 */
export function createDns(options: DnsOptions): Transport {
  return async (request) => {
    request.signal.throwIfAborted();
    const question = questionIn(request);
    const servers = request.url.host === systemHost ? await systemServers(options) : [request.url.host];
    const reply = await inTurn(servers, (server) => askServer(server, question, request.signal, options));
    return textReply(reply);
  };
}

async function systemServers({ systemServers: given }: DnsOptions): Promise<readonly string[]> {
  if (given !== undefined) return given();
  const { getServers } = await import('node:dns');
  return getServers();
}

type Question = Omit<DnsQuery, 'id'>;

/** @throws EGRESS_REFUSED, EGRESS_NOT_PUBLIC */
function questionIn({ url, allowedHosts }: HttpRequest): Question {
  const name = plainName(decodeURIComponent(url.pathname.slice(1)));
  const type = dnsTypes.find((known) => known === url.searchParams.get('type')) ?? 'A';
  if (url.host !== systemHost && allowedHosts?.includes(url.host) !== true)
    throw new PivotKitError('EGRESS_REFUSED', {
      provider: name,
      origin: `dns://${url.host}`,
      hosts: allowedHosts ?? [],
    });
  if (!isPublicDomain(name))
    throw new PivotKitError('EGRESS_NOT_PUBLIC', { host: name, problem: 'it is no name of the public DNS' });
  return { name, type };
}

async function askServer(
  server: string,
  question: Question,
  signal: AbortSignal,
  options: DnsOptions,
): Promise<DnsReply> {
  const codec = await import('dns-packet');
  const place = placeOf(server);
  const { attempts = 2 } = options;
  for (let attempt = 1; ; attempt += 1) {
    // Not to be guessed: whoever could would answer first (RFC 5452).
    const query: DnsQuery = { ...question, id: randomInt(65_536) };
    try {
      const sent = { query, bytes: encodeQuery(codec, query), signal };
      const message = await askUdp(place, sent, options);
      const whole = isTruncated(message) ? await askTcp(place, sent, options) : message;
      return decodeReply(codec, whole, query, server);
    } catch (error) {
      if (signal.aborted || !(error instanceof DeadlineExceeded) || attempt >= attempts) throw error;
    }
  }
}

interface Place {
  readonly address: string;
  readonly port: number;
}

/** `1.1.1.1`, `1.1.1.1:5353`, `2606:4700::1111`, `[2606:4700::1111]:5353`. */
function placeOf(server: string): Place {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(server) ?? [];
  return { address: bracketed ?? plain ?? server, port: Number(port ?? 53) };
}

interface Sent {
  readonly query: DnsQuery;
  readonly bytes: Buffer;
  readonly signal: AbortSignal;
}

/** One datagram and the first that answers it; others, whoever sent them, are passed over. */
async function askUdp({ address, port }: Place, { query, bytes, signal }: Sent, options: DnsOptions): Promise<Buffer> {
  const { createSocket } = await import('node:dgram');
  signal.throwIfAborted();
  const { clock, timeoutMs = 3_000 } = options;
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const cancelTimer = clock.after(timeoutMs, () => reject(new DeadlineExceeded(timeoutMs)));
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  socket.on('error', (cause) => reject(unreachable(address, cause)));
  socket.on('message', (message) => {
    if (answersQuery(message, query)) resolve(message);
  });
  // Connected, so that the system hands over nothing that comes from elsewhere.
  socket.on('connect', () => socket.send(bytes));
  socket.connect(port, address);
  try {
    return await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', stop);
    socket.close();
  }
}

/** Messages over TCP have their length before them (RFC 7766 §8). */
async function askTcp({ address, port }: Place, { query, bytes, signal }: Sent, options: DnsOptions): Promise<Buffer> {
  const { clock, timeoutMs = 3_000 } = options;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  const received = await talk(
    { host: address, port, send: Buffer.concat([length, bytes]), signal, isWhole },
    { clock, connectTimeoutMs: timeoutMs, bodyTimeoutMs: timeoutMs, maxBodyBytes: 2 + 65_535 },
  );
  const message = received.subarray(2);
  if (isWhole(received) && answersQuery(message, query)) return message;
  throw new PivotKitError('REPLY_INVALID', { provider: address, problem: 'the answer over TCP is cut short' });
}

const isWhole = (received: Buffer): boolean => received.length >= 2 && received.length >= 2 + received.readUInt16BE(0);

const textReply = (reply: DnsReply): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  text: JSON.stringify(reply),
});
