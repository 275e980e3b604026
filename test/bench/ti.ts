/**
 * How fast `ti.lookup` asks five sources about many addresses, beside a loop that only sends the requests:
 * `npx node --conditions=pivotkit-source test/bench/ti.ts [addresses] [delayMs]`
 *
 * Five services in another thread answer after `delayMs` (50), 50 requests at once each. The loop, measured in the same
 * run, parses each reply and keeps it: no gate, no checks, no statuses, no provenance, no opinions. Peak memory is that of
 * the process. The peer asks about the items of a source one after the other: 20 items at 50 ms took it 1.07 s.
 */
import { createServer, type Server } from 'node:http';
import { parentPort, Worker, isMainThread, workerData } from 'node:worker_threads';
import { Agent } from 'undici';
import { createSession, definePivot, definePlugin, found, get, httpLookup, httpProvider, number } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { ti } from '@pivotkit/plugin-ti';
import { z } from 'zod';

const sources = 5;
const atOnce = 50;
const peerSecondsAnItem = 1.07 / 20;

interface Settings {
  readonly delayMs: number;
}

if (isMainThread) await main();
else serve(workerData as Settings);

/** Services that answer after a while; in a thread of their own, so that their work is not measured as ours. */
function serve({ delayMs }: Settings): void {
  const servers = Array.from({ length: sources }, () =>
    createServer((request, response) => {
      setTimeout(() => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ score: (request.url?.length ?? 0) % 100 }));
      }, delayMs);
    }),
  );
  const ports = servers.map(
    (server) =>
      new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve(portOf(server)));
      }),
  );
  void Promise.all(ports).then((all) => parentPort?.postMessage(all));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function main(): Promise<void> {
  const [count = 10_000, delayMs = 50] = process.argv.slice(2).map(Number);
  const service = new Worker(new URL(import.meta.url), {
    workerData: { delayMs },
    execArgv: ['--conditions=pivotkit-source'],
  });
  const ports = await new Promise<readonly number[]>((resolve) => {
    service.once('message', resolve);
  });
  const addresses = Array.from({ length: count }, (_, i) => `9.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  console.log(`${count.toLocaleString('en')} addresses, ${sources} sources, ${delayMs} ms, ${atOnce} at once each`);
  console.log(`  no faster than ${((count / atOnce) * (delayMs / 1_000)).toFixed(2)} s`);
  const loop = await measure('loop over undici', count, () => naive(addresses, ports));
  const lookup = await measure('ti.lookup', count, () => ours(addresses, ports));
  console.log(`  ti.lookup takes ${(lookup / loop).toFixed(2)} of the loop's time`);
  console.log(`  the peer would take about ${Math.round(count * peerSecondsAnItem)} s, by its time for 20 items`);
  await service.terminate();
}

async function measure(name: string, count: number, work: () => Promise<number>): Promise<number> {
  globalThis.gc?.();
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 20);
  const startMs = performance.now();
  const rows = await work();
  const seconds = (performance.now() - startMs) / 1_000;
  clearInterval(watch);
  const rate = Math.round((count * sources) / seconds).toLocaleString('en');
  const peak = Math.round(peakBytes / 1_048_576);
  console.log(`  ${name.padEnd(20)} ${seconds.toFixed(2)} s  ${rate} requests/s  ${peak} MB  ${rows} answers`);
  return seconds;
}

/** Workers that take the next address until there is none. */
async function naive(addresses: readonly string[], ports: readonly number[]): Promise<number> {
  const agent = new Agent({ connections: atOnce });
  const answers: object[] = [];
  const work = async (port: number, rest: Iterator<string>): Promise<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) {
      const origin = `http://127.0.0.1:${port}`;
      const { body } = await agent.request({ origin, path: `/${next.value}`, method: 'GET' });
      answers.push({ address: next.value, reply: await body.json() });
    }
  };
  await Promise.all(
    ports.flatMap((port) => {
      const rest = addresses.values();
      return Array.from({ length: atOnce }, () => work(port, rest));
    }),
  );
  await agent.close();
  return answers.length;
}

interface State {
  readonly baseUrl: string;
}

function source(name: string) {
  const provider = httpProvider<State>({
    name,
    baseUrl: 'https://source.example.com',
    hosts: ['source.example.com'],
    configuredBaseUrl: ({ baseUrl }) => baseUrl,
  });
  return definePlugin({
    name,
    version: '1.0.0',
    description: 'A source of opinions',
    config: z.strictObject({ baseUrl: z.string() }),
    setup: (_, config): State => config,
    pivots: [
      definePivot({
        name: `${name}.report`,
        description: 'A score',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score', { range: [0, 100] }) },
        facets: {
          reputation: ({ score }) => ({
            judgement: score > 50 ? 'malicious' : 'benign',
            severity: 'unknown',
            score,
            scale: [0, 100],
            reliability: 'B',
          }),
        },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: name },
        limits: { concurrent: atOnce },
        lookup: httpLookup({
          provider,
          request: ({ key }: IpAddress) => get`/${key}`,
          reply: z.object({ score: z.number() }),
          map: ({ score }) => found({ score }),
        }),
      }),
    ],
  });
}

async function ours(addresses: readonly string[], ports: readonly number[]): Promise<number> {
  const plugins = [ti, ...ports.map((_, i) => source(`source${i}`))] as unknown as readonly [typeof ti];
  const config = Object.fromEntries(ports.map((port, i) => [`source${i}`, { baseUrl: `http://127.0.0.1:${port}` }]));
  await using session = await createSession({ plugins, config, network: { noProxy: '*', connections: atOnce } });
  const frame = await session.entities.IpAddress.ti.lookup(addresses);
  return frame.size;
}
