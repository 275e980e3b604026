import { cellText, parseTime, type Cell, type Table } from '@pivotkit/core';
import { z } from 'zod';

/** Columns of a log; what is left out is found by its usual names. */
export const logColumnOptions = z.strictObject({
  timeCol: z.string().optional().describe('Column of times. Default: TimeGenerated, EventTime or time.'),
  messageCol: z.string().optional().describe('Column of messages. Default: SyslogMessage, message or Message.'),
  hostCol: z.string().optional().describe('Column of hosts. Default: HostName, Computer or host; none is no error.'),
});

type LogColumnOptions = z.output<typeof logColumnOptions>;

export interface LogColumns {
  /** Milliseconds since 1970; NaN where there is none. */
  readonly times: Float64Array;
  readonly messages: readonly string[];
  readonly hosts: readonly (string | null)[];
  readonly programs: readonly (string | null)[];
}

/** @throws TABLE_COLUMN_MISSING */
export function logColumns(table: Table<object>, options: LogColumnOptions): LogColumns {
  const time = options.timeCol ?? known(table, ['TimeGenerated', 'EventTime', 'time']) ?? 'TimeGenerated';
  const message = options.messageCol ?? known(table, ['SyslogMessage', 'message', 'Message']) ?? 'SyslogMessage';
  const host = options.hostCol ?? known(table, ['HostName', 'Computer', 'host']);
  const program = known(table, ['ProcessName', 'app']);
  return {
    times: Float64Array.from(table.cells(time), timeOf),
    messages: table.cells(message).map(cellText),
    hosts: texts(table, host),
    programs: texts(table, program),
  };
}

export const known = (table: Table<object>, names: readonly string[]): string | undefined =>
  names.find((name) => table.hasColumn(name));

export function texts(table: Table<object>, column: string | undefined): (string | null)[] {
  if (column === undefined) return Array.from({ length: table.size }, () => null);
  return table.cells(column).map((cell) => (cell === null || cell === '' || cell === 'null' ? null : cellText(cell)));
}

const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))?$/;

/** ISO 8601 and `7/8/2019 16:08` (month first), as Log Analytics exports it. */
export function timeOf(cell: Cell): number {
  if (cell instanceof Date) return cell.getTime();
  if (typeof cell !== 'string') return NaN;
  const time = parseTime(cell.trim());
  if (time !== undefined) return time.getTime();
  const parts = american.exec(cell.trim())?.slice(1).map((part) => Number(part ?? 0)); // prettier-ignore
  if (parts === undefined) return NaN;
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Rows by time, those of one time in the order of the table; rows without a time are missing. */
export function byTime(times: Float64Array): number[] {
  const rows = [...times.keys()].filter((row) => !Number.isNaN(times[row]));
  return rows.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
}
