import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '@pivotkit/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { folderOfReplies } from '../../../core/src/io/kept-replies.ts';
import { silentLog } from '../../../core/src/io/log.ts';
import { pivotkit, removeFolder, workFolder, type CliResult } from './run-cli.ts';
import { scoresPlugin, startScoreServer, type ScoreServer } from './score-server.ts';

let server: ScoreServer;
let folder = '';
let run = '';
let runs = 0;
beforeAll(async () => void (server = await startScoreServer()));
afterAll(() => server.close());
beforeEach(() => {
  run = `run-${++runs}`;
  folder = workFolder();
  server.generation = 1;
  return () => removeFolder(folder);
});

interface CallOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** A cache for this call alone, instead of the test's own. */
  readonly caches?: string;
}

function call(
  parameters: readonly string[],
  { environment = {}, caches = folder }: CallOptions = {},
): Promise<CliResult> {
  return pivotkit(['--plugin', scoresPlugin, ...parameters], {
    cwd: folder,
    environment: { PIVOTKIT_SCORES_URL: server.url(run), XDG_CACHE_HOME: caches, ...environment },
  });
}

/** Loads no plugin: there, `--plugin` names one. */
const cache = (...parameters: string[]): Promise<CliResult> =>
  pivotkit(['cache', ...parameters], { cwd: folder, environment: { XDG_CACHE_HOME: folder } });

const ask = (...parameters: string[]): Promise<CliResult> => call(['pivot', 'ip.scores', ...parameters]);
const rowsOf = ({ out }: CliResult): readonly object[] => readCsv(out, { types: 'infer' }).toRows();
const askedCount = (): number => server.asked.filter((each) => each.run === run).length;

describe('the cache', () => {
  test('is in the user’s folder, and answers the second run', async () => {
    const first = await ask('8.8.8.8', '8.8.8.7');
    const second = await ask('8.8.8.8', '8.8.8.7', '8.8.8.9');
    expect(askedCount()).toBe(3);
    expect(second.out.startsWith(first.out)).toBe(true);
    expect(existsSync(join(folder, 'pivotkit', 'lookups.sqlite'))).toBe(true);
    expect(existsSync(join(folder, 'pivotkit', 'quotas.sqlite'))).toBe(true);
  });

  test.each([
    ['--no-cache', 2],
    ['--refresh', 2],
    ['--max-age=0s', 2],
    ['--max-age=1d', 1],
    ['--cache=elsewhere', 2],
    ['--cache=memory:', 2],
    ['--cache=sqlite:own/answers.sqlite', 2],
  ])('%s: the second run makes it %i questions', async (flag, questions) => {
    await ask('8.8.8.8');
    await ask('8.8.8.8', flag);
    expect(askedCount()).toBe(questions);
  });

  test('is where the configuration says, or nowhere', async () => {
    await call(['pivot', 'ip.scores', '8.8.8.8'], { environment: { PIVOTKIT_CACHE_FOLDER: 'own' } });
    expect(existsSync(join(folder, 'own', 'lookups.sqlite'))).toBe(true);
    await call(['pivot', 'ip.scores', '8.8.8.8'], { environment: { PIVOTKIT_CACHE: 'false' } });
    expect(askedCount()).toBe(2);
    expect(existsSync(join(folder, 'pivotkit', 'lookups.sqlite'))).toBe(false);
  });

  test('that cannot be used costs a note, not the run', async () => {
    const { code, out, err } = await ask('8.8.8.8', '--cache', 'sqlite:/dev/null/answers.sqlite');
    expect({ code, isFound: out.includes('found') }).toEqual({ code: 0, isFound: true });
    expect(err).toContain('Note: The cache of look-ups at /dev/null/answers.sqlite cannot be used');
  });

  test('a folder that cannot be written costs a note, not the run', async () => {
    const { code, err } = await call(['pivot', 'ip.scores', '8.8.8.8'], { caches: '/dev/null' });
    expect(code).toBe(0);
    expect(err).toContain('Note: requests of other runs are not counted');
  });

  test('stats, diff and clear', { timeout: 60_000 }, async () => {
    await ask('8.8.8.8', '8.8.8.7');
    const stats = rowsOf(await cache('stats'));
    expect(stats).toMatchObject([{ plugin: 'scores', answers: 2, notFound: 1 }]);
    expect((await cache('diff')).out).toBe('pivot,kind,key,path,before,after,beforeAt,afterAt\n');

    server.generation = 2;
    await ask('8.8.8.8', '--refresh');
    const changes = rowsOf(await cache('diff', '--pivot', 'scores'));
    expect(changes).toMatchObject([{ pivot: 'scores', key: '8.8.8.8', path: 'score', before: 8, after: 16 }]);

    expect((await cache('clear', '--older-than', '1h')).out).toBe('answers,lists\n0,0\n');
    expect((await cache('clear', '--plugin', 'other', '--pivot', 'x')).out).toBe('answers,lists\n0,0\n');
    expect((await cache('clear', '--format', 'ndjson')).out).toBe('{"answers":2,"lists":0}\n');
    expect(rowsOf(await cache('stats'))).toEqual([]);
  });

  test('fetched lists are counted and let go of with answers', { timeout: 60_000 }, async () => {
    const lists = folderOfReplies(join(folder, 'pivotkit'), { plugin: 'tor', credential: 'none' }, silentLog);
    await lists.keep({ url: 'https://lists.example.com/exits', checkedAtMs: Date.now(), text: '192.0.2.1' });
    await ask('8.8.8.8');
    expect(rowsOf(await cache('stats'))).toMatchObject([
      { plugin: 'scores', answers: 1, lists: 0 },
      { plugin: 'tor', answers: 0, notFound: 0, lists: 1 },
    ]);
    expect((await cache('clear', '--pivot', 'scores')).out).toBe('answers,lists\n1,0\n');
    expect((await cache('clear', '--older-than', '1h')).out).toBe('answers,lists\n0,0\n');
    expect((await cache('clear', '--plugin', 'tor')).out).toBe('answers,lists\n0,1\n');
    expect(rowsOf(await cache('stats'))).toEqual([]);
  });

  test.each([
    [['cache', 'purge'], 'stats, clear, diff'],
    [['cache', 'stats', '--pivot', 'x'], 'stats counts whole plugins'],
    [['cache', 'clear', '--older-than', 'week'], "--older-than 'week' is no duration"],
    [['pivot', 'ip.scores', '8.8.8.8', '--max-age', 'soon'], 'flag --max-age'],
    [['pivot', 'ip.scores', '8.8.8.8', '--max-calls', 'few'], "--max-calls 'few' is no number"],
    [['pivot', 'ip.scores', '8.8.8.8', '--cache', 'redsi://x'], 'Did you mean redis'],
  ])('%j is wrong usage', async (parameters, said) => {
    const { code, err } = await call(parameters);
    expect(err).toContain(said);
    expect(code).not.toBe(0);
  });

  test('is not used with recorded replies', async () => {
    const { err } = await ask('8.8.8.8', '--replay', '.', '--resume', 'journal');
    expect(err).toContain('Note: replies are recorded ones, so there is nothing to resume');
    expect([existsSync(join(folder, 'pivotkit')), existsSync(join(folder, 'journal'))]).toEqual([false, false]);
  });

  test('a password in the address of a store is not shown', async () => {
    const { out } = await call(['config'], { environment: { PIVOTKIT_CACHE_STORE: 'redis://me:hunter%2B2@host/0' } });
    expect(out).toContain('cache.store,redis://me:');
    expect(out).not.toMatch(/hunter/);
  });
});

