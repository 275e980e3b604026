import type { OutputFormat } from '../../session/config-schema.ts';
import type { Table } from '../../table/index.ts';
import { checkFormat, defaultFormat } from './output-format.ts';
import { createResultWriter } from './result-writer.ts';
import type { Terminal } from './terminal.ts';

export interface FormatOptions {
  readonly format?: string | undefined;
}

/** Writes a small table to standard output: for people on a terminal, else as CSV, or in the format asked for. */
export async function printTable(table: Table<object>, terminal: Terminal, { format }: FormatOptions): Promise<void> {
  const chosen: OutputFormat = format === undefined ? defaultFormat(terminal) : checkFormat(format);
  const writer = createResultWriter({
    format: chosen,
    terminal,
    write: (content) => writeResult(content, chosen, terminal),
    isTerminal: terminal.isOutTerminal,
  });
  await writer.add(table);
  await writer.end();
}

/** A `table` was made safe cell by cell and may have colours; other text is made safe now. */
export function writeResult(content: string | Uint8Array, format: OutputFormat, terminal: Terminal): Promise<void> {
  if (typeof content !== 'string' || format === 'table') return terminal.write(content);
  return terminal.writeData(content);
}
