/**
 * What the engine costs beside what it asks with: look-ups of a service on this machine, against bare undici requests to the
 * same service, at several numbers at once; then many distinct look-ups, and waits of 50 ms beside the peer's figure.
 * The service runs in a process of its own. Rounds are interleaved; the best of each counts.
 * `npx node --expose-gc --conditions=pivotkit-source test/bench/engine.ts [look-ups] [rounds] [distinct look-ups]`
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import {
  createSession,
  definePivot,
  definePlugin,
  found,
  get,
  httpLookup,
  httpProvider,
  number,
  Table,
  text,
  type Call,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { Pool } from 'undici';
import { z } from 'zod';

/** Seconds of msticpy 3.0.2 for 20 look-ups of 50 ms, ten at once (../shared/oracle/TIMINGS.md). */
const peerSeconds = 1.07;

/** Answers at once, or after as many milliseconds as the path begins with, and tells its port. */
function serve(): void {
  const server = createServer((request, reply) => {
    const [, delayMs = '0', address = ''] = request.url?.split('/') ?? [];
    const answer = (): void => {
      reply.setHeader('content-type', 'application/json').end(`{"address":"${address}","score":${address.length}}`);
    };
    if (delayMs === '0') answer();
    else setTimeout(answer, Number(delayMs));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : undefined);
  });
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 4_000);
  const rounds = Number(process.argv[3] ?? 5);
  const distinct = Number(process.argv[4] ?? 100_000);
  const child = fork(fileURLToPath(import.meta.url), ['serve']);
  const port = await new Promise<number>((resolve) => {
    child.once('message', (message) => resolve(Number(message)));
  });
  const origin = `http://127.0.0.1:${port}`;
  console.log(`Node ${process.version}, ${count.toLocaleString('en')} look-ups, best of ${rounds}`);
  for (const concurrent of [1, 16, 256]) await compareAt(concurrent, { origin: `${origin}/0`, count, rounds });
  console.log('16 at once, by the milliseconds a service takes to answer:');
  for (const delayMs of [1, 5, 20, 50]) {
    const fewer = Math.min(count, Math.ceil(16_000 / delayMs));
    await compareAt(16, { origin: `${origin}/${delayMs}`, count: fewer, rounds, label: `${delayMs} ms` });
  }
  await reportMany(`${origin}/0`, distinct);
  await reportWaits();
  child.kill();
}

