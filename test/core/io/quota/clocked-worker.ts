/** A process that books for one run when it is told the time, and says after each step what it did. */
import { sqliteLedger, type QuotaAccount } from '../../../../core/src/io/quota/index.ts';
import { seededRandom } from '../../../../core/src/io/seeded-random.ts';

export interface ClockedWork {
  readonly path: string;
  readonly run: string;
  readonly account: QuotaAccount;
  readonly leaseMs: number;
  readonly seed: number;
}

/**
 * All settle what is under way. Then `ask`: requests, as many as there is room for; `hold`: bookings that are left alone,
 * until the process is killed; `rest`: nothing; `end`: the ledger is closed.
 */
export interface Step {
  readonly act: 'ask' | 'hold' | 'rest' | 'end';
  readonly nowMs: number;
}

/** `made`: requests that reached the provider in this step. */
export interface Done {
  readonly made: number;
  readonly operations: number;
}

/** Requests a process begins in one step, at most. */
const most = 24;

const { path, run, account, leaseMs, seed } = JSON.parse(process.argv[2] ?? '') as ClockedWork;
const ledger = await sqliteLedger(path);
const random = seededRandom(seed);
/** Begun in an earlier step, and whether the provider has met them already. */
let underWay: { readonly reservation: string; readonly isMet: boolean }[] = [];
let operations = 0;

const book = (nowMs: number) => {
  operations += 1;
  return ledger.reserve(account, { units: 1, run, nowMs, leaseMs });
};

async function settle(reservation: string, nowMs: number): Promise<void> {
  operations += 1;
  await ledger.settle(reservation, nowMs);
}

async function settleAll(nowMs: number): Promise<number> {
  for (const { reservation } of underWay) await settle(reservation, nowMs);
  const made = underWay.filter(({ isMet }) => !isMet).length;
  underWay = [];
  return made;
}

async function ask(nowMs: number): Promise<number> {
  let made = 0;
  for (let i = 0; i < most; i += 1) {
    const answer = await book(nowMs);
    if (!answer.granted) break;
    made += await request(answer.reservation, nowMs);
  }
  return made;
}

/** Most are answered at once; some in the next step, which the provider meets early or late; some are not made. */
async function request(reservation: string, nowMs: number): Promise<number> {
  const fate = random();
  operations += 1;
  if (fate < 0.1) {
    await ledger.release(reservation);
    return 0;
  }
  if (!(await ledger.begin(reservation, nowMs))) throw new Error(`${run}: a lease ended before its time`);
  const isMet = fate >= 0.2;
  if (fate < 0.3) underWay.push({ reservation, isMet });
  else await settle(reservation, nowMs);
  return isMet ? 1 : 0;
}

/** Speaks in the midst of it; at its end where there was room for fewer than six. */
async function hold(nowMs: number, made: number): Promise<void> {
  let held = 0;
  for (; (await book(nowMs)).granted; held += 1) if (held === 5) say(made);
  if (held <= 5) say(made);
}

const say = (made: number): void => void process.send?.({ made, operations } satisfies Done);

async function take({ act, nowMs }: Step): Promise<void> {
  const made = await settleAll(nowMs);
  if (act === 'hold') return hold(nowMs, made);
  if (act !== 'end') return say(made + (act === 'ask' ? await ask(nowMs) : 0));
  await ledger.close();
  process.disconnect?.();
}

process.on('message', (step) => void take(step as Step));
say(0);
