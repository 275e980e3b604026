import type { Socket } from 'node:net';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Clock } from './clock.ts';
import { DeadlineExceeded } from './deadline.ts';
import { checkedAddresses, type Resolve, type ResolvedAddress } from './egress.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';
import { pinnedLookup, systemResolve } from './network.ts';
import { orAborted } from './or-aborted.ts';

export interface TcpOptions {
  readonly clock: Clock;
  /** Milliseconds to connect. Default: 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds between parts of the answer, and until the other side closes after the last. Default: 10,000. */
  readonly bodyTimeoutMs?: number | undefined;
  /** Longest answer accepted, in bytes. Default: 20 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** For tests: resolves names from the data. */
  readonly resolve?: Resolve;
  /** For tests: addresses that names from the data may lead to. Default: the public ones. */
  readonly isAllowed?: (address: string) => boolean;
}

/**
 * Carries requests to `tcp://host:port`: the body is sent, and the answer is all that comes until the other side closes.
 * Asked are the hosts the request allows (`host:port`), or public addresses where it is to be resolved, checked and
 * pinned; connections are direct, since HTTP proxies carry no such talk.
 */
export function createTcp(options: TcpOptions): Transport {
  return async (request) => {
    const { url, signal, body = '' } = request;
    signal.throwIfAborted();
    const addresses = await addressesFor(request, options);
    const send = Buffer.from(body, 'utf8');
    const bytes = await talk({ host: url.hostname, port: Number(url.port), addresses, send, signal }, options);
    return textReply(bytes, request.headers?.['accept-charset'] ?? 'utf-8');
  };
}

/** Undefined = wherever the name leads: the host is one the request allows. @throws EGRESS_REFUSED, EGRESS_NOT_PUBLIC */
async function addressesFor(
  { url, allowedHosts, resolveCheckPin, signal }: HttpRequest,
  { resolve = systemResolve, isAllowed }: TcpOptions,
): Promise<readonly ResolvedAddress[] | undefined> {
  if (allowedHosts?.includes(url.host) === true) return undefined;
  if (allowedHosts === undefined && resolveCheckPin === true)
    return orAborted(checkedAddresses(url, { resolve, isAllowed }), signal);
  throw new PivotKitError('EGRESS_REFUSED', {
    provider: url.hostname,
    origin: `tcp://${url.host}`,
    hosts: allowedHosts ?? [],
  });
}

/** One talk over a connection of its own. */
export interface Talk {
  readonly host: string;
  readonly port: number;
  /** Where to connect to, whatever the name stands for. */
  readonly addresses?: readonly ResolvedAddress[] | undefined;
  readonly send: Uint8Array;
  readonly signal: AbortSignal;
  /** Whether the answer is there before the other side closes. Default: it is not. */
  readonly isWhole?: (received: Buffer) => boolean;
}

/**
 * Sends bytes and gives what comes back.
 * @throws DeadlineExceeded, PROVIDER_UNREACHABLE, REPLY_TOO_LARGE, the signal's reason
 */
export async function talk(
  { host, port, addresses, send, signal, isWhole }: Talk,
  { clock, connectTimeoutMs = 10_000, bodyTimeoutMs = 10_000, maxBodyBytes = 20 * 1024 * 1024 }: TcpOptions,
): Promise<Buffer> {
  const { connect } = await import('node:net');
  signal.throwIfAborted();
  const bare = host.replaceAll(/^\[|\]$/g, '');
  const socket: Socket = connect({ host: bare, port, ...(addresses && { lookup: pinnedLookup(addresses) }) });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parts: Buffer[] = [];
  let size = 0;
  let cancelTimer = clock.after(connectTimeoutMs, () => reject(new DeadlineExceeded(connectTimeoutMs)));
  const waitForMore = (): void => {
    cancelTimer();
    cancelTimer = clock.after(bodyTimeoutMs, () => reject(new DeadlineExceeded(bodyTimeoutMs)));
  };
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  socket.on('connect', () => {
    waitForMore();
    socket.write(send);
  });
  socket.on('data', (part: Buffer) => {
    waitForMore();
    parts.push(part);
    size += part.length;
    if (size > maxBodyBytes) reject(new PivotKitError('REPLY_TOO_LARGE', { host, limitBytes: maxBodyBytes }));
    else if (isWhole?.(parts.length === 1 ? part : Buffer.concat(parts)) === true) resolve(Buffer.concat(parts));
  });
  socket.on('end', () => resolve(Buffer.concat(parts)));
  socket.on('error', (cause) => reject(unreachable(host, cause)));
  try {
    return await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** An AggregateError (every address of a host failed) has its reasons inside and no message. */
export function unreachable(host: string, cause: Error): PivotKitError {
  const reason = String(Reflect.get(cause, 'code'));
  const problem = cause.message === '' ? reason : cause.message;
  return new PivotKitError('PROVIDER_UNREACHABLE', { host, problem, reason }, { cause });
}

/** What text without a declared character set is in, when nothing else fits: every byte is a letter of it. */
const lastResort = 'windows-1252';

/** The bytes in the first of the character sets in which they are text. */
function textReply(bytes: Uint8Array, charsets: string): HttpReply {
  for (const charset of charsets.split(/[\s,]+/))
    try {
      return reply(new TextDecoder(charset, { fatal: true }).decode(bytes), charset);
    } catch {
      // Not text in this one, or one that this build of Node does not know.
    }
  return reply(new TextDecoder(lastResort).decode(bytes), lastResort);
}

const reply = (text: string, charset: string): HttpReply => ({
  status: 200,
  headers: { 'content-type': `text/plain; charset=${charset}` },
  text,
});
