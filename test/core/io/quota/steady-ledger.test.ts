import { createSession, definePivot, definePlugin, found, number, type Log } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../core/src/io/log.ts';
import {
  memoryLedger,
  steadyLedger,
  type QuotaAccount,
  type QuotaLedger,
} from '../../../../core/src/io/quota/index.ts';
import { PivotKitError } from '../../../../core/src/error/pivotkit-error.ts';
import { TestClock } from '../../../support/test-clock.ts';

const operations = ['reserve', 'begin', 'settle', 'release', 'learn', 'status', 'close'] as const;
type Operation = (typeof operations)[number];

/** A ledger whose named operations fail as long as it is told to. */
function failing(broken: ReadonlySet<Operation>, state = { isBroken: true }): QuotaLedger {
  const ledger = memoryLedger();
  const of = <O extends Operation>(operation: O): QuotaLedger[O] =>
    ((...parameters: never[]) => {
      if (state.isBroken && broken.has(operation))
        return Promise.reject(new PivotKitError('QUOTA_LEDGER_UNUSABLE', { path: 'book', problem: 'disk I/O error' }));
      return (ledger[operation] as (...all: never[]) => unknown)(...parameters);
    }) as QuotaLedger[O];
  return {
    reserve: of('reserve'),
    begin: of('begin'),
    settle: of('settle'),
    release: of('release'),
    learn: of('learn'),
    status: of('status'),
    close: of('close'),
  };
}

const account: QuotaAccount = { provider: 'P', credential: 'c', windows: [{ per: 'minute', limit: 2 }] };
const request = (nowMs: number) => ({ units: 1, run: 'r', nowMs, leaseMs: 30_000 });

describe('a ledger that fails', () => {
  const cases = [...operations.map((each): readonly Operation[] => [each]), operations];
  test.each(cases.map((broken) => ({ broken, title: broken.join(', ') })))(
    'in $title costs nothing, and no window is exceeded',
    async ({ broken }) => {
      const clock = new TestClock();
      const ledger = steadyLedger(failing(new Set(broken)), { clock, log: silentLog });
      let granted = 0;
      for (let i = 0; i < 6; i++) {
        const nowMs = clock.now().getTime();
        const answer = await ledger.reserve(account, request(nowMs));
        if (!answer.granted) continue;
        granted += 1;
        expect(await ledger.begin(answer.reservation, nowMs)).toBe(true);
        await ledger.settle(answer.reservation, nowMs);
        await ledger.release(answer.reservation);
        await ledger.learn(account, [{ remaining: 5 }], nowMs);
      }
      expect(granted).toBe(2);
      expect(await ledger.status(account, clock.now().getTime())).toHaveLength(1);
      await ledger.close();
    },
  );

  test('is tried again after a minute, and said once', async () => {
    const clock = new TestClock();
    const warn = vi.fn();
    const state = { isBroken: true };
    const shared = failing(new Set(operations), state);
    const ledger = steadyLedger(shared, { clock, log: { ...silentLog, warn } });
    const booked = async (): Promise<string> => {
      const answer = await ledger.reserve(account, request(clock.now().getTime()));
      return answer.granted ? answer.reservation : '';
    };
    expect(await booked()).toMatch(/^own:/);
    state.isBroken = false;
    expect(await booked()).toMatch(/^own:/);
    clock.advance(60_001);
    expect(await booked()).toMatch(/^\d+@/);
    state.isBroken = true;
    expect(await booked()).toMatch(/^own:/);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test('mistakes of the caller stay mistakes', async () => {
    const ledger = steadyLedger(memoryLedger(), { clock: new TestClock(), log: silentLog });
    await expect(ledger.reserve(account, { ...request(0), units: 0 })).rejects.toMatchObject({ code: 'QUOTA_INVALID' });
  });
});

test('a book on a disk that is gone costs no answer', async () => {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { DatabaseSync } = await import('node:sqlite');
  const folder = await mkdtemp(join(tmpdir(), 'pivotkit-steady-'));
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
  const scores = definePlugin({
    name: 'scores',
    version: '1.0.0',
    description: 'Scores',
    pivots: [
      definePivot({
        name: 'scores',
        description: 'Scores',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score') },
        sharing: { reaches: 'provider', maxTlp: 'green' },
        limits: { quota: [{ per: 'minute', limit: 100 }] },
        lookup: (inputs) => inputs.map(() => found({ score: 1 })),
      }),
    ],
  });
  const path = join(folder, 'book');
  await using session = await createSession({ plugins: [scores], quotas: { ledger: path }, log });
  // Another program spoils the file while it is in use.
  const other = new DatabaseSync(path);
  other.exec('DROP TABLE account');
  other.close();
  const frame = await session.entities.IpAddress.scores(['8.8.8.8', '9.9.9.9']);
  expect(frame.toRows().map((row) => row['scores.status'])).toEqual(['found', 'found']);
  expect(warnings).toEqual(['the quota ledger fails; requests are booked in this process alone']);
  await rm(folder, { recursive: true, force: true });
});
