import type { HttpReply } from '../io/http.ts';
import { Redactor } from '../io/redact.ts';

const maxLength = 200;

/**
 * What the body of a refusal says, for people: at most 200 characters of its message, without control characters and
 * secrets; undefined when it has no message (a page of HTML, nothing at all).
 */
export function errorMessage(reply: HttpReply, secrets: readonly string[]): string | undefined {
  const message = messageIn(jsonOf(reply.text)) ?? plainText(reply);
  if (message === undefined) return undefined;
  const shown = redactorOf(secrets)
    .text(message)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  if (shown === '') return undefined;
  return shown.length > maxLength ? `${shown.slice(0, maxLength - 1)}…` : shown;
}

export function redactorOf(secrets: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

/** Names under which APIs put the message, the most telling first. */
const messageNames = ['message', 'error_description', 'detail', 'msg', 'title', 'error', 'errors'];

function messageIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return depth === 0 ? undefined : value;
  if (typeof value !== 'object' || value === null || depth > 3) return undefined;
  if (Array.isArray(value)) return messageIn(value[0], depth + 1);
  for (const name of messageNames) {
    const message = messageIn(Reflect.get(value, name), depth + 1);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Undefined where the text is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function plainText({ headers, text }: HttpReply): string | undefined {
  return (headers['content-type'] ?? '').startsWith('text/plain') ? text : undefined;
}
