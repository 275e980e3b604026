import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pivotkit, removeFolder, workFolder, type CliResult } from './cli/run-cli.ts';
import { scoresPlugin, startScoreServer, type ScoreServer } from './cli/score-server.ts';

/** A run that is killed and asked for again gives the same bytes, and asks nothing that it had an answer to. */
const addresses = Array.from({ length: 60 }, (_, i) => `8.8.${i % 4}.${i + 1}`);
/** Repeats and what is no address are there too: 75 rows, 60 distinct addresses. */
const cells = [...addresses, ...addresses.slice(0, 12), 'not an address', '', '10.0.0.1'];
const concurrent = 4;

let folder = '';
let server: ScoreServer;
beforeAll(async () => {
  server = await startScoreServer();
  folder = workFolder({ 'rows.csv': `id,address\n${cells.map((cell, i) => `${i},${cell}`).join('\n')}\n` });
});
afterAll(async () => {
  await server.close();
  removeFolder(folder);
});

interface RunOptions {
  readonly pivot?: string;
  readonly more?: readonly string[];
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

function ask(run: string, { pivot = 'ip.scores', more = [], onStart }: RunOptions = {}): Promise<CliResult> {
  const own = join(folder, run);
  mkdirSync(own, { recursive: true });
  const parameters = ['--plugin', scoresPlugin, 'pivot', pivot, '--input', '../rows.csv', '--column', 'address'];
  return pivotkit([...parameters, '--output', 'out.csv', '--no-cache', ...more], {
    cwd: own,
    // A book for each pivot: what one has asked must not count for another.
    environment: { PIVOTKIT_SCORES_URL: server.url(run), XDG_CACHE_HOME: join(folder, 'caches', pivot) },
    ...(onStart && { onStart }),
  });
}

const result = (run: string): string => readFileSync(join(folder, run, 'out.csv'), 'utf8');

/** Numbers that look random and are the same every time (mulberry32, public domain). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Addresses whose answers are in the journal, read from a copy so that the next run finds it as the kill left it. */
function durable(run: string): string[] {
  const copy = join(folder, run, 'copy');
  if (!existsSync(join(folder, run, 'journal', 'answers.sqlite'))) return [];
  cpSync(join(folder, run, 'journal'), copy, { recursive: true });
  const database = new DatabaseSync(join(copy, 'answers.sqlite'));
  const isMade = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'entries'").get() !== undefined;
  const texts = isMade
    ? database
        .prepare('SELECT value FROM entries')
        .all()
        .map(({ value }) => String(value))
    : [];
  database.close();
  return addresses.filter((address) => texts.some((text) => text.includes(`"${address}"`)));
}

const random = seeded(20261120);
const kills = Array.from({ length: 25 }, (_, i) => ({
  run: `kill-${i}`,
  after: 1 + Math.floor(random() * addresses.length),
  moment: random() < 0.5 ? ('asked' as const) : ('answered' as const),
}));

const resume = ['--resume', 'journal'];

test(
  'killed at 25 moments, resumed: the same bytes, and no durable answer is asked for again',
  {
    timeout: 120_000,
  },
  async () => {
    const whole = await ask('whole', { more: resume });
    expect(whole).toMatchObject({ code: 0, out: '' });
    expect([...server.counts('whole').values()]).toEqual(addresses.map(() => 1));

    const killers = new Map<string, () => void>();
    server.onAsk = (run, n, response) => {
      const point = kills.find((each) => each.run === run);
      if (point?.after !== n) return;
      if (point.moment === 'asked') killers.get(run)?.();
      else response.on('finish', () => killers.get(run)?.());
    };
    const outcomes: object[] = [];
    const play = async ({ run }: { readonly run: string }): Promise<void> => {
      const killed = await ask(run, {
        more: resume,
        onStart: (kill) =>
          killers.set(run, () => {
            killers.delete(run);
            kill('SIGKILL');
          }),
      });
      const before = server.counts(run);
      const kept = durable(run);
      const resumed = await ask(run, { more: resume });
      const counts = server.counts(run);
      const twice = addresses.filter((address) => (counts.get(address) ?? 0) > 1);
      outcomes.push({
        run,
        killed: killed.code,
        resumed: resumed.code,
        keptAndAskedAgain: kept.filter((address) => twice.includes(address)),
        tooManyTwice: twice.length > concurrent ? twice : [],
        lostTooMany: before.size - kept.length > concurrent ? [before.size, kept.length] : [],
        unasked: addresses.filter((address) => !counts.has(address)),
        isSame: result(run) === result('whole'),
      });
    };
    const waiting = [...kills];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await play(next);
    };
    await Promise.all([worker(), worker(), worker()]);
    server.onAsk = () => {};

    const wanted = kills.map(({ run }) => ({
      run,
      killed: null,
      resumed: 0,
      keptAndAskedAgain: [],
      tooManyTwice: [],
      lostTooMany: [],
      unasked: [],
      isSame: true,
    }));
    expect(outcomes).toHaveLength(kills.length);
    expect(outcomes).toEqual(expect.arrayContaining(wanted));
  },
);

test(
  'four processes with one book ask no more than the provider allows, and no less',
  {
    timeout: 60_000,
  },
  async () => {
    const limit = 30;
    const own = (asked: ScoreServer['asked']): number => asked.filter(({ run }) => run.startsWith('quota')).length;
    let refused = 0;
    server.allow = (asked) => {
      if (own(asked) > limit) refused += 1;
      return own(asked) <= limit;
    };
    writeFileSync(join(folder, 'few.csv'), `address\n${addresses.slice(0, 20).join('\n')}\n`);
    const runs = ['quota-0', 'quota-1', 'quota-2', 'quota-3'];
    const options = { pivot: 'ip.scores.few', more: ['--input', '../few.csv', '--no-wait'] };
    const ended = await Promise.all(runs.map((run) => ask(run, options)));
    // However the thirty are shared out, somebody went without.
    expect(ended.map(({ code }) => code)).toContain(3);
    expect(own(server.asked)).toBe(limit);
    const later = await ask('quota-4', options);
    expect({ code: later.code, asked: own(server.asked), refused }).toEqual({ code: 3, asked: limit, refused: 0 });
    expect(later.err).toContain('scores.few of address: 20 throttled');
    expect(later.err).toContain('20 rows lack an answer');
  },
);

test(
  'four processes that wait for one book are served, and no second has more than it may',
  {
    timeout: 60_000,
  },
  async () => {
    const limit = 15;
    let most = 0;
    server.onAsk = () => {
      const nowMs = performance.now();
      const counted = server.asked.filter(({ run, atMs }) => run.startsWith('quick') && atMs > nowMs - 1_000);
      most = Math.max(most, counted.length);
    };
    writeFileSync(join(folder, 'quick.csv'), `address\n${addresses.slice(0, limit).join('\n')}\n`);
    const runs = ['quick-0', 'quick-1', 'quick-2', 'quick-3'];
    const options = { pivot: 'ip.scores.quick', more: ['--input', '../quick.csv'] };
    const ended = await Promise.all(runs.map((run) => ask(run, options)));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(runs.map((run) => server.counts(run).size)).toEqual(runs.map(() => limit));
    expect(most).toBeLessThanOrEqual(limit);
  },
);
