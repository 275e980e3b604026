import type { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';

export interface HttpRequest {
  readonly method?: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** A reply as it came: any status, header names in lower case, the body as text (never longer than the cap). */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Carries one request: the network, recorded replies, or nothing at all. */
export type Transport = (request: HttpRequest) => Promise<HttpReply>;

/** What a look-up may do with the outside world. */
export interface Http {
  /** One request, one reply of any status. @throws PROVIDER_UNREACHABLE, REPLY_TOO_LARGE, REPLAY_MISSING, OFFLINE */
  send(request: HttpRequest): Promise<HttpReply>;
}

/** @throws REPLY_INVALID when the text is no JSON or not of the schema's shape. */
export function parseReply<T>(reply: HttpReply, schema: z.ZodType<T>, provider: string): T {
  const result = schema.safeParse(parseJson(reply, provider));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const problem = `'${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'not of the expected shape'}`;
  throw new PivotKitError('REPLY_INVALID', { provider, problem }, { cause: result.error });
}

function parseJson(reply: HttpReply, provider: string): unknown {
  try {
    return JSON.parse(reply.text);
  } catch (cause) {
    const type = reply.headers['content-type'] ?? 'no content type';
    throw new PivotKitError('REPLY_INVALID', { provider, problem: `the body is no JSON (${type})` }, { cause });
  }
}
