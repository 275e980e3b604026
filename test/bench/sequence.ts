/**
 * What sessions and their scores cost, beside plain loops that do the same on the same rows and the peer's figures.
 * `npx node --expose-gc --conditions=pivotkit-source test/bench/sequence.ts [largest]`
 */
import { createSession, Table } from '@pivotkit/core';
import { sequence, SequenceModel, type SessionEvent } from '@pivotkit/plugin-sequence';

const largest = Number(process.argv[2] ?? 100_000);
const rounds = 3;

/** Milliseconds of msticpy 3.0.2 for 10,000 events or sessions: ../shared/oracle/TIMINGS.md, 2026-11-20. */
const peer = { size: 10_000, sessionize: 2_684, commands: 41, values: 264 };

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const operations = Array.from({ length: 30 }, (_, i) => `Set-Thing${i}`);

function eventsTable(size: number): Table<object> {
  const next = random(5);
  const users = Array.from({ length: size }, () => `user${Math.floor(next() * 400)}`);
  const times = Array.from({ length: size }, () => new Date(1_700_000_000_000 + Math.floor(next() * size * 30_000)));
  const names = Array.from({ length: size }, () => operations[Math.floor(next() ** 2 * operations.length)] ?? '');
  return Table.fromColumns({ TimeGenerated: times, UserId: users, Operation: names });
}

function sessionsOf(size: number, withValues: boolean): SessionEvent[][] {
  const next = random(9);
  return Array.from({ length: size }, () =>
    Array.from({ length: 2 + Math.floor(next() * 6) }, (): SessionEvent => {
      const name = operations[Math.floor(next() ** 2 * operations.length)] ?? '';
      if (!withValues) return name;
      return { name, params: { Force: next() < 0.9 ? 'true' : 'false', Id: `i${Math.floor(next() * 1e6)}` } };
    }),
  );
}

/** Rows filtered anew for each user, then walked: what a first script does. */
function plainSessions(table: Table<object>): number {
  const rows = table.toRows() as { TimeGenerated: Date; UserId: string; Operation: string }[];
  let sessions = 0;
  for (const user of new Set(rows.map((row) => row.UserId))) {
    const own = rows
      .filter((row) => row.UserId === user)
      .sort((a, b) => a.TimeGenerated.getTime() - b.TimeGenerated.getTime());
    let [begin, last] = [NaN, NaN];
    for (const row of own) {
      const time = row.TimeGenerated.getTime();
      if (!(time - last <= 120_000 && time - begin <= 1_200_000)) {
        sessions++;
        begin = time;
      }
      last = time;
    }
  }
  return sessions;
}

/** Likelihoods of windows multiplied out from objects of counts. */
function plainScores(sessions: readonly (readonly SessionEvent[])[]): number {
  const counts: Record<string, Record<string, number>> = {};
  const name = (event: SessionEvent | undefined): string => (typeof event === 'string' ? event : (event?.name ?? '$'));
  for (const session of sessions)
    for (let at = 0; at <= session.length; at++) {
      const row = (counts[name(session[at - 1])] ??= {});
      row[name(session[at])] = (row[name(session[at])] ?? 0) + 1;
    }
  let lowest = 1;
  for (const session of sessions)
    for (let at = 0; at + 2 < session.length; at++) {
      let likelihood = 1;
      for (let step = at; step < at + 3; step++) {
        const row = counts[name(session[step])] ?? {};
        likelihood *=
          ((row[name(session[step + 1])] ?? 0) + 1) / (Object.values(row).reduce((sum, n) => sum + n, 0) + 32);
      }
      lowest = Math.min(lowest, likelihood);
    }
  return lowest;
}

/** Milliseconds of CPU, those of the garbage collector included: what else the machine does falls out. */
async function timed(work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

interface Measured {
  readonly ms: number;
  readonly plain: number;
  readonly peerMs: number;
}

function report(name: string, size: number, { ms, plain, peerMs }: Measured): void {
  const versus = size === peer.size ? `; the peer ${peerMs} ms, ratio ${(peerMs / ms).toFixed(1)}` : '';
  console.log(`${name}, ${size.toLocaleString('en')}: ${ms.toFixed(0)} ms, ${((ms * 1000) / size).toFixed(2)} µs each; plain loops ${plain.toFixed(0)} ms, ratio ${(plain / ms).toFixed(1)}${versus}`); // prettier-ignore
}

const session = await createSession({ plugins: [sequence] });
console.log(`CPU time of the process, best of ${rounds}, Node ${process.version}`);
for (const size of [peer.size, 100_000, 1_000_000].filter((each) => each <= largest)) {
  const table = eventsTable(size);
  const options = { userIdentifierCols: 'UserId', eventCol: 'Operation' };
  const ms = await timed(() => session.from(table).verb('sequence.sessionize', options).run());
  report('sessionize events', size, { ms, plain: await timed(() => plainSessions(table)), peerMs: peer.sessionize });
  for (const withValues of [false, true]) {
    const sessions = sessionsOf(size, withValues);
    // What the peer's figure is about: training and the likelihood of the rarest window.
    const scored = await timed(() => {
      const model = SequenceModel.train(sessions);
      return sessions.map((each) => model.score(each, { windowLength: 3, explain: false })?.likelihood);
    });
    const name = withValues ? 'score sessions with parameters and values' : 'score sessions of commands';
    const plain = await timed(() => plainScores(sessions));
    report(name, size, { ms: scored, plain, peerMs: withValues ? peer.values : peer.commands });
    const cells: Table<object> = Table.fromColumns({ events: sessions });
    const verb = await timed(() => session.from(cells).verb('sequence.score', { windowLength: 3 }).run());
    console.log(`  as a verb, with explanations: ${verb.toFixed(0)} ms, ${((verb * 1000) / size).toFixed(2)} µs each`);
  }
}
await session.close();
