import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** A reply of the service, in the shape of recorded ones. */
export interface SampleResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bodyText?: string;
}

export interface SampleServer {
  readonly baseUrl: string;
  /** What was asked, in order: path and key. */
  readonly asked: { readonly path: string; readonly key: string | undefined }[];
  /** The reply to every request from now on. */
  answer(response: SampleResponse): void;
  /** No reply to any request from now on. */
  beSilent(): void;
  close(): Promise<void>;
}

/** A service on this machine that gives one reply to everything. */
export async function startSampleServer(): Promise<SampleServer> {
  vi.stubEnv('NO_PROXY', '*');
  let response: SampleResponse | undefined;
  const asked: SampleServer['asked'] = [];
  const server = createServer((request, reply) => {
    const key = request.headers['x-apikey'];
    asked.push({ path: request.url ?? '', key: typeof key === 'string' ? key : undefined });
    if (response === undefined) return;
    reply.writeHead(response.status, response.headers).end(response.bodyText ?? JSON.stringify(response.body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v3`,
    asked,
    answer(next) {
      response = next;
    },
    beSilent() {
      response = undefined;
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
