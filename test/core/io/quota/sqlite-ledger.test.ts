import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { sqliteLedger, type QuotaAccount } from '../../../../core/src/io/quota/index.ts';
import { granted, newAccount, temporaryFolder } from './both-ledgers.ts';
import type { Work } from './quota-worker.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const folder = temporaryFolder();
const request = { units: 1, run: 'a', nowMs: noon, leaseMs: 30_000 };

describe('the file', () => {
  test('keeps bookings, hints and the line beyond the process', async () => {
    const path = join(folder, 'new', 'folder', 'kept.db');
    const account = newAccount([
      { per: 'hour', limit: 4 },
      { per: 'month', limit: 9 },
    ]);
    const first = await sqliteLedger(path);
    const open = granted(await first.reserve(account, request));
    await first.settle(granted(await first.reserve(account, request)), noon);
    await first.learn(account, [{ per: 'month', remaining: 2 }], noon);
    await first.reserve(account, { ...request, units: 2, run: 'waits' });
    const before = await first.status(account, noon + 1);
    await first.close();

    const second = await sqliteLedger(path);
    expect(await second.status(account, noon + 1)).toEqual(before);
    expect(before.map(({ left }) => left)).toEqual([2, 1]);
    expect((await second.reserve(account, { ...request, nowMs: noon + 1 })).granted).toBe(false);
    await second.release(open);
    expect((await second.status(account, noon + 1)).map(({ left }) => left)).toEqual([3, 2]);
    await second.close();
  });

  test('is shared by ledgers that are open at once', async () => {
    const path = join(folder, 'shared.db');
    const account = newAccount([{ per: 'day', limit: 50 }]);
    const ledgers = await Promise.all([sqliteLedger(path), sqliteLedger(path), sqliteLedger(path)]);
    let count = 0;
    for (let i = 0; i < 100; i += 1) {
      const answer = await ledgers[i % 3]!.reserve(account, { ...request, nowMs: noon + i });
      if (!answer.granted) continue;
      count += 1;
      await ledgers[(i * 7) % 3]!.settle(answer.reservation, noon + i);
    }
    expect(count).toBe(50);
    for (const ledger of ledgers) await ledger.close();
  });

  test('of a newer version is left alone', async () => {
    const path = join(folder, 'newer.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 2');
    database.close();
    await expect(sqliteLedger(path)).rejects.toMatchObject({
      code: 'QUOTA_LEDGER_UNUSABLE',
      message: expect.stringMatching(/newer\.db' cannot be used: it has version 2, of a newer PivotKit/),
    });
  });

  test('that is no ledger is not touched', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'These are notes, and no database at all. '.repeat(50));
    await expect(sqliteLedger(path)).rejects.toMatchObject({ code: 'QUOTA_LEDGER_UNUSABLE' });
    mkdirSync(join(folder, 'directory.db'));
    await expect(sqliteLedger(join(folder, 'directory.db'))).rejects.toMatchObject({ code: 'QUOTA_LEDGER_UNUSABLE' });
  });

  test('that is closed is used no more; closing twice is nothing', async () => {
    const ledger = await sqliteLedger(join(folder, 'closed.db'));
    await ledger.close();
    await ledger.close();
    await expect(ledger.reserve(newAccount([]), request)).rejects.toMatchObject({ code: 'QUOTA_LEDGER_UNUSABLE' });
  });

  test('a failure on the way leaves the account as it was', async () => {
    const ledger = await sqliteLedger(join(folder, 'failing.db'));
    const account = newAccount([{ per: 'day', limit: 5 }]);
    const reservation = granted(await ledger.reserve(account, request));
    await expect(ledger.settle(reservation, Number.NaN)).rejects.toMatchObject({ code: 'QUOTA_INVALID' });
    expect((await ledger.status(account, noon))[0]?.used).toBe(1);
    await ledger.close();
  });
});

describe('several processes', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function start(work: Work): ChildProcess & { readonly output: Promise<string> } {
    const worker = join(import.meta.dirname, 'quota-worker.ts');
    const child = spawn(process.execPath, ['--conditions=pivotkit-source', worker, JSON.stringify(work)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const said = once(child.stdout, 'data').then(([text]) => String(text).trim());
    const ended = once(child, 'close').then(([code]) =>
      Promise.reject(new Error(`${work.run} ended: ${String(code)}`)),
    );
    const output = Promise.race([said, ended]);
    return Object.assign(child, { output });
  }

  /** A provider that writes down when it met each request. */
  async function strictProvider() {
    const met: number[] = [];
    const server = createServer((_, reply) => {
      met.push(Date.now());
      reply.end('{}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      met,
      origin: `http://127.0.0.1:${String(port)}`,
      close: () => server.closeAllConnections() ?? server.close(),
    };
  }

  const mostWithin = (times: readonly number[], spanMs: number): number =>
    Math.max(...times.map((endMs) => times.filter((atMs) => atMs <= endMs && atMs >= endMs - spanMs).length));

  test('never exceed a window, and get back what a killed one had booked', { timeout: 60_000 }, async () => {
    const provider = await strictProvider();
    const account: QuotaAccount = {
      provider: 'Strict',
      credential: 'shared',
      windows: [
        { per: 'second', limit: 40 },
        { per: 'hour', limit: 150 },
        { per: 'month', limit: 15_500 },
      ],
    };
    const common = { path: join(folder, 'processes.db'), origin: provider.origin, account, callers: 4 };
    const leaseMs = 2_000;
    const victim = start({
      ...common,
      run: 'victim',
      leaseMs,
      maxWaitMs: 10_000,
      holding: { afterRequests: 8, units: 30 },
    });
    const workers = ['a', 'b', 'c'].map((run) => start({ ...common, run, leaseMs, maxWaitMs: 5_000 }));
    expect(await victim.output).toBe('holding');
    victim.kill('SIGKILL');
    const counts = (await Promise.all(workers.map(({ output }) => output))).map(Number);
    provider.close();

    // All of the hour's 150 were used, the 30 of the killed process too: none of those was begun.
    expect(provider.met).toHaveLength(150);
    const victims = provider.met.length - counts.reduce((sum, count) => sum + count, 0);
    expect(victims).toBeGreaterThanOrEqual(8);
    expect(mostWithin(provider.met, 1_000)).toBeLessThanOrEqual(40);
  });

  test('open a new file at once', { timeout: 60_000 }, async () => {
    const provider = await strictProvider();
    const account: QuotaAccount = { provider: 'Strict', credential: 'opening', windows: [{ per: 'day', limit: 20 }] };
    const work = {
      path: join(folder, 'opening.db'),
      origin: provider.origin,
      account,
      callers: 2,
      leaseMs: 2_000,
      maxWaitMs: 0,
    };
    const workers = Array.from({ length: 6 }, (_, i) => start({ ...work, run: String(i) }));
    const counts = (await Promise.all(workers.map(({ output }) => output))).map(Number);
    provider.close();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(provider.met.length);
    expect(provider.met.length).toBeLessThanOrEqual(20);
    expect(provider.met.length).toBeGreaterThan(0);
  });
});
