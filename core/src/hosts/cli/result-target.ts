import { rename, rm } from 'node:fs/promises';
import { visibleText } from '../../table/format/visible-text.ts';
import { TextSink } from '../../table/stream/text-sink.ts';
import type { OutputFormat } from '../../session/config-schema.ts';
import { writeResult } from './print-table.ts';
import { withoutSecrets, type Terminal } from './terminal.ts';

/** Where a result goes. A file is there only when it is complete: until then its rows are in `<file>.part`. */
export interface ResultTarget {
  /** Whether a person reads it on a terminal. */
  readonly isTerminal: boolean;
  write(content: string | Uint8Array): Promise<void>;
  /** Ends well: the file gets its name. */
  finish(): Promise<void>;
  /** Ends early, and says where the rows written so far are; undefined when there are none. */
  abandon(): Promise<string | undefined>;
}

export const standardTarget = (format: OutputFormat, terminal: Terminal): ResultTarget => ({
  isTerminal: terminal.isOutTerminal,
  write: (content) => writeResult(content, format, terminal),
  finish: async () => {},
  abandon: async () => undefined,
});

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE from `write` and `finish` */
export function fileTarget(path: string): ResultTarget {
  const part = `${path}.part`;
  let sink: TextSink | undefined;
  let isEmpty = true;
  const opened = (): TextSink => (sink ??= new TextSink(part));
  return {
    isTerminal: false,
    async write(content) {
      isEmpty = false;
      await opened().write(withoutSecrets(content));
    },
    async finish() {
      await opened().close();
      await rename(part, path);
    },
    async abandon() {
      if (sink === undefined) return undefined;
      await sink.close().catch(() => {});
      if (!isEmpty) return visibleText(part);
      await rm(part, { force: true });
      return undefined;
    },
  };
}
