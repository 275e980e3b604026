import type { ServerResponse } from 'node:http';
import { rendered, type RenderedReply, type SimulatedReply } from './exchange.ts';

/**
 * What can go wrong with a service that is there:
 * - `reset`: the connection breaks before a reply; `cut`: in the middle of one.
 * - `silent`: no reply at all; `slow`: one that trickles in and does not end. Both last until whoever asks gives up.
 * - `empty`, `garbage`, `html`, `other-shape`: HTTP 200 with nothing, with no JSON, with a page to log in, with other JSON.
 * - `truncated`: the first half of the reply it would have been.
 * - `huge`: HTTP 200 with a body of 32 MiB.
 */
export type FaultName =
  'reset' | 'cut' | 'silent' | 'slow' | 'empty' | 'garbage' | 'html' | 'other-shape' | 'truncated' | 'huge';

/** A fault by its name, an HTTP status with a plain body, or any reply. */
export type Fault = FaultName | number | SimulatedReply;

const loginPage = '<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><form></form></body></html>';
const hugeBytes = 32 * 1024 * 1024;

/** Gives a faulty reply; `real` is what the reply would have been. */
export async function writeFault(
  response: ServerResponse,
  fault: Fault,
  real: () => Promise<RenderedReply>,
): Promise<void> {
  if (typeof fault === 'object') return writeReply(response, rendered(fault));
  if (typeof fault === 'number')
    return writeReply(response, rendered({ status: fault, json: { error: `HTTP ${fault}` } }));
  switch (fault) {
    case 'reset':
      response.destroy();
      return undefined;
    case 'cut':
      return cutOff(response, await real());
    case 'silent':
      return undefined;
    case 'slow':
      return trickle(response);
    case 'empty':
      return writeReply(response, rendered({}));
    case 'garbage':
      return writeReply(response, rendered({ text: '\u0000\u0001 not { JSON', headers: json }));
    case 'html':
      return writeReply(response, rendered({ text: loginPage, headers: { 'content-type': 'text/html' } }));
    case 'other-shape':
      return writeReply(response, rendered({ json: { surprise: [true, null, 1] } }));
    case 'truncated': {
      const reply = await real();
      return writeReply(response, { ...reply, status: 200, body: reply.body.slice(0, reply.body.length / 2) || '{"' });
    }
    case 'huge':
      return flood(response);
  }
}

const json = { 'content-type': 'application/json' };

export function writeReply(response: ServerResponse, { status, headers, body }: RenderedReply): void {
  if (!response.destroyed) response.writeHead(status, headers).end(body);
}

function cutOff(response: ServerResponse, { headers, body }: RenderedReply): void {
  const { 'content-encoding': _, ...rest } = headers;
  response.writeHead(200, { ...rest, 'content-length': String(Buffer.byteLength(body) + 100) });
  response.write(body, () => response.destroy());
}

function trickle(response: ServerResponse): void {
  response.writeHead(200, json).write('{');
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

function flood(response: ServerResponse): void {
  const chunk = ' '.repeat(64 * 1024);
  let left = hugeBytes;
  const pour = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return;
    }
    response.end();
  };
  response.writeHead(200, json).on('drain', pour);
  pour();
}
