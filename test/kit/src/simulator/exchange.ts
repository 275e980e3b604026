/** A request as it arrived. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path as it was sent, still encoded, without the query. */
  readonly path: string;
  /** Path and query as they were sent. */
  readonly url: string;
  /** Parameters of the query, decoded; of a name that stands there twice the last. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body's value where it is JSON, else undefined. */
  readonly json: unknown;
  /** The fields of a form, decoded; empty where the body is none. */
  readonly form: Readonly<Record<string, string>>;
}

/** What is sent back. */
export interface SimulatedReply {
  /** Default: 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, in the place of `json`. */
  readonly text?: string;
}

/** A reply ready to be written. */
export interface RenderedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function rendered({ status = 200, headers = {}, json, text }: SimulatedReply): RenderedReply {
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8';
  // 204 and 304 have no body (RFC 9110 §6.4.1).
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  return { status, headers: { 'content-type': type, ...lowerCase(headers) }, body };
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The parts of a request that a person reads. */
export function readRequest(
  method: string,
  url: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): SimulatedRequest {
  const [path = '', ...rest] = url.split('?');
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return {
    method,
    path,
    url,
    query: Object.fromEntries(new URLSearchParams(rest.join('?'))),
    headers,
    body,
    json: jsonOf(body),
    form: isForm ? Object.fromEntries(new URLSearchParams(body)) : {},
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
