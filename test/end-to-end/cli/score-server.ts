import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The plugin that asks the server. */
export const scoresPlugin = fileURLToPath(new URL('fixtures/plugins/scores.js', import.meta.url));

/** One question: `/<run>/<address>`. */
export interface Asked {
  readonly run: string;
  readonly address: string;
  /** Milliseconds of a clock that does not jump. */
  readonly atMs: number;
}

export interface ScoreServer {
  /** Base URL for a run of its own. */
  url(run: string): string;
  readonly asked: readonly Asked[];
  /** How often a run asked about each address. */
  counts(run: string): Map<string, number>;
  /** Changes what is answered from now on. */
  generation: number;
  /** Called when the n-th question of a run arrives, before it is answered, and when its answer has gone out. */
  onAsk: (run: string, n: number, response: ServerResponse) => void;
  /** Answers 429 to what this refuses. */
  allow: (asked: readonly Asked[]) => boolean;
  close(): Promise<void>;
}

/** A provider on this machine that remembers every question. Addresses that end in 7 are not known. */
export async function startScoreServer(): Promise<ScoreServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const [, run = '', address = ''] = (request.url ?? '').split('/');
    asked.push({ run, address, atMs: performance.now() });
    scores.onAsk(run, asked.filter((each) => each.run === run).length, response);
    if (!scores.allow(asked)) response.writeHead(429).end();
    else if (address.endsWith('7')) response.writeHead(404).end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(address)));
  });
  const answer = (address: string): object => ({
    score: Number(address.split('.').at(-1)) * scores.generation,
    label: `"${address}", =1+1\n${address}`,
    seen: address.endsWith('3') ? null : '2026-11-19T08:00:00.123Z',
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  const scores: ScoreServer = {
    url: (run) => `http://127.0.0.1:${port}/${run}`,
    asked,
    counts(run) {
      const counts = new Map<string, number>();
      for (const each of asked) if (each.run === run) counts.set(each.address, (counts.get(each.address) ?? 0) + 1);
      return counts;
    },
    generation: 1,
    onAsk: () => {},
    allow: () => true,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return scores;
}
