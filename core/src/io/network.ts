import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { DeadlineExceeded } from './deadline.ts';
import { acceptedEncodings, decodeBody } from './decode-body.ts';
import { checkedAddresses, type Resolve, type ResolvedAddress } from './egress.ts';
import { processEnvironment, type Environment } from './environment.ts';
import { exchange } from './exchange.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';
import { orAborted } from './or-aborted.ts';
import { proxiesOf, type Proxies, type ProxySettings } from './proxies.ts';
import { readTlsFiles, type TlsFiles, type TlsMaterial } from './tls-files.ts';

export interface NetworkOptions extends TlsFiles, ProxySettings {
  /** Longest body accepted, in bytes after decompression. Default: 20 MiB. */
  readonly maxBodyBytes?: number;
  /** Connections kept per host. Default: 8. */
  readonly connections?: number;
  /** Default of the three time limits below, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds to connect, TLS included. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds from the request to the headers of the reply. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds between parts of the body. */
  readonly bodyTimeoutMs?: number;
  /** Milliseconds for one question to one name server, of which two are sent. Default: 3,000. */
  readonly dnsTimeoutMs?: number;
  /** How often a request is sent at most when what went wrong may pass. Default: 3. */
  readonly attempts?: number;
  /** Replaces the pool of connections, for tests; it then connects wherever it likes. */
  readonly dispatcher?: Dispatcher;
}

/** What the network is made of, for tests; by default the machine's. */
export interface NetworkParts {
  readonly environment?: Environment;
  readonly tls?: TlsMaterial;
  /** Resolves the names of URLs from the data; all others are left to the system. */
  readonly resolve?: Resolve;
  /** Addresses that URLs from the data may lead to. Default: the public ones. */
  readonly isAllowed?: (address: string) => boolean;
}

/** The network, through one pool of connections; proxies are taken from the options, else the environment. */
export interface Network {
  readonly transport: Transport;
  close(): Promise<void>;
}

/** As `createNetwork`, with its TLS files read. @throws NETWORK_SETTING_INVALID */
export async function openNetwork(options: NetworkOptions, parts: NetworkParts = {}): Promise<Network> {
  const tls = await readTlsFiles(options);
  if (tls.ca !== undefined || tls.cert !== undefined) await requireUsable(tls);
  return createNetwork(options, { ...parts, tls });
}

/** Nothing is loaded or opened before the first request. */
export function createNetwork(options: NetworkOptions = {}, parts: NetworkParts = {}): Network {
  const settings = settingsOf(options);
  let carrier: Promise<Carrier> | undefined;
  return {
    transport: (request) => {
      carrier ??= createCarrier(options, settings, parts);
      return carry(carrier, request, settings);
    },
    close: async () => {
      const opened = await carrier?.catch(() => undefined);
      await opened?.pool.close();
    },
  };
}

interface Settings {
  readonly connections: number;
  readonly maxBodyBytes: number;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
}

function settingsOf({ timeoutMs = 10_000, connections = 8, ...options }: NetworkOptions): Settings {
  const { maxBodyBytes = 20 * 1024 * 1024 } = options;
  const { connectTimeoutMs = timeoutMs, headersTimeoutMs = timeoutMs, bodyTimeoutMs = timeoutMs } = options;
  return { connections, maxBodyBytes, connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs };
}

/** OpenSSL's reasons (a key of another certificate, broken base64) name no content of the files. */
async function requireUsable({ ca, cert, key }: TlsMaterial): Promise<void> {
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new PivotKitError('NETWORK_SETTING_INVALID', { setting: 'caFile, clientCertFile or clientKeyFile', problem });
  }
}

interface Carrier {
  /** Connects wherever the name of a host leads. */
  readonly pool: Dispatcher;
  /** A dispatcher for one request that leads to public addresses alone. @throws EGRESS_NOT_PUBLIC */
  pin(request: HttpRequest): Promise<Dispatcher>;
}

async function createCarrier(options: NetworkOptions, settings: Settings, parts: NetworkParts): Promise<Carrier> {
  const { environment = processEnvironment(), tls = {}, resolve = systemResolve, isAllowed } = parts;
  const wiring: Wiring = { settings, proxies: proxiesOf(options, environment), tls: await tlsOptions(tls) };
  const pool = options.dispatcher ?? (await createPool(wiring));
  return {
    pool,
    pin: async ({ url, signal }) => {
      const addresses = await orAborted(checkedAddresses(url, { resolve, isAllowed }), signal);
      return options.dispatcher ?? createPool(wiring, { hostname: url.hostname, addresses });
    },
  };
}

