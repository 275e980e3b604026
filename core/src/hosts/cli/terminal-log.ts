import type { Log } from '../../io/log.ts';
import { visibleLines, type Terminal } from './terminal.ts';

/**
 * What a session has to say, beside the results. The same line is said once, and a wait once a minute of its end: look-ups
 * that run at once wait for the same thing.
 */
export function terminalLog(terminal: Pick<Terminal, 'say' | 'isErrTerminal'>, isQuiet: boolean): Log {
  const said = new Set<string>();
  const say = (text: string, key: string): void => {
    if (said.has(key)) return;
    said.add(key);
    // A progress bar may stand on the line.
    terminal.say(`${terminal.isErrTerminal ? '\r\u001b[K' : ''}${visibleLines(text)}`);
  };
  return {
    info(message, { until } = {}) {
      if (!isQuiet && typeof until === 'string')
        say(`${capitalised(message)} until ${until}.`, message + until.slice(0, 16));
    },
    warn(message) {
      if (!isQuiet) say(`Note: ${message}`, message);
    },
  };
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
