import type { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';

/** A request to a service: over HTTP, or as `tcp:` and `dns:` URLs, which go the same way (`tcpClient`, `dnsClient`). */
export interface HttpRequest {
  readonly method?: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Names of parameters in the URL that hold credentials: left out wherever the URL is kept or shown. */
  readonly secretParameters?: readonly string[];
  /** Texts in headers, URL or body that must not be shown, wherever they turn up. */
  readonly secrets?: readonly string[];
  /** Names of fields of a JSON reply whose texts must not be shown, such as a token that is fetched. */
  readonly secretFields?: readonly string[];
  /** Whether it may be sent again after a failure. Default: GET, which only asks, may; POST may not. */
  readonly retryable?: boolean;
  /** Asked each time before it is sent again, such as for room in a quota; false = it is not. Default: it may be. */
  readonly mayRepeat?: () => Promise<boolean>;
  /** Hosts that a redirect may lead to, over https. Default: redirects are not followed. */
  readonly allowedHosts?: readonly string[];
  /**
   * For a URL that comes from the data: every address its name stands for must be public, and the connection goes to
   * exactly these, whatever the name stands for a moment later. Redirects are followed to public addresses alone.
   */
  readonly resolveCheckPin?: boolean;
  readonly signal: AbortSignal;
}

/** A reply as it came: any status, header names in lower case, the body as text (never longer than the cap). */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** How often the request was sent until this reply came; undefined where nobody counted. */
  readonly attempts?: number;
}

/** Carries one request: the network, recorded replies, or nothing at all. */
export type Transport = (request: HttpRequest) => Promise<HttpReply>;

/** What a look-up may do with the outside world. */
export interface Http {
  /**
   * One request, one reply of any status. What may pass is tried again; redirects are followed where the request says
   * to which hosts. Rejects with `DeadlineExceeded` when the service is too slow, with the signal's reason when it is
   * aborted.
   * @throws PROVIDER_UNREACHABLE, PROVIDER_PAUSED, EGRESS_REFUSED, EGRESS_NOT_PUBLIC, REPLY_INVALID, REPLY_TOO_LARGE,
   * REPLAY_MISSING, OFFLINE
   */
  send(request: HttpRequest): Promise<HttpReply>;
}

/** @throws REPLY_INVALID when the text is no JSON or not of the schema's shape. */
export const parseReply = <T>(reply: HttpReply, schema: z.ZodType<T>, provider: string): T =>
  checkReply(parseJson(reply, provider), schema, provider);

/** @throws REPLY_INVALID when the value is not of the schema's shape. */
export function checkReply<T>(value: unknown, schema: z.ZodType<T>, provider: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const problem = `${path === '' ? '' : `'${path}': `}${issue?.message ?? 'not of the expected shape'}`;
  throw new PivotKitError('REPLY_INVALID', { provider, problem }, { cause: result.error });
}

function parseJson(reply: HttpReply, provider: string): unknown {
  if (reply.text.trim() === '') throw new PivotKitError('REPLY_INVALID', { provider, problem: 'the body is empty' });
  try {
    return JSON.parse(reply.text);
  } catch (cause) {
    const type = reply.headers['content-type'] ?? 'no content type';
    throw new PivotKitError('REPLY_INVALID', { provider, problem: `the body is no JSON (${type})` }, { cause });
  }
}
