import { systemClock } from '../../io/clock.ts';
import { consoleLog, type LogFormat } from '../../io/console-log.ts';
import type { Log } from '../../io/log.ts';
import { terminalLog } from './terminal-log.ts';
import { errorLine, visibleLines, type Terminal } from './terminal.ts';

export interface LogOptions {
  readonly debug?: boolean;
  readonly verbose?: boolean;
  readonly log?: LogFormat;
  readonly quiet?: boolean;
}

/** The log asked for, on standard error; else what `lookups` should know; else nothing is said. */
export function sessionLog(options: LogOptions, lookups: Terminal | undefined): Log | undefined {
  const { debug = false, verbose = false, log, quiet = false } = options;
  if (!debug && !verbose && log === undefined) return lookups && terminalLog(lookups, quiet);
  return consoleLog({
    level: debug ? 'debug' : 'info',
    format: log ?? 'text',
    write: (line) => errorLine(visibleLines(line)),
    clock: systemClock,
  });
}
