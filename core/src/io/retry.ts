import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Clock } from './clock.ts';
import { remainingMs } from './deadline.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';
import { pause } from './pause.ts';
import { retryAfterMs } from './retry-after.ts';

export interface RetryOptions {
  readonly clock: Clock;
  /** Evenly spread in [0, 1). */
  readonly random: () => number;
  /** How often a request is sent at most, the first time included. Default: 3. */
  readonly attempts?: number | undefined;
  /** Longest wait before the second attempt, in milliseconds; it doubles with each further one. Default: 500. */
  readonly baseMs?: number;
  /** Longest wait before any attempt, in milliseconds; who asks for a longer one is not asked again. Default: 10,000. */
  readonly maxWaitMs?: number;
}

/** Replies after which the same request may fare better (RFC 9110 §15, RFC 8470 §5.2, RFC 6585 §4). */
const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Why a connection came to nothing, where the next may not: codes of Node and undici. */
const passingReasons = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'EAI_AGAIN',
  'ENETDOWN',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
]);

type Outcome = { readonly reply: HttpReply } | { readonly error: unknown };

/**
 * Sends a request again after a failure that may pass: GET, and POST that is `retryable`. Waits a random time in
 * [0, min(maxWaitMs, baseMs · 2^(attempt−1))], after what the reply's `Retry-After` asks for; gives up at once where
 * that is longer than `maxWaitMs` or than the request's deadline. Time limits that were exceeded are not tried again:
 * they have used up the time. The last reply or error has the number of `attempts`.
 */
export function withRetry(next: Transport, options: RetryOptions): Transport {
  const { clock, attempts = 3 } = options;
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await outcomeOf(next, request);
      const mayPass = attempt < attempts && isIdempotent(request) && isPassing(outcome);
      const waitMs = mayPass ? waitAfter(outcome, attempt, options) : Infinity;
      if (waitMs >= remainingMs(request.signal, clock) || (await request.mayRepeat?.()) === false)
        return settle(outcome, attempt);
      await pause(clock, waitMs, request.signal);
    }
  };
}

const outcomeOf = (next: Transport, request: HttpRequest): Promise<Outcome> =>
  next(request).then(
    (reply) => ({ reply }),
    (error: unknown) => {
      request.signal.throwIfAborted();
      return { error };
    },
  );

const isIdempotent = ({ method = 'GET', retryable = method === 'GET' }: HttpRequest): boolean => retryable;

function isPassing(outcome: Outcome): boolean {
  if ('reply' in outcome) return passingStatuses.has(outcome.reply.status);
  const { error } = outcome;
  return PivotKitError.is(error) && passingReasons.has(String(error.details['reason']));
}

/** Milliseconds before the attempt after `attempt`, which counts from 1; infinite when that would be too long. */
function waitAfter(outcome: Outcome, attempt: number, options: RetryOptions): number {
  const { clock, random, baseMs = 500, maxWaitMs = 10_000 } = options;
  const header = 'reply' in outcome ? outcome.reply.headers['retry-after'] : undefined;
  const askedMs = retryAfterMs(header, clock.now()) ?? 0;
  if (askedMs > maxWaitMs) return Infinity;
  // Jitter on top of what was asked for: all who were told the same would come back at the same moment.
  return askedMs + random() * Math.min(maxWaitMs, baseMs * 2 ** (attempt - 1));
}

function settle(outcome: Outcome, attempts: number): HttpReply {
  if ('reply' in outcome) return { ...outcome.reply, attempts };
  const { error } = outcome;
  if (!PivotKitError.is(error) || error.code !== 'PROVIDER_UNREACHABLE') throw error;
  throw new PivotKitError(error.code, { ...error.details, attempts }, { cause: error.cause });
}