interface TlsOptions {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

/** Authorities that are named replace those of Node, so both are given. */
async function tlsOptions({ ca, ...client }: TlsMaterial): Promise<TlsOptions> {
  if (ca === undefined) return client;
  const { getCACertificates } = await import('node:tls');
  return { ...client, ca: [...getCACertificates('default'), ca] };
}

interface Wiring {
  readonly settings: Settings;
  readonly proxies: Proxies;
  readonly tls: TlsOptions;
}

interface Pin {
  readonly hostname: string;
  readonly addresses: readonly ResolvedAddress[];
}

/** With a pin, connections go to its addresses alone; a proxy is told the address, so that it does not resolve the name. */
async function createPool({ settings, proxies, tls }: Wiring, pin?: Pin): Promise<Dispatcher> {
  const { connections, connectTimeoutMs: timeout, headersTimeoutMs, bodyTimeoutMs } = settings;
  const common = {
    connections,
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
    connect: { timeout, ...tls, ...(pin && { lookup: pinnedLookup(pin.addresses) }) },
  };
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  // Looking for the proxy of each request costs as much again as a short request.
  if (proxies.httpProxy === '' && proxies.httpsProxy === '') return new Agent(common);
  return new EnvHttpProxyAgent({
    ...proxies,
    ...common,
    requestTls: { timeout, ...tls, ...(pin && isName(pin.hostname) && { servername: pin.hostname }) },
    proxyTls: { timeout, ...(tls.ca && { ca: tls.ca }) },
    ...(pin && { proxyTunnel: true, clientFactory: await pinnedPools(pin) }),
  });
}

async function pinnedPools({ addresses: [first] }: Pin): Promise<(origin: URL, options: object) => Dispatcher> {
  const { Pool } = await import('undici');
  class PinnedPool extends Pool {
    override connect(request: ConnectRequest): Promise<Dispatcher.ConnectData>;
    override connect(request: ConnectRequest, done: ConnectDone): void;
    override connect(request: ConnectRequest, done?: ConnectDone): Promise<Dispatcher.ConnectData> | void {
      const pinned = { ...request, path: pinnedAuthority(request.path, first) };
      return done === undefined ? super.connect(pinned) : super.connect(pinned, done);
    }
  }
  return (origin, options) => new PinnedPool(origin, options);
}

type ConnectRequest = Omit<Dispatcher.ConnectOptions, 'origin'>;
type ConnectDone = (error: Error | null, data: Dispatcher.ConnectData) => void;

/** `name:443` → `[2606:4700::1]:443`. */
function pinnedAuthority(authority: string, first: ResolvedAddress | undefined): string {
  if (first === undefined) return authority;
  const port = /:\d+$/.exec(authority)?.[0] ?? '';
  return `${first.family === 6 ? `[${first.address}]` : first.address}${port}`;
}

/** Addresses have no server name in TLS (RFC 6066 §3). */
const isName = (hostname: string): boolean => !hostname.startsWith('[') && !/^[\d.]+$/.test(hostname);

/** Resolves a name to the addresses that were checked, and to no others. */
export const pinnedLookup =
  (addresses: readonly ResolvedAddress[]): LookupFunction =>
  (_hostname, { all }, done) => {
    const [first] = addresses;
    if (all === true) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family ?? 4);
  };

/** Every address a name stands for, as the system sees it. */
export async function systemResolve(hostname: string): Promise<readonly ResolvedAddress[]> {
  const { lookup } = await import('node:dns/promises');
  return lookup(hostname, { all: true });
}

async function carry(opening: Promise<Carrier>, request: HttpRequest, settings: Settings): Promise<HttpReply> {
  const { url, signal } = request;
  const carrier = await opening;
  try {
    signal.throwIfAborted();
    if (request.resolveCheckPin !== true) return await replyTo(carrier.pool, request, settings);
    const pinned = await carrier.pin(request);
    try {
      return await replyTo(pinned, request, settings);
    } finally {
      if (pinned !== carrier.pool) await pinned.destroy();
    }
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw networkError(cause, url.host, settings);
  }
}

async function replyTo(
  dispatcher: Dispatcher,
  request: HttpRequest,
  { maxBodyBytes: maxBytes }: Settings,
): Promise<HttpReply> {
  const asked = { ...request, headers: { 'accept-encoding': acceptedEncodings, ...request.headers } };
  const { status, headers, body } = await exchange(dispatcher, asked, maxBytes);
  const encoding = body.byteLength === 0 ? undefined : headers['content-encoding'];
  const bytes = encoding === undefined ? body : await decodeBody(body, { encoding, maxBytes, host: request.url.host });
  return { status, headers, text: decodeText(bytes, headers['content-type']) };
}

/** Codes of undici for a service that is there, but too slow, and the limit each is about. */
const timeLimits = new Map<string, 'connectTimeoutMs' | 'headersTimeoutMs' | 'bodyTimeoutMs'>([
  ['UND_ERR_CONNECT_TIMEOUT', 'connectTimeoutMs'],
  ['UND_ERR_HEADERS_TIMEOUT', 'headersTimeoutMs'],
  ['UND_ERR_BODY_TIMEOUT', 'bodyTimeoutMs'],
]);

function networkError(cause: unknown, host: string, settings: Settings): unknown {
  if (PivotKitError.is(cause)) return cause;
  if (!(cause instanceof Error)) return new PivotKitError('PROVIDER_UNREACHABLE', { host, problem: String(cause) });
  const reason = String(Reflect.get(cause, 'code'));
  const limit = timeLimits.get(reason);
  if (limit !== undefined) return new DeadlineExceeded(settings[limit]);
  // An AggregateError (every address of a host failed) has its reasons inside and no message.
  const problem = cause.message === '' ? reason : cause.message;
  return new PivotKitError('PROVIDER_UNREACHABLE', { host, problem, reason }, { cause });
}

const utf8 = new TextDecoder();

/** Text in the character set the reply names; UTF-8 where it names none, or one that nobody knows. */
function decodeText(bytes: Uint8Array, contentType = ''): string {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (/^utf-?8$/i.test(charset)) return utf8.decode(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return utf8.decode(bytes);
  }
}
