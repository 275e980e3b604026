import { silentLog, type Log, type LogFields } from '@pivotkit/core';

export type LogLine = [message: string, fields: LogFields | undefined];

/** A log that keeps what it is told at its lowest level, and its warnings. */
export function debugLog(): { readonly log: Log; readonly lines: LogLine[]; readonly warnings: LogLine[] } {
  const lines: LogLine[] = [];
  const warnings: LogLine[] = [];
  const log: Log = {
    ...silentLog,
    debug: (message, fields) => void lines.push([message, fields]),
    warn: (message, fields) => void warnings.push([message, fields]),
  };
  return { log, lines, warnings };
}