describe('--resume and --max-calls', () => {
  const values = ['8.8.8.1', '8.8.8.2', '8.8.8.3', '8.8.8.4', '8.8.8.5'];
  const resume = ['--resume', 'journal', '--no-cache'];

  test('a budget that is used up is partial; the next run goes on where it ended', { timeout: 60_000 }, async () => {
    const first = await ask(...values, ...resume, '--max-calls', '2');
    expect(first.code).toBe(3);
    expect(first.err).toContain('3 skipped(budget)');
    expect(first.err).toContain('3 rows lack an answer; rerun with --resume journal: only what is missing is asked.');
    expect((await ask(...values, ...resume, '--max-calls', '2')).code).toBe(3);
    const last = await ask(...values, ...resume, '--max-calls', '2');
    expect({ code: last.code, rows: last.out.split('found').length - 1 }).toEqual({ code: 0, rows: 5 });
    expect([...server.counts(run).values()]).toEqual([1, 1, 1, 1, 1]);
    expect((await ask(...values, ...resume, '--max-calls', '0')).out).toBe(last.out);
  });

  test('"the last 7 days" stay those of the run that began', async () => {
    const when = (last: string): Promise<CliResult> => ask('8.8.8.8', ...resume, '--last', last);
    await when('7d');
    const begun = readFileSync(join(folder, 'journal', 'run.json'), 'utf8');
    expect(JSON.parse(begun)).toMatchObject({ version: 1, last: '7d' });
    expect((await when('7d')).code).toBe(0);
    expect(readFileSync(join(folder, 'journal', 'run.json'), 'utf8')).toBe(begun);
    const { code, err } = await when('30d');
    expect(code).toBe(2);
    expect(err).toContain("The run in 'journal' was over the last 7d, not over the last 30d");
  });

  test('a folder that is no use ends the run before anything is asked', async () => {
    const { code, err } = await ask('8.8.8.8', '--resume', '/dev/null');
    expect({ code, said: err.includes('/dev/null') }).toEqual({ code: 1, said: true });
    expect(askedCount()).toBe(0);
  });
});

