import type { Clock } from '../clock.ts';
import type { QuotaAccount, QuotaGrant, QuotaLedger, QuotaRefusal, QuotaRequest } from './quota-ledger.ts';

export interface WaitOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** `wait` until there is room, or `skip` what cannot be had at once. Default: `wait`. */
  readonly policy?: 'wait' | 'skip';
  /** Longest wait in milliseconds; what is known to take longer is refused without waiting. Default: no end. */
  readonly maxWaitMs?: number;
  /** Told when a wait begins, and whenever its end has moved. */
  onWait?(refusal: QuotaRefusal): void;
}

/** A wait looks again after a twentieth of what is left of it, within these bounds: units may come back early. */
const minNapMs = 1_000;
const maxNapMs = 30_000;

/**
 * Books units, and waits for them as the policy says. Rejects with the signal's reason when it is aborted; then nothing
 * is booked.
 * @throws QUOTA_INVALID, QUOTA_LEDGER_UNUSABLE
 */
export async function waitForQuota(
  ledger: QuotaLedger,
  account: QuotaAccount,
  request: Omit<QuotaRequest, 'nowMs' | 'waits'>,
  options: WaitOptions,
): Promise<QuotaGrant | QuotaRefusal> {
  const startMs = options.clock.monotonicMs();
  let toldMs: number | undefined;
  for (;;) {
    const answer = await ask(ledger, account, request, options);
    if (answer.granted || isGivenUp(answer, startMs, options)) return answer;
    if (answer.retryAtMs !== toldMs) options.onWait?.(answer);
    toldMs = answer.retryAtMs;
    await nap(answer.retryAtMs - nowMs(options.clock), options);
  }
}

const nowMs = (clock: Clock): number => clock.now().getTime();

async function ask(
  ledger: QuotaLedger,
  account: QuotaAccount,
  request: Omit<QuotaRequest, 'nowMs' | 'waits'>,
  { clock, signal, policy }: WaitOptions,
): Promise<QuotaGrant | QuotaRefusal> {
  signal.throwIfAborted();
  const answer = await ledger.reserve(account, { ...request, nowMs: nowMs(clock), waits: policy !== 'skip' });
  if (answer.granted && signal.aborted) await ledger.release(answer.reservation);
  signal.throwIfAborted();
  return answer;
}

function isGivenUp({ retryAtMs }: QuotaRefusal, startMs: number, options: WaitOptions): boolean {
  const { clock, policy, maxWaitMs = Infinity } = options;
  const waitedMs = clock.monotonicMs() - startMs;
  return policy === 'skip' || waitedMs + retryAtMs - nowMs(clock) > maxWaitMs;
}

async function nap(leftMs: number, { clock, signal }: WaitOptions): Promise<void> {
  if (signal.aborted) return;
  const longestMs = Math.min(Math.max(leftMs / 20, minNapMs), maxNapMs);
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const cancel = clock.after(Math.ceil(Math.min(Math.max(leftMs, 1), longestMs)), wake);
  signal.addEventListener('abort', wake, { once: true });
  await promise;
  cancel();
  signal.removeEventListener('abort', wake);
}
