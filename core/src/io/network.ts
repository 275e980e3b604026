import type { Dispatcher, request as sendRequest } from 'undici';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { DeadlineExceeded } from './deadline.ts';
import { acceptedEncodings, readBody } from './decode-body.ts';
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

const defaultTimeoutMs = 10_000;
const defaultMaxBodyBytes = 20 * 1024 * 1024;

/** Nothing is loaded or opened before the first request. */
export function createNetwork(options: NetworkOptions = {}): Network {
  const { timeoutMs = defaultTimeoutMs, maxBodyBytes = defaultMaxBodyBytes } = options;
  let carrier: Promise<Carrier> | undefined;
  return {
    transport: async (request) => {
      carrier ??= createCarrier(options);
      return carry(await carrier, request, { timeoutMs, maxBodyBytes });
    },
    close: async () => (await carrier)?.dispatcher.close(),
  };
}

interface Carrier {
  readonly dispatcher: Dispatcher;
  readonly send: typeof sendRequest;
}

async function createCarrier(options: NetworkOptions): Promise<Carrier> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const { connections = 8, timeoutMs = defaultTimeoutMs } = options;
  const dispatcher =
    options.dispatcher ??
    new EnvHttpProxyAgent({
      connections,
      connect: { timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  return { dispatcher, send: request };
}

async function carry(
  { dispatcher, send }: Carrier,
  { url, method = 'GET', headers, body, signal }: HttpRequest,
  { timeoutMs, maxBodyBytes }: Required<Pick<NetworkOptions, 'timeoutMs' | 'maxBodyBytes'>>,
): Promise<HttpReply> {
  try {
    const allHeaders = { 'accept-encoding': acceptedEncodings, ...headers };
    const reply = await send(url, { dispatcher, method, headers: allHeaders, body: body ?? null, signal });
    const values = singleValues(reply.headers);
    const encoding = values['content-encoding'];
    const bytes = await readBody(reply.body, { encoding, maxBytes: maxBodyBytes, host: url.host });
    return { status: reply.statusCode, headers: values, text: decodeText(bytes, values['content-type']) };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw networkError(cause, url.host, timeoutMs);
  }
}

/** Codes of undici (`UND_ERR_…`) for a service that is there, but too slow. */
const timeoutCodes = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function networkError(cause: unknown, host: string, timeoutMs: number): unknown {
  if (PivotKitError.is(cause)) return cause;
  if (!(cause instanceof Error)) return new PivotKitError('PROVIDER_UNREACHABLE', { host, problem: String(cause) });
  const code = String(Reflect.get(cause, 'code'));
  if (timeoutCodes.has(code)) return new DeadlineExceeded(timeoutMs);
  // An AggregateError (every address of a host failed) has its reasons inside and no message.
  const problem = cause.message === '' ? code : cause.message;
  return new PivotKitError('PROVIDER_UNREACHABLE', { host, problem }, { cause });
}

/** Text in the character set the reply names; UTF-8 where it names none, or one that nobody knows. */
function decodeText(bytes: Uint8Array, contentType = ''): string {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function singleValues(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
