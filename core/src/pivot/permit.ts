import type { Http, HttpReply } from '../io/http.ts';
import { quotaHintsOf, waitForQuota, type QuotaAccount, type QuotaHint, type QuotaRefusal } from '../io/quota/index.ts';
import type { Expense } from './budget.ts';
import type { LookupResult } from './lookup-result.ts';
import type { Quotas } from './quotas.ts';
import type { Asking, RunContext } from './run-context.ts';
import { countsInputs } from './units.ts';

/** Leave to ask one batch, or what becomes of its questions without it. */
export type Permit =
  | {
      readonly granted: true;
      readonly http: Http;
      /** To be called when all is asked; undefined where nothing was booked. */
      readonly done?: () => Promise<void>;
    }
  | { readonly granted: false; readonly result: LookupResult<never> };

/** Who asks whom. */
export type Asker = Pick<Asking, 'target' | 'context'>;

/** What is to be asked: so many questions, which the provider counts as so many units. */
export type Wanted = Pick<Expense, 'questions' | 'units'>;

/**
 * Asks the run's budget and the provider's quota for leave. What nobody notices needs none. Waits as the policy says;
 * a quota that stays full is `throttled`, a budget that is used up `skipped(budget)`.
 */
export async function permit(asking: Asker, wanted: Wanted): Promise<Permit> {
  const { target, context } = asking;
  const { budget } = context;
  const known = permitAtOnce(asking);
  if (known !== undefined) return known;
  const expense = { ...wanted, price: target.pivot.price };
  const refused = budget?.take(expense);
  if (refused !== undefined) return { granted: false, result: { status: 'skipped', reason: 'budget', note: refused } };
  try {
    const booked = await bookUnits(asking, wanted.units);
    if (!booked.granted) budget?.giveBack(expense);
    return booked;
  } catch (error) {
    budget?.giveBack(expense);
    throw error;
  }
}

/** Leave that nobody needs to be asked for; undefined = `permit` says. */
export function permitAtOnce(asking: Asker): Permit | undefined {
  const { target, context } = asking;
  if (target.pivot.sharing.reaches === 'nobody') return freely(context);
  return context.budget === undefined ? unbooked(asking) : undefined;
}

const freely = ({ http }: RunContext): Permit => ({ granted: true, http });

/** Leave where there is no book of requests, or no limit to be kept; undefined = it is to be booked. */
function unbooked(asking: Asker): Permit | undefined {
  const { context } = asking;
  const { quotas } = context;
  if (quotas === undefined) return freely(context);
  const account = accountOf(asking, quotas);
  const isBooked = account.windows.length > 0 || isHeeded(account, quotas);
  return isBooked ? undefined : { granted: true, http: heeding(context, account, quotas) };
}

async function bookUnits(asking: Asker, units: number): Promise<Permit> {
  const { quotas } = asking.context;
  if (quotas === undefined) return freely(asking.context);
  return unbooked(asking) ?? book(asking, accountOf(asking, quotas), { quotas, units });
}

const localBatch = 5_000;

/** Inputs that are asked about at once: as many as the pivot takes, and no more than can be booked at once. */
export function batchSize(asking: Asker): number {
  const { limits = {}, sharing } = asking.target.pivot;
  const size = limits.batch ?? (sharing.reaches === 'nobody' ? localBatch : 1);
  const windows = countsInputs(asking.target) ? (quotaAccount(asking)?.windows ?? []) : [];
  return Math.min(size, ...windows.map(({ limit }) => limit));
}

/** What is booked for a pivot; undefined where nothing is. */
export function quotaAccount(asking: Asker): QuotaAccount | undefined {
  const { quotas } = asking.context;
  const account = quotas && accountOf(asking, quotas);
  return account === undefined || account.windows.length === 0 ? undefined : account;
}

function accountOf({ target: { pivot, plugin, credential } }: Asker, { windows }: Quotas): QuotaAccount {
  return {
    provider: pivot.sharing.provider ?? plugin.name,
    credential,
    windows: windows[plugin.name] ?? pivot.limits?.quota ?? [],
  };
}

const isHeeded = (account: QuotaAccount, { heeded }: Quotas): boolean => heeded.size > 0 && heeded.has(nameOf(account));

const nameOf = ({ provider, credential }: QuotaAccount): string => JSON.stringify([provider, credential]);

/** Where no limit is known nothing is booked; but who says that it was asked too much, and for how long, is obeyed. */
const heeding = ({ http, clock }: RunContext, account: QuotaAccount, quotas: Quotas): Http => ({
  send: (request) =>
    http.send(request).then((reply) => {
      // What the data names, such as a registry, is one service of many behind the same account.
      const isTooMuch = (reply.status === 429 || reply.status === 503) && request.resolveCheckPin !== true;
      return isTooMuch ? heed(reply, account, quotas, clock.now().getTime()) : reply;
    }),
});

async function heed(reply: HttpReply, account: QuotaAccount, quotas: Quotas, nowMs: number): Promise<HttpReply> {
  const hints = quotaHintsOf(reply.headers, nowMs);
  if (hints.length > 0) {
    quotas.heeded.add(nameOf(account));
    await quotas.ledger.learn(account, hints, nowMs);
  }
  return reply;
}

interface Booking {
  readonly quotas: Quotas;
  readonly units: number;
}

async function book(asking: Asker, account: QuotaAccount, { quotas, units }: Booking): Promise<Permit> {
  const { context, target } = asking;
  const { ledger, policy, maxWaitMs } = quotas;
  const { clock, ending: signal, log } = context;
  const leaseMs = (target.pivot.limits?.timeoutMs ?? 30_000) + 5_000;
  const startMs = clock.monotonicMs();
  let waits = false;
  const answer = await waitForQuota(
    ledger,
    account,
    { units, run: context.run, leaseMs },
    {
      clock,
      signal,
      policy,
      maxWaitMs,
      onWait: (refusal) => {
        waits = true;
        log.info(`waiting for the quota of ${account.provider}`, { until: untilText(refusal) });
      },
    },
  );
  if (waits) context.onWaited(clock.monotonicMs() - startMs);
  if (!answer.granted) return { granted: false, result: { status: 'throttled', note: fullText(account, answer) } };
  const { reservation } = answer;
  await ledger.begin(reservation, clock.now().getTime());
  const hints: QuotaHint[] = [];
  return {
    granted: true,
    http: listening(context, hints),
    async done() {
      const nowMs = clock.now().getTime();
      // What the service says counts this request too, so it is learned when the request is no longer open.
      await ledger.settle(reservation, nowMs);
      if (hints.length > 0) await ledger.learn(account, hints, nowMs);
    },
  };
}

/** Hands replies on and collects what they say about limits. */
function listening({ http, clock }: RunContext, hints: QuotaHint[]): Http {
  return {
    async send(request) {
      const reply = await http.send(request);
      hints.push(...quotaHintsOf(reply.headers, clock.now().getTime()));
      return reply;
    },
  };
}

function fullText({ provider }: QuotaAccount, refusal: QuotaRefusal): string {
  const { window } = refusal;
  const what =
    window === undefined ? 'wants to be left alone' : `allows ${window.limit} a ${window.per}, which are used up`;
  return `${provider} ${what} until ${untilText(refusal)}`;
}

const untilText = ({ retryAtMs }: QuotaRefusal): string => new Date(retryAtMs).toISOString();
