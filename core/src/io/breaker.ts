import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Clock } from './clock.ts';
import { DeadlineExceeded } from './deadline.ts';
import type { HttpReply, Transport } from './http.ts';

export interface BreakerOptions {
  readonly clock: Clock;
  /** Failures in a row after which a host is left alone. Default: 5. */
  readonly failures?: number;
  /** Milliseconds for which it is left alone. Default: 30,000. */
  readonly coolDownMs?: number;
}

/** A host that has failed since it last answered. */
interface Trouble {
  failures: number;
  /** What went wrong last. */
  problem: string;
  /** Set while the host is left alone, which began as the `number`th time this happened to any. */
  pause?: { readonly number: number; readonly endsAtMs: number; isProbed: boolean };
}

/** What a request says of a host: it answered, it failed, or nothing (the request was cancelled). */
type Verdict = { readonly answered: true } | { readonly problem: string } | undefined;

/**
 * Leaves a host alone that fails time after time: no connection, no answer in time, HTTP 5xx. Every other reply is an
 * answer. While it is left alone every request fails at once; then one request finds out whether it is back, the
 * others fail until it has.
 * @throws PROVIDER_PAUSED
 */
export function withBreaker(next: Transport, options: BreakerOptions): Transport {
  const hosts = new HostTroubles(options);
  return async (request) => {
    const { host, protocol } = request.url;
    // A name whose own servers are silent is no fault of the resolver that asked them.
    if (protocol === 'dns:') return next(request);
    const pause = hosts.enter(host);
    try {
      const reply = await next(request);
      hosts.leave(host, pause, verdictOfReply(reply));
      return reply;
    } catch (error) {
      hosts.leave(host, pause, verdictOfError(error));
      throw error;
    }
  };
}

class HostTroubles {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #coolDownMs: number;
  readonly #byHost = new Map<string, Trouble>();
  #pauses = 0;

  constructor({ clock, failures = 5, coolDownMs = 30_000 }: BreakerOptions) {
    this.#clock = clock;
    this.#limit = failures;
    this.#coolDownMs = coolDownMs;
  }

  /** Lets a request through; gives the number of the pause it ends if the host is back. @throws PROVIDER_PAUSED */
  enter(host: string): number | undefined {
    const trouble = this.#byHost.get(host);
    if (trouble?.pause === undefined) return undefined;
    const leftMs = trouble.pause.endsAtMs - this.#clock.monotonicMs();
    if (leftMs > 0 || trouble.pause.isProbed) throw this.#paused(host, trouble, leftMs);
    trouble.pause.isProbed = true;
    return trouble.pause.number;
  }

  /** Takes in what a request found out. */
  leave(host: string, pause: number | undefined, verdict: Verdict): void {
    const trouble = this.#byHost.get(host);
    // Sent before the host was left alone: old news.
    if (trouble?.pause?.number !== pause) return;
    if (trouble?.pause !== undefined) trouble.pause.isProbed = false;
    if (verdict === undefined) return;
    if ('answered' in verdict) this.#byHost.delete(host);
    else this.#fail(host, verdict.problem);
  }

  #fail(host: string, problem: string): void {
    const trouble: Trouble = { failures: (this.#byHost.get(host)?.failures ?? 0) + 1, problem };
    if (trouble.failures >= this.#limit) {
      this.#pauses += 1;
      const endsAtMs = this.#clock.monotonicMs() + this.#coolDownMs;
      trouble.pause = { number: this.#pauses, endsAtMs, isProbed: false };
    }
    this.#byHost.set(host, trouble);
  }

  #paused(host: string, { failures, problem }: Trouble, leftMs: number): PivotKitError {
    const until = new Date(this.#clock.now().getTime() + leftMs).toISOString();
    const when = leftMs > 0 ? `until ${until}` : 'until one request has found out whether it is back';
    return new PivotKitError('PROVIDER_PAUSED', { host, failures, problem, when, ...(leftMs > 0 && { until }) });
  }
}

const verdictOfReply = ({ status }: HttpReply): Verdict =>
  status >= 500 ? { problem: `HTTP ${status}` } : { answered: true };

function verdictOfError(error: unknown): Verdict {
  if (error instanceof DeadlineExceeded) return { problem: error.message };
  if (!PivotKitError.is(error)) return undefined;
  if (error.code === 'PROVIDER_UNREACHABLE') return { problem: String(error.details['problem']) };
  return error.code.startsWith('REPLY_') ? { answered: true } : undefined;
}
