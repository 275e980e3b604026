import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

/** One recorded or written-down exchange with a service. */
export interface Sample {
  readonly request: {
    readonly method?: string;
    readonly url: string;
    readonly form?: Readonly<Record<string, string>>;
    readonly json?: unknown;
  };
  readonly response: Reply;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bodyText?: string;
}

/** A request as the server heard it. */
export interface Heard {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface ReplyServer {
  readonly baseUrl: string;
  readonly heard: Heard[];
  /** The reply to every request from now on, or what makes it of the request. */
  answer(reply: Reply | ((request: Heard) => Reply)): void;
  close(): Promise<void>;
}

/** A service on this machine that says what it is told to. */
export async function startReplyServer(): Promise<ReplyServer> {
  vi.stubEnv('NO_PROXY', '*');
  let answer: (request: Heard) => Reply = () => ({ status: 500 });
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(parts).toString('utf8') };
      heard.push(one);
      const reply = answer(one);
      const text = reply.bodyText ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
      response.writeHead(reply.status, reply.headers).end(reply.status === 304 ? undefined : text);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    heard,
    answer(reply) {
      answer = typeof reply === 'function' ? reply : () => reply;
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** What asking came to: the row, with the status under its own name. */
export interface Answered {
  readonly status: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/**
 * Each sample of a provider against a server on this machine: a text is the status expected, an object cells of the
 * first row that was found. A sample without an expectation fails, so that new samples are not overlooked.
 */
export function describeSamples(
  provider: string,
  ask: (baseUrl: string, sample: Sample) => Promise<Answered>,
  outcomes: Readonly<Record<string, string | object>>,
): void {
  const folder = `../shared/reference/provider-samples/${provider}`;
  const isThere = existsSync(folder);
  const cases = isThere ? readdirSync(folder).map((file): [string] => [file.replace('.json', '')]) : [];
  describe.skipIf(!isThere)(`samples of replies in ${folder} (skipped where the folder is absent)`, () => {
    let server: ReplyServer;
    beforeAll(async () => {
      server = await startReplyServer();
    });
    afterAll(() => server.close());

    test.each(cases)('%s', async (name) => {
      const sample: Sample = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
      const { response } = sample;
      // 0: it is about a file and not about HTTP; then its content is served.
      server.answer(response.status === 0 ? { ...response, status: 200 } : response);
      const { status, row } = await ask(server.baseUrl, sample);
      const expected = outcomes[name] ?? `an outcome for the case ${name}`;
      if (typeof expected === 'string')
        expect({ status, severity: row['severity'] ?? null }).toEqual({ status: expected, severity: null });
      else expect({ status, ...row }).toMatchObject({ status: 'found', ...expected });
    });
  });
}

/** The first row of a frame and the status in it. */
export function answered(frame: { toRows(): readonly object[] }, pivot: string): Answered {
  const row: Readonly<Record<string, unknown>> = { ...frame.toRows()[0] };
  return { status: String(row[`${pivot}.status`]), row };
}