describe('--offline, --deadline, --max-cost and --concurrency', () => {
  test('offline, what is kept is answered, and the rest says what to do', async () => {
    await ask('8.8.8.8');
    const { code, out, err } = await ask('8.8.8.8', '8.8.8.9', '--offline');
    expect({ code, asked: askedCount() }).toEqual({ code: 3, asked: 1 });
    expect(rowsOf({ code, out, err })).toMatchObject([
      { input: '8.8.8.8', score: 8, 'scores.status': 'found' },
      { input: '8.8.8.9', score: null, 'scores.status': 'skipped(offline)' },
    ]);
    expect(err).toContain('1 row lacks an answer: nobody is asked offline; without --offline they are.');
    const plan = await ask('8.8.8.8', '8.8.8.9', '--offline', '--plan');
    expect(plan.out).toContain('2 distinct entities, 1 known, 0 to ask, 1 skipped(offline)');
  });

  test('a deadline makes a run partial, and the next one goes on', async () => {
    const values = ['8.8.8.1', '8.8.8.2', '8.8.8.3'];
    const resume = ['--resume', 'journal', '--no-cache', '--concurrency', '1'];
    // The second answer does not come before the deadline.
    server.onAsk = (_, n, response) => {
      if (n === 2) response.end = () => response;
    };
    const first = await ask(...values, ...resume, '--deadline', '2s');
    server.onAsk = () => {};
    expect(first.code).toBe(3);
    expect(first.err).toContain('1 found, 1 timeout, 1 skipped(deadline)');
    expect(first.err).toContain('2 rows lack an answer; rerun with --resume journal');
    expect((await ask(...values, ...resume)).code).toBe(0);
    expect(askedCount()).toBe(4);
  });

  test.each([
    [['--deadline', 'soon'], 'flag --deadline'],
    [['--deadline', '0s'], 'a deadline is longer than nothing'],
    [['--max-cost', '5'], "--max-cost '5' has no name and value"],
    [['--max-cost', 'USD=much'], "--max-cost 'USD=much' names no amount"],
    [['--concurrency', 'two'], "--concurrency 'two' is no number of look-ups"],
    [['--concurrency', '0'], 'flag --concurrency'],
    [['--stale-while-revalidate', 'long'], 'flag --stale-while-revalidate'],
  ])('%j is wrong usage', async (flags, said) => {
    const { code, err } = await ask('8.8.8.8', ...flags);
    expect(err).toContain(said);
    expect(code).toBe(2);
  });
});

test(
  'drift asks again what was recorded, and tells where replies have another shape',
  { timeout: 60_000 },
  async () => {
    await ask('8.8.8.8', '8.8.8.9', '--record', 'replies');
    const same = await call(['drift', 'replies', '--against', 'replies']);
    expect({ code: same.code, out: same.out }).toEqual({ code: 0, out: 'method,url,path,recorded,now\n' });
    expect(same.err).toContain('2 of 2 replies compared, 0 of another shape.');
    // This plugin speaks HTTP by hand, so nobody knows how it would ask.
    const unknown = await call(['drift', 'replies']);
    expect(unknown.code).toBe(3);
    expect(unknown.err).toContain('8.8.8.8 (no plugin of this session asks 127.0.0.1:');
    expect(unknown.err).toContain('0 of 2 replies compared, 0 of another shape.');

    cpSync(join(folder, 'replies'), join(folder, 'newer'), { recursive: true });
    const [file = ''] = readdirSync(join(folder, 'newer'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.json'),
    );
    const path = join(folder, 'newer', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"score": ', '"points": '));
    const drifted = await call(['drift', 'replies', '--against', 'newer']);
    expect(drifted.code).toBe(3);
    expect(rowsOf(drifted)).toMatchObject([
      { method: 'GET', path: '$.points', recorded: null, now: 'number' },
      { method: 'GET', path: '$.score', recorded: 'number', now: null },
    ]);
    expect((await call(['drift', 'nowhere'])).code).toBe(1);
  },
);

describe('quotas', () => {
  test('of the configuration go before those the author declares; what is left is listed', async () => {
    const environment = { PIVOTKIT_QUOTAS: '{"scores":[{"per":"day","limit":2}]}' };
    const parameters = ['pivot', 'ip.scores.few', '8.8.8.1', '8.8.8.2', '8.8.8.3', '--max-wait', '1s'];
    const { code, err } = await call(parameters, { environment });
    expect(code).toBe(3);
    expect(err).toContain('2 found, 1 throttled');
    expect(err).toContain('1 row lacks an answer; rerun later');
    const [left, ...others] = rowsOf(await call(['quotas'], { environment }));
    expect(left).toMatchObject({ provider: 'Scores', plugin: 'scores', per: 'day', limit: 2, used: 2, left: 0 });
    expect(others).toEqual([]);
  });

  test('of a plugin that is called a little differently are a mistake', async () => {
    const { code, err } = await call(['config'], {
      environment: { PIVOTKIT_QUOTAS: '{"score":[{"per":"day","limit":2}]}' },
    });
    expect(code).toBe(2);
    expect(err).toContain("PIVOTKIT_QUOTAS: 'quotas.score': there is no such plugin; did you mean 'scores'?");
  });

  test('are not listed where nothing is booked', async () => {
    const { code, err, out } = await call(['quotas', '--offline']);
    expect({ code, out }).toEqual({ code: 0, out: 'provider,plugin,per,limit,used,left,resetsAt\n' });
    expect(err).toContain('Nothing is booked offline or with recorded replies');
  });
});
