import type { SimulatedReply, SimulatedRequest } from './exchange.ts';

/** How the service knows who asks; whoever it does not know is refused. */
export type SimulatedAuth = { /** Default: 401. */ readonly refusal?: SimulatedReply } & (
  | { readonly header: string; readonly value: string }
  | { readonly query: string; readonly value: string }
  | { readonly bearer: string }
  | { readonly basic: { readonly user: string; readonly password: string } }
  | { accepts(request: SimulatedRequest): boolean }
);

/** How much one account may ask: the window slides, and what is refused does not count. */
export interface SimulatedQuota {
  readonly limit: number;
  readonly perSeconds: number;
  /** Default: 429. */
  readonly refusal?: SimulatedReply;
  /** Headers of every reply, such as what is left. */
  headers?(left: number): Readonly<Record<string, string>>;
}

export function isKnown(auth: SimulatedAuth, request: SimulatedRequest): boolean {
  const { headers, query } = request;
  if ('accepts' in auth) return auth.accepts(request);
  if ('header' in auth) return headers[auth.header.toLowerCase()] === auth.value;
  if ('query' in auth) return query[auth.query] === auth.value;
  if ('bearer' in auth) return headers['authorization'] === `Bearer ${auth.bearer}`;
  const { user, password } = auth.basic;
  return headers['authorization'] === `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** Counts requests in the window that ends now. */
export class QuotaCounter {
  readonly #quota: SimulatedQuota;
  readonly #nowMs: () => number;
  #acceptedAtMs: readonly number[] = [];

  constructor(quota: SimulatedQuota, nowMs: () => number) {
    this.#quota = quota;
    this.#nowMs = nowMs;
  }

  /** Counts a request, unless there is no room for it. */
  accept(): { readonly isAccepted: boolean; readonly headers: Readonly<Record<string, string>> } {
    const { limit, perSeconds } = this.#quota;
    const nowMs = this.#nowMs();
    const recent = this.#acceptedAtMs.filter((atMs) => atMs > nowMs - perSeconds * 1000);
    const isAccepted = recent.length < limit;
    this.#acceptedAtMs = isAccepted ? [...recent, nowMs] : recent;
    return { isAccepted, headers: this.#quota.headers?.(limit - this.#acceptedAtMs.length) ?? {} };
  }
}
