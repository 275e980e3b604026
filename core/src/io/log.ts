import type { Clock } from './clock.ts';
import { jsonLine, textLine, type LogFields, type LogLevel, type LogRecord } from './log-line.ts';
import type { Redactor } from './redact.ts';

export type { LogFields, LogLevel };

/** Structured log of a session: a message and its fields. No secret stands in it: a session takes them out. */
export interface Log {
  /** Absent where nobody wants to know. */
  debug?(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
}

type Say = Log['info'];

/** A log that keeps nothing. */
export const silentLog: Log = { info: () => {}, warn: () => {} };

/** A log in which no secret stands, in messages, names and values of fields. */
export function redactedLog(log: Log, redactor: Redactor): Log {
  const clean =
    (say: Say): Say =>
    (message, fields) =>
      say(redactor.text(message), redactor.value(fields));
  return {
    ...(log.debug && { debug: clean((message, fields) => log.debug?.(message, fields)) }),
    info: clean((message, fields) => log.info(message, fields)),
    warn: clean((message, fields) => log.warn(message, fields)),
  };
}

/** A log of JSON, one object a line: `at` (UTC), `level`, `message`, then the fields; from `info` upward by default. */
export const jsonLog = (write: (line: string) => void, clock: Clock, lowest?: LogLevel): Log =>
  lineLog(jsonLine, { write, clock, lowest });

/** A log for people: time (UTC), level, message and fields in a line; from `info` upward by default. */
export const textLog = (write: (line: string) => void, clock: Clock, lowest?: LogLevel): Log =>
  lineLog(textLine, { write, clock, lowest });

interface LineLogOptions {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  readonly lowest: LogLevel | undefined;
}

function lineLog(lineOf: (record: LogRecord) => string, { write, clock, lowest = 'info' }: LineLogOptions): Log {
  const sayAt =
    (level: LogLevel): Say =>
    (message, fields = {}) =>
      write(lineOf({ at: clock.now(), level, message, fields }));
  return {
    ...(lowest === 'debug' && { debug: sayAt('debug') }),
    info: lowest === 'warn' ? () => {} : sayAt('info'),
    warn: sayAt('warn'),
  };
}
