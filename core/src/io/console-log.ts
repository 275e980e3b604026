import { systemClock, type Clock } from './clock.ts';
import { jsonLog, textLog, type Log, type LogLevel } from './log.ts';
import { writeErrorLine } from './standard-output.ts';

export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

export interface ConsoleLogOptions {
  /** The lowest level written. Default: `info`. */
  readonly level?: LogLevel;
  /** `text` (default) for people, `json` for machines: one object a line. */
  readonly format?: LogFormat;
  /** Takes a line without its end. Default: standard error. */
  readonly write?: (line: string) => void;
  readonly clock?: Clock;
}

/** A log for the options of a session: `createSession({ log: consoleLog({ level: 'debug' }) })`. */
export function consoleLog(options: ConsoleLogOptions = {}): Log {
  const { level = 'info', format = 'text', write = writeErrorLine, clock = systemClock } = options;
  return (format === 'json' ? jsonLog : textLog)(write, clock, level);
}
