import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { HttpReply, HttpRequest } from './http.ts';
import type { Redactor } from './redact.ts';

/** A recorded reply: one request and what came back, one JSON file. */
export const recordedReply = z.object({
  /** When it was recorded; absent in files written by hand. */
  recordedAt: z.iso.datetime().optional(),
  request: z.object({
    method: z.string().default('GET'),
    /** Without credentials. */
    url: z.url(),
    /** For people: they do not count when a reply is looked for. */
    headers: z.record(z.string(), z.string()).optional(),
    /** The request's body, where it has one. */
    body: z.string().optional(),
  }),
  response: z.object({
    status: z.int().min(100).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    /** How often it was asked until this reply came, where that was more than once. */
    attempts: z.int().positive().optional(),
    /** A body of JSON, white space between its values not kept. */
    body: z.unknown().optional(),
    /** Any other body. */
    bodyText: z.string().optional(),
  }),
});

export type RecordedReply = z.output<typeof recordedReply>;

/** What identifies a request, credentials left out. */
export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
}

/** The request without user, password, fragment, parameters that hold credentials, and secrets wherever they stand. */
export function plainRequest(request: Omit<HttpRequest, 'signal'>, redactor: Redactor): PlainRequest {
  const { method = 'GET', body, secretParameters = [] } = request;
  const url = new URL(request.url);
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const name of secretParameters) url.searchParams.delete(name);
  return { method, url: redactor.text(url.href), body: body === undefined ? undefined : redactor.text(body) };
}

/**
 * A text that is equal for equal requests: same method, origin and body, path equal segment by segment after decoding,
 * same parameters in any order.
 */
export function requestName({ method, url, body = '' }: PlainRequest): string {
  const { protocol, host, pathname, searchParams } = new URL(url);
  // `URL.origin` is `null` for what is not asked over HTTP.
  const origin = `${protocol}//${host}`;
  const segments = pathname.split('/').map(decodeSegment);
  return JSON.stringify([method.toUpperCase(), origin, segments, [...searchParams].sort(byText), body]);
}

/** A segment that is not valid percent-encoding stays as it is. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const byText = (left: readonly string[], right: readonly string[]): number =>
  left.join('=') < right.join('=') ? -1 : 1;

const longestSlug = 80;

/** `www.example.com/get-api-v3-domains-example.org-0123456789abcdef.json`: readable, and the same for the same request. */
export function fileOf(request: PlainRequest): string {
  const { host, pathname } = new URL(request.url);
  const slug = safeName(`${request.method.toLowerCase()}${decodeSegment(pathname)}`).slice(0, longestSlug);
  const hash = createHash('sha256').update(requestName(request)).digest('hex').slice(0, 16);
  return `${safeName(host)}/${slug}-${hash}.json`;
}

/** Characters that a name of a file can hold everywhere. */
const safeName = (text: string): string => text.replaceAll(/[^\w.]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');

const keptRequestHeaders = /^(accept|content-type)$/;
const keptReplyHeaders = /^(content-type|retry-after|link|(x-)?rate-?limit(-.*)?)$/;

/** A request and its reply as they are kept: headers by a list of allowed ones, everything without secrets. */
export function recordOf(
  request: HttpRequest,
  reply: HttpReply,
  redactor: Redactor,
): Omit<RecordedReply, 'recordedAt'> {
  const { method, url, body } = plainRequest(request, redactor);
  const headers = keptHeaders(request.headers ?? {}, keptRequestHeaders, redactor);
  const { status, text, attempts = 1 } = reply;
  return {
    request: {
      method,
      url,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(body !== undefined && { body }),
    },
    response: {
      status,
      headers: keptHeaders(reply.headers, keptReplyHeaders, redactor),
      ...(attempts > 1 && { attempts }),
      ...bodyOf(text, redactor),
    },
  };
}

function keptHeaders(
  headers: Readonly<Record<string, string>>,
  kept: RegExp,
  redactor: Redactor,
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), redactor.text(value)] as const);
  return Object.fromEntries(entries.filter(([name]) => kept.test(name)).sort(byText));
}

function bodyOf(text: string, redactor: Redactor): { body: unknown } | { bodyText: string } | Record<never, never> {
  if (text === '') return {};
  const value = faithfulJson(text);
  return value === undefined ? { bodyText: redactor.text(text) } : { body: redactor.value(value) };
}

/** The text as JSON where writing it again gives the same text but for white space; numbers may not fit, names repeat. */
function faithfulJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === withoutSpace(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

const withoutSpace = (json: string): string => json.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');

/** The text of a recorded body. */
export const textOfBody = ({ body, bodyText }: RecordedReply['response']): string =>
  bodyText ?? (body === undefined ? '' : JSON.stringify(body));
