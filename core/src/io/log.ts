import { messageOf } from '../error/text-of.ts';
import type { Clock } from './clock.ts';
import type { Redactor } from './redact.ts';

/** Structured log of a session: a message and its fields. No secret stands in it: a session takes them out. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A log in which no secret stands, in messages, names and values of fields. */
export const redactedLog = (log: Log, redactor: Redactor): Log => ({
  info: (message, fields) => log.info(redactor.text(message), redactor.value(fields)),
  warn: (message, fields) => log.warn(redactor.text(message), redactor.value(fields)),
});

/** A log of JSON, one object a line: `at` (UTC), `level`, `message`, then the fields. */
export function jsonLog(write: (line: string) => void, clock: Clock): Log {
  const line = (level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
    write(jsonText({ at: clock.now().toISOString(), level, message, ...fields }));
  return {
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
  };
}

/** A field that is no JSON must not end what was only to be told about. */
function jsonText(value: object): string {
  try {
    return JSON.stringify(value, (_, part: unknown) => shown(part));
  } catch (error) {
    const { at, level, message }: { at?: unknown; level?: unknown; message?: unknown } = value;
    return JSON.stringify({ at, level, message, fields: `cannot be shown: ${messageOf(error)}` });
  }
}

function shown(part: unknown): unknown {
  if (part instanceof Error) return { name: part.name, message: part.message, cause: part.cause };
  return typeof part === 'bigint' ? String(part) : part;
}

/** A log that keeps nothing. */
export const silentLog: Log = { info: () => {}, warn: () => {} };
