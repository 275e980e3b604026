import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '@pivotkit/core';
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

interface Kill {
  /** The question of this life of the run at which it is killed. */
  readonly after: number;
  readonly moment: 'asked' | 'answered';
}

const random = seededRandom(20261128);

/** Four for each journal. A question on its way at a kill is asked again, and some follow before it works: those are spare. */
function killsOfOne(): readonly Kill[] {
  let left = addresses.length - 16;
  return Array.from({ length: 4 }, () => {
    const after = 1 + Math.floor((random() * left) / 2);
    left -= after;
    return { after, moment: random() < 0.5 ? 'asked' : 'answered' };
  });
}

const lives = Array.from({ length: 25 }, (_, i) => ({ run: `kill-${i}`, kills: killsOfOne() }));

const resume = ['--resume', 'journal'];

const killers = new Map<string, { readonly at: number; readonly moment: Kill['moment']; readonly kill: () => void }>();

/** One life of a run, and what is wrong with it: nothing is. */
async function live(run: string, { after, moment }: Kill): Promise<object> {
  const kept = durable(run);
  const before = server.counts(run);
  const asked = [...before.values()].reduce((sum, count) => sum + count, 0);
  const { code } = await ask(run, {
    more: resume,
    onStart: (kill) => killers.set(run, { at: asked + after, moment, kill: () => kill('SIGKILL') }),
  });
  killers.delete(run);
  return { run, code, ...faults(run, kept, before) };
}

function faults(run: string, kept: readonly string[], before: ReadonlyMap<string, number>): object {
  const counts = server.counts(run);
  const again = addresses.filter((address) => before.has(address) && counts.get(address) !== before.get(address));
  const lost = counts.size - durable(run).length;
  return {
    keptAndAskedAgain: kept.filter((address) => again.includes(address)),
    tooManyAskedAgain: again.length > concurrent ? again : [],
    lostTooMany: lost > concurrent ? lost : 0,
  };
}

async function playOut({ run, kills }: (typeof lives)[number]): Promise<readonly object[]> {
  const outcomes: object[] = [];
  for (const kill of kills) outcomes.push(await live(run, kill));
  const whole = await live(run, { after: Infinity, moment: 'asked' });
  const unasked = addresses.filter((address) => !server.counts(run).has(address));
  return [...outcomes, { ...whole, unasked, isSame: result(run) === result('whole') }];
}

test(
  'killed at 100 moments, resumed: the same bytes, and no durable answer is asked for again',
  {
    timeout: 240_000,
  },
  async () => {
    const whole = await ask('whole', { more: resume });
    expect(whole).toMatchObject({ code: 0, out: '' });
    expect([...server.counts('whole').values()]).toEqual(addresses.map(() => 1));

    server.onAsk = (run, n, response) => {
      const due = killers.get(run);
      if (due?.at !== n) return;
      if (due.moment === 'asked') due.kill();
      else response.on('finish', due.kill);
    };
    const outcomes: (readonly object[])[] = [];
    const waiting = lives.entries();
    const worker = async (): Promise<void> => {
      for (const [i, each] of waiting) outcomes[i] = await playOut(each);
    };
    await Promise.all([worker(), worker(), worker()]);
    server.onAsk = () => {};

    const flawless = { keptAndAskedAgain: [], tooManyAskedAgain: [], lostTooMany: 0 };
    const wanted = lives.flatMap(({ run, kills }) => [
      ...kills.map(() => ({ run, code: null, ...flawless })),
      { run, code: 0, ...flawless, unasked: [], isSame: true },
    ]);
    expect(wanted).toHaveLength(100 + lives.length);
    expect(outcomes.flat()).toEqual(wanted);
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
