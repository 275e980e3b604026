import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isKnown, QuotaCounter, type SimulatedAuth, type SimulatedQuota } from './access.ts';
import { readRequest, rendered, type RenderedReply, type SimulatedReply, type SimulatedRequest } from './exchange.ts';
import { writeFault, writeReply, type Fault } from './fault.ts';
import { findRoute, type Route } from './route.ts';

export interface SimulatorOptions {
  readonly routes: readonly Route[];
  /** Where the paths begin, such as `/api/v3`. Default: nothing. */
  readonly basePath?: string;
  /** Default: whoever asks is answered. */
  readonly auth?: SimulatedAuth;
  /** Default: no end. */
  readonly quota?: SimulatedQuota;
  /** Where no route fits. Default: 404 with `{ error: 'no such path' }`. */
  readonly notFound?: SimulatedReply;
  /** Milliseconds from any start, for the quota. Default: the machine's clock. */
  nowMs?(): number;
}

export interface FaultOptions {
  /** Ends after so many requests. Default: `recover()` ends it. */
  readonly times?: number;
}

/** A service on this machine that behaves as the real one does, until it is told to fail. */
export interface Simulator {
  /** `http://127.0.0.1:PORT` and the base path: what the plugin's setting for its base URL takes. */
  readonly baseUrl: string;
  /** Every request that arrived, in order, those that were refused included. */
  readonly requests: readonly SimulatedRequest[];
  /** Requests without a full reply whose connection is still open. */
  readonly openRequests: number;
  /** Every request from now on meets the fault. */
  fail(fault: Fault, options?: FaultOptions): void;
  /** Every request from now on gets this reply, whatever it asks and whoever asks. */
  answer(reply: SimulatedReply | ((request: SimulatedRequest) => SimulatedReply)): void;
  /** Every reply from now on is changed by the function before it is sent. */
  alter(change: (reply: SimulatedReply, request: SimulatedRequest) => SimulatedReply): void;
  /** Ends what `fail`, `answer` or `alter` began. */
  recover(): void;
  /** Forgets the requests so far. */
  forget(): void;
  /** Resolves when so many requests have arrived (since `forget`). */
  arrived(count: number): Promise<void>;
  /** Resolves when no request is open. */
  idle(): Promise<void>;
  /** Ends all connections. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a service on a free port of this machine. Where a proxy is set for the process, give the session
 * `network: { noProxy: '*' }`.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return new SimulatedService(server, options);
}

type Answer = (request: SimulatedRequest) => SimulatedReply;
type Change = (reply: SimulatedReply, request: SimulatedRequest) => SimulatedReply;

class SimulatedService implements Simulator {
  readonly baseUrl: string;
  readonly #server: Server;
  readonly #options: SimulatorOptions;
  readonly #basePath: string;
  readonly #quota: QuotaCounter | undefined;
  readonly #open = new Set<ServerResponse>();
  #requests: SimulatedRequest[] = [];
  #fault: { readonly fault: Fault; left: number } | undefined;
  #answer: Answer | undefined;
  #change: Change | undefined;
  #waiting: { readonly isMet: () => boolean; readonly go: () => void }[] = [];

  constructor(server: Server, options: SimulatorOptions) {
    this.#server = server;
    this.#options = options;
    this.#basePath = (options.basePath ?? '').replace(/\/+$/, '');
    const nowMs = options.nowMs ?? (() => performance.now());
    this.#quota = options.quota && new QuotaCounter(options.quota, nowMs);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    this.baseUrl = `http://127.0.0.1:${port}${this.#basePath}`;
    server.on('request', (request, response) => void this.#serve(request, response).catch(() => response.destroy()));
  }

  get requests(): readonly SimulatedRequest[] {
    return this.#requests;
  }

  get openRequests(): number {
    return this.#open.size;
  }

  fail(fault: Fault, { times = Infinity }: FaultOptions = {}): void {
    this.recover();
    this.#fault = { fault, left: times };
  }

  answer(reply: SimulatedReply | Answer): void {
    this.recover();
    this.#answer = typeof reply === 'function' ? reply : () => reply;
  }

  alter(change: Change): void {
    this.recover();
    this.#change = change;
  }

  recover(): void {
    this.#fault = undefined;
    this.#answer = undefined;
    this.#change = undefined;
  }

  forget(): void {
    this.#requests = [];
  }

  arrived(count: number): Promise<void> {
    return this.#until(() => this.#requests.length >= count);
  }

  idle(): Promise<void> {
    return this.#until(() => this.#open.size === 0);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open.add(response);
    response.on('close', () => {
      this.#open.delete(response);
      this.#tell();
    });
    const request = await readMessage(message);
    this.#requests.push(request);
    this.#tell();
    const fault = this.#takeFault();
    const real = async (): Promise<RenderedReply> => rendered(await this.#alteredReply(request));
    if (fault === undefined) writeReply(response, await real());
    else await writeFault(response, fault, real);
  }

  #takeFault(): Fault | undefined {
    const taken = this.#fault;
    if (taken === undefined) return undefined;
    taken.left -= 1;
    if (taken.left <= 0) this.#fault = undefined;
    return taken.fault;
  }

  async #alteredReply(request: SimulatedRequest): Promise<SimulatedReply> {
    const reply = this.#answer?.(request) ?? (await this.#replyTo(request));
    return this.#change?.(reply, request) ?? reply;
  }

  async #replyTo(request: SimulatedRequest): Promise<SimulatedReply> {
    const { auth, notFound = { status: 404, json: { error: 'no such path' } }, quota, routes } = this.#options;
    if (auth !== undefined && !isKnown(auth, request))
      return auth.refusal ?? { status: 401, json: { error: 'unknown key' } };
    const counted = this.#quota?.accept() ?? { isAccepted: true, headers: {} };
    const withCount = (reply: SimulatedReply): SimulatedReply => ({
      ...reply,
      headers: { ...counted.headers, ...reply.headers },
    });
    if (!counted.isAccepted) return withCount(quota?.refusal ?? { status: 429, json: { error: 'too many requests' } });
    const found = findRoute(routes, this.#basePath, request);
    return withCount(found === undefined ? notFound : await found.route.reply(found.request));
  }

  #until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ isMet, go: resolve });
    return promise;
  }

  #tell(): void {
    for (const { isMet, go } of this.#waiting) if (isMet()) go();
    this.#waiting = this.#waiting.filter(({ isMet }) => !isMet());
  }
}

async function readMessage(message: IncomingMessage): Promise<SimulatedRequest> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(Buffer.from(part));
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const body = Buffer.concat(parts).toString('utf8');
  return readRequest(message.method ?? 'GET', message.url ?? '', { headers, body });
}
