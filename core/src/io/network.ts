import { EnvHttpProxyAgent, interceptors, request as send, type Dispatcher } from 'undici';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';

export interface NetworkOptions {
  /** Longest body accepted, in bytes after decompression. Default: 20 MiB. */
  readonly maxBodyBytes?: number;
  /** Connections kept per host. Default: 8. */
  readonly connections?: number;
  /** Milliseconds to connect, and to wait for headers and between parts of the body. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Replaces the pool of connections, for tests. */
  readonly dispatcher?: Dispatcher;
}

/** The network, through one pool of connections; proxies are taken from `HTTP(S)_PROXY` and `NO_PROXY`. */
export interface Network {
  readonly transport: Transport;
  close(): Promise<void>;
}

export function createNetwork(options: NetworkOptions = {}): Network {
  const dispatcher = options.dispatcher ?? createPool(options);
  const maxBodyBytes = options.maxBodyBytes ?? 20 * 1024 * 1024;
  return {
    transport: (request) => carry(dispatcher, request, maxBodyBytes),
    close: () => dispatcher.close(),
  };
}

function createPool({ connections = 8, timeoutMs = 10_000 }: NetworkOptions): Dispatcher {
  return new EnvHttpProxyAgent({
    connections,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  }).compose(interceptors.decompress());
}

async function carry(dispatcher: Dispatcher, request: HttpRequest, maxBodyBytes: number): Promise<HttpReply> {
  const { url, method = 'GET', headers, body = null, signal } = request;
  try {
    const reply = await send(url, { dispatcher, method, headers: headers ?? {}, body, signal });
    return {
      status: reply.statusCode,
      headers: singleValues(reply.headers),
      text: await readText(reply.body, maxBodyBytes, url.host),
    };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (PivotKitError.is(cause)) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new PivotKitError('PROVIDER_UNREACHABLE', { host: url.host, problem }, { cause });
  }
}

async function readText(body: AsyncIterable<Uint8Array>, maxBodyBytes: number, host: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > maxBodyBytes) throw new PivotKitError('REPLY_TOO_LARGE', { host, limitBytes: maxBodyBytes });
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

function singleValues(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
