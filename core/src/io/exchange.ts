import type { Dispatcher } from 'undici';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { HttpRequest } from './http.ts';

/** A reply as it came over the wire. */
export interface RawReply {
  readonly status: number;
  /** Names in lower case; values of a name that came several times are joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/**
 * Sends one request and collects what comes back, at most `maxBytes` of body. Rejects with the signal's reason as soon
 * as it is aborted, also while the request waits for a connection.
 *
 * It listens to the dispatcher itself: the streams that `request` of undici makes of a body cost as much as a short
 * request.
 * @throws REPLY_TOO_LARGE; whatever the dispatcher fails with
 */
export const exchange = (dispatcher: Dispatcher, request: HttpRequest, maxBytes: number): Promise<RawReply> =>
  new Promise((resolve, reject) => {
    const { url, method = 'GET', headers, body, signal } = request;
    dispatcher.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method, headers: headers ?? {}, body: body ?? null },
      new Collector({ signal, maxBytes, host: url.host, resolve, reject }),
    );
  });

interface CollectorOptions {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly host: string;
  resolve(reply: RawReply): void;
  reject(reason: unknown): void;
}

/** Hears of one request what undici tells, until there is a reply or none can come. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #options: CollectorOptions;
  readonly #onAbort: () => void;
  readonly #parts: Uint8Array[] = [];
  #size = 0;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #controller: Controller | undefined;

  constructor(options: CollectorOptions) {
    const { signal } = options;
    this.#options = options;
    this.#onAbort = () => this.#stop(signal.reason);
    signal.addEventListener('abort', this.#onAbort);
    if (signal.aborted) this.#onAbort();
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    const { signal } = this.#options;
    if (signal.aborted) controller.abort(errorOf(signal.reason));
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    // 1xx (RFC 9110 §15.2) only says that there is more to come.
    if (status < 200) return;
    this.#status = status;
    this.#headers = singleValues(headers);
    // 304 says how long what it does not send would be (RFC 9110 §8.6).
    if (status !== 304) this.#requireShort(Number(this.#headers['content-length'] ?? 0));
  }

  onResponseData(_controller: Controller, part: Uint8Array): void {
    this.#parts.push(part);
    this.#size += part.byteLength;
    this.#requireShort(this.#size);
  }

  #requireShort(bytes: number): void {
    const { maxBytes, host } = this.#options;
    if (bytes > maxBytes) this.#stop(new PivotKitError('REPLY_TOO_LARGE', { host, limitBytes: maxBytes }));
  }

  onResponseEnd(): void {
    this.#forgetSignal();
    const [only] = this.#parts;
    const body = only !== undefined && this.#parts.length === 1 ? only : Buffer.concat(this.#parts, this.#size);
    this.#options.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Controller, error: unknown): void {
    this.#forgetSignal();
    this.#options.reject(error);
  }

  /** Lets go of the connection, which may still be bringing the rest. */
  #stop(reason: unknown): void {
    this.#forgetSignal();
    this.#parts.length = 0;
    this.#options.reject(reason);
    this.#controller?.abort(errorOf(reason));
  }

  #forgetSignal(): void {
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }
}

const errorOf = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

function singleValues(headers: Headers): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) values[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return values;
}
