/** A process that asks the provider at `origin` as fast as the ledger lets it, until that takes longer than `maxWaitMs`. */
import { systemClock } from '../../../../core/src/io/clock.ts';
import { sqliteLedger, waitForQuota, type QuotaAccount } from '../../../../core/src/io/quota/index.ts';

export interface Work {
  readonly path: string;
  readonly origin: string;
  readonly run: string;
  readonly account: QuotaAccount;
  readonly callers: number;
  readonly maxWaitMs: number;
  readonly leaseMs: number;
  /** Bookings to make and leave alone after so many requests: then it says `holding` and waits to be killed. */
  readonly holding?: { readonly afterRequests: number; readonly units: number };
}

const work = JSON.parse(process.argv[2] ?? '') as Work;
const { account, run, leaseMs, maxWaitMs } = work;
const ledger = await sqliteLedger(work.path);
const clock = systemClock;
const signal = new AbortController().signal;
let requests = 0;

const book = (units: number) => waitForQuota(ledger, account, { units, run, leaseMs }, { clock, signal, maxWaitMs });

async function call(): Promise<void> {
  for (;;) {
    if (work.holding !== undefined && requests >= work.holding.afterRequests) return;
    const answer = await book(1);
    if (!answer.granted) return;
    if (!(await ledger.begin(answer.reservation, Date.now()))) continue;
    requests += 1;
    await (await fetch(`${work.origin}/${run}`)).text();
    await ledger.settle(answer.reservation, Date.now());
  }
}

await Promise.all(Array.from({ length: work.callers }, call));
if (work.holding === undefined) {
  await ledger.close();
  process.stdout.write(`${String(requests)}\n`);
} else {
  const answer = await book(work.holding.units);
  process.stdout.write(answer.granted ? 'holding\n' : 'refused\n');
  setInterval(() => {}, 60_000);
}