const addressOf = (i: number): string => `8.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

function pluginAt(origin: string, concurrent: number) {
  const provider = httpProvider({
    name: 'Scores',
    baseUrl: 'https://scores.example.com',
    hosts: ['scores.example.com'],
    configuredBaseUrl: () => origin,
  });
  return definePlugin({
    name: 'scores',
    version: '1.0.0',
    description: 'Scores of addresses',
    pivots: [
      definePivot({
        name: 'scores',
        description: 'Score of an address',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { address: text('Address'), score: number('Score') },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
        limits: { concurrent },
        lookup: httpLookup({
          provider,
          request: ({ address }: IpAddress) => get`/${address}`,
          reply: z.object({ address: z.string(), score: z.number() }),
          map: (reply) => found(reply),
        }),
      }),
    ],
  });
}

interface Setting {
  readonly origin: string;
  readonly count: number;
  readonly rounds: number;
  /** Default: how many at once. */
  readonly label?: string;
}

async function compareAt(concurrent: number, setting: Setting): Promise<void> {
  const { origin, count, rounds, label = `${concurrent} at once` } = setting;
  const table = Table.fromColumns({ ip: Array.from({ length: count }, (_, i) => addressOf(i)) });
  const { origin: host, pathname } = new URL(origin);
  const pool = new Pool(host, { connections: concurrent });
  await using session = await createSession({
    plugins: [pluginAt(origin, concurrent)],
    network: { connections: concurrent },
    environment: {},
  });
  const pipeline = session.from(table).pivot(session.entities.IpAddress.scores, { column: 'ip' });
  const bare: Cost[] = [];
  const engine: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await timed(() => bareRequests(pool, { path: pathname, count, concurrent })));
    engine.push(await timed(() => pipeline.run()));
  }
  await pool.close();
  const [theirs, ours] = [best(bare), best(engine)];
  const each = (ms: number): string => ((ms / count) * 1_000).toFixed(0);
  const more = (a: number, b: number): string => `${((b / a - 1) * 100).toFixed(0)} % more`;
  console.log(
    `${label.padStart(12)}: undici ${rate(count, theirs.elapsedMs)}, engine ${rate(count, ours.elapsedMs)}, ` +
      `${more(theirs.elapsedMs, ours.elapsedMs)}; CPU ${each(theirs.cpuMs)} µs and ${each(ours.cpuMs)} µs each, ` +
      more(theirs.cpuMs, ours.cpuMs),
  );
}

/** The same work by hand: request, status, JSON, row. */
async function bareRequests(
  pool: Pool,
  { path, count, concurrent }: { readonly path: string; readonly count: number; readonly concurrent: number },
): Promise<object[]> {
  const schema = z.object({ address: z.string(), score: z.number() });
  const rows: object[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      const { body, statusCode } = await pool.request({ path: `${path}/${addressOf(i)}`, method: 'GET' });
      rows[i] = { statusCode, ...schema.parse(await body.json()) };
    }
  };
  await Promise.all(Array.from({ length: concurrent }, work));
  return rows;
}

interface Cost {
  readonly elapsedMs: number;
  /** Of this process alone: what else the machine does is not in it. */
  readonly cpuMs: number;
}

async function timed(work: () => Promise<unknown>): Promise<Cost> {
  globalThis.gc?.();
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { elapsedMs: performance.now() - start, cpuMs: (user + system) / 1_000 };
}

const best = (costs: readonly Cost[]): Cost => ({
  elapsedMs: Math.min(...costs.map(({ elapsedMs }) => elapsedMs)),
  cpuMs: Math.min(...costs.map(({ cpuMs }) => cpuMs)),
});

const rate = (count: number, elapsedMs: number): string =>
  `${Math.round(count / (elapsedMs / 1_000)).toLocaleString('en')} / s`;

async function reportMany(origin: string, count: number): Promise<void> {
  const table = Table.fromColumns({ ip: Array.from({ length: count }, (_, i) => addressOf(i)) });
  await using session = await createSession({
    plugins: [pluginAt(origin, 16)],
    network: { connections: 16 },
    environment: {},
  });
  const pipeline = session.from(table).pivot(session.entities.IpAddress.scores, { column: 'ip' });
  const { elapsedMs } = await timed(() => pipeline.run());
  console.log(
    `${count.toLocaleString('en')} distinct look-ups, 16 at once: ${rate(count, elapsedMs)}, ` +
      `peak resident memory of the whole run ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`,
  );
}

async function reportWaits(): Promise<void> {
  const slow = definePlugin({
    name: 'slow',
    version: '1.0.0',
    description: 'Takes 50 ms',
    pivots: [
      definePivot({
        name: 'slow',
        description: 'Takes 50 ms',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score') },
        sharing: { reaches: 'provider', maxTlp: 'green' },
        limits: { concurrent: 10 },
        lookup: async (inputs, { wait }: Call) => {
          await wait(50);
          return inputs.map(() => found({ score: 1 }));
        },
      }),
    ],
  });
  await using session = await createSession({ plugins: [slow] });
  const addresses = Array.from({ length: 20 }, (_, i) => addressOf(i));
  const { elapsedMs } = await timed(() => session.entities.IpAddress.slow(addresses));
  console.log(
    `20 look-ups of 50 ms, ten at once: ${(elapsedMs / 1_000).toFixed(3)} s; the peer's ${peerSeconds} s, ` +
      `ratio ${((peerSeconds * 1_000) / elapsedMs).toFixed(1)}; no less than 0.100 s is possible`,
  );
}

if (process.argv[2] === 'serve') serve();
else await main();
