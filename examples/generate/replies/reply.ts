/** One recorded answer, in the shape `--replay` reads. */
export interface RecordedReply {
  readonly recordedAt: string;
  readonly request: { readonly method: 'GET'; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

export const API = 'https://www.virustotal.com/api/v3';

/** The service allows four questions a minute to holders of a free key, so the recording took its time. */
const PAUSE_MS = 16_000;
const RECORDED_FROM_MS = Date.UTC(2026, 10, 16, 8, 0, 0);

/** A reply before it is known when it was asked. */
export interface Answer {
  /** Name of its file, unique. */
  readonly name: string;
  readonly path: string;
  readonly status: 200 | 404;
  readonly body: unknown;
}

export function record(answer: Answer, position: number): RecordedReply {
  return {
    recordedAt: new Date(RECORDED_FROM_MS + position * PAUSE_MS).toISOString(),
    request: { method: 'GET', url: `${API}${answer.path}` },
    response: { status: answer.status, headers: { 'content-type': 'application/json' }, body: answer.body },
  };
}

interface Thing {
  readonly type: 'ip_address' | 'domain' | 'url' | 'file';
  readonly id: string;
  readonly attributes: object;
}

export function found(name: string, path: string, thing: Thing): Answer {
  const { type, id, attributes } = thing;
  return { name, path, status: 200, body: { data: { id, type, links: { self: `${API}${path}` }, attributes } } };
}

export function notFound(name: string, path: string, message: string): Answer {
  return { name, path, status: 404, body: { error: { code: 'NotFoundError', message } } };
}
