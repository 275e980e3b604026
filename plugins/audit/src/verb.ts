import { cellText, defineVerb, inTurns, type Cell, type Table, type VerbCall, type Work } from '@pivotkit/core';
import { z } from 'zod';
import { problemEvent } from './assemble.ts';
import { auditColumns } from './columns.ts';
import { EventColumns } from './event-columns.ts';
import { eventOfCell } from './log-analytics.ts';
import { LineReader } from './read-events.ts';
import { RecordReader } from './read-record.ts';

/**
 * Events from records. Rows: n lines → e events in the order of their first record, and one row for each line that is no
 * record; n events of Log Analytics → n, order kept.
 */
export const eventsVerb = defineVerb({
  name: 'audit.parse',
  description: 'Puts the records of a Linux audit log together to events, with arguments and encoded texts decoded',
  options: z.strictObject({
    column: z
      .string()
      .optional()
      .describe(
        'Column of lines, or of events as Log Analytics keeps them. Default: `line`, else `AuditdMessage`, `RawData`, `message`.',
      ),
    idColumn: z.string().default('mssg_id').describe('Column of the ids of events from Log Analytics'),
    eventTypes: z.array(z.string()).nonempty().optional().describe('Only events of these types. Default: all.'),
  }),
  columns: auditColumns,
  result: 'new-table',
  examples: ["session.from(lines).verb('audit.parse', { column: 'line' })"],
  run: async (table, { column = columnOf(table), idColumn, eventTypes }, call: VerbCall) => {
    const cells = table.cells(column);
    const isEvents = cells.some((cell) => typeof cell === 'object' && cell !== null) || looksLikeJson(cells);
    const rows = new EventColumns(eventTypes);
    await inTurns(isEvents ? takeEvents(rows, table, { column, idColumn }) : takeLines(rows, cells), call);
    return rows.table();
  },
});

const columnOf = (table: Table<object>): string =>
  ['line', 'AuditdMessage', 'RawData', 'message'].find((name) => table.hasColumn(name)) ?? 'line';

const looksLikeJson = (cells: readonly Cell[]): boolean => {
  const first = cells.find((cell) => typeof cell === 'string' && cell.trim() !== '');
  return typeof first === 'string' && first.trimStart().startsWith('[');
};

/** Rows between two looks at the time. */
const rowsPerLook = 1_024;

function* takeLines(rows: EventColumns, cells: readonly Cell[]): Work<void> {
  const reader = new LineReader();
  for (let at = 0; at < cells.length; at++) {
    if (at % rowsPerLook === 0) yield [at, cells.length];
    for (const event of reader.push(cellText(cells[at] ?? null))) rows.push(event);
  }
  for (const event of reader.flush()) rows.push(event);
}

interface FromEvents {
  readonly column: string;
  readonly idColumn: string;
}

function* takeEvents(rows: EventColumns, table: Table<object>, { column, idColumn }: FromEvents): Work<void> {
  const ids = table.cells(idColumn);
  const records = new RecordReader();
  for (const [row, cell] of table.cells(column).entries()) {
    if (row % rowsPerLook === 0) yield [row, table.size];
    if (cell === null) rows.push(problemEvent('', `row ${row} has no event`));
    else rows.push(eventOfCell(cell, ids[row] ?? null, { row, column, records }));
  }
}
