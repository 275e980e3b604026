import { createColors } from 'picocolors';
import { processEnvironment } from '../../io/environment.ts';
import { visibleText } from '../../table/format/visible-text.ts';
import { processRedactor } from './process-redactor.ts';

export type Colors = ReturnType<typeof createColors>;

/** Where results go (`out`) and what is said beside them (`err`), each with its own idea of colour. */
export interface Terminal {
  readonly out: Colors;
  readonly err: Colors;
  /** Whether a person sees the results at once. */
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  readonly isInTerminal: boolean;
  /** Characters of a line of the results. */
  readonly width: number;
  /** Writes results, safe to show or not for a terminal; waits until the reader has taken them. */
  write(text: string | Uint8Array): Promise<void>;
  /** As `write`, of text that holds data: on a terminal nothing in it can act. */
  writeData(text: string): Promise<void>;
  /** A line beside the results. */
  say(line: string): void;
  stdin(): AsyncIterable<Uint8Array>;
}

/** @throws OutputClosed from writing when the reader of a pipe has gone (`| head`) */
export function systemTerminal(): Terminal {
  const { stdout, stderr, stdin } = process;
  const isOutTerminal = Boolean(stdout.isTTY);
  const isErrTerminal = Boolean(stderr.isTTY);
  let isClosed = false;
  stdout.on('error', (error) => {
    if (!isBrokenPipe(error)) throw error;
    isClosed = true;
  });
  stderr.on('error', () => {});
  const write = async (content: string | Uint8Array): Promise<void> => {
    if (isClosed) throw new OutputClosed();
    const text = withoutSecrets(content);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stdout.write(text, (error) => (error ? reject(isBrokenPipe(error) ? new OutputClosed() : error) : resolve()));
    await promise;
  };
  return {
    out: createColors(wantsColor(isOutTerminal)),
    err: createColors(wantsColor(isErrTerminal)),
    isOutTerminal,
    isErrTerminal,
    isInTerminal: Boolean(stdin.isTTY),
    width: stdout.columns ?? 120,
    write,
    writeData: (text) => write(isOutTerminal ? visibleLines(text) : text),
    say: errorLine,
    stdin: () => stdin,
  };
}

/** A line on standard error, without secrets. */
export const errorLine = (line: string): void => void process.stderr.write(`${processRedactor.text(line)}\n`);

/** Bytes are of tables, whose answers hold none. */
export const withoutSecrets = (content: string | Uint8Array): string | Uint8Array =>
  typeof content === 'string' ? processRedactor.text(content) : content;

/** The reader of the results has gone: nothing more is wanted, and nothing is wrong. */
export class OutputClosed extends Error {}

const isBrokenPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/** Text of several lines in which nothing can act on a terminal but the line feeds. */
export const visibleLines = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(visibleText).join('\t'))
    .join('\n');

/** NO_COLOR (https://no-color.org, read 2026-11-20) and FORCE_COLOR, empty ones ignored; else colour on terminals that know it. */
function wantsColor(isTerminal: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = processEnvironment();
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal && TERM !== 'dumb';
}
