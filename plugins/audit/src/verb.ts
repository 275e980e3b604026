import { cellText, defineVerb, type Cell, type Table, type VerbCall } from '@pivotkit/core';
import { z } from 'zod';
import { auditColumns } from './columns.ts';
import { rowOfEvent, rowOfProblem, type AuditRow } from './event-row.ts';
import { eventOfCell } from './log-analytics.ts';
import { LineReader, tableOfRows } from './read-events.ts';

/**
 * Events from records. Rows: n lines → e events in the order of their first record, and one row for each line that is no
 * record; n events of Log Analytics → n, order kept.
 */
export const eventsVerb = defineVerb({
  name: 'audit.parse',
  description: 'Puts the records of a Linux audit log together to events, with arguments and encoded texts decoded',
  options: z.strictObject({
    /** Column of lines, or of events as Log Analytics keeps them. Default: `line`, else `AuditdMessage`, `RawData`, `message`. */
    column: z.string().optional(),
    /** Column of the ids of events from Log Analytics. */
    idColumn: z.string().default('mssg_id'),
    /** Only events of these types. Default: all. */
    eventTypes: z.array(z.string()).nonempty().optional(),
  }),
  columns: auditColumns,
  result: 'new-table',
  examples: ["session.from(lines).verb('audit.parse', { column: 'line' })"],
  run: (table, { column = columnOf(table), idColumn, eventTypes }, call: VerbCall) => {
    const cells = table.cells(column);
    const isEvents = cells.some((cell) => typeof cell === 'object' && cell !== null) || looksLikeJson(cells);
    const rows = isEvents ? rowsOfEvents(table, { column, idColumn }, call) : rowsOfLines(cells, call);
    const wanted =
      eventTypes === undefined
        ? rows
        : rows.filter(({ EventType: type }) => type !== null && eventTypes.includes(type));
    return tableOfRows(wanted);
  },
});

const columnOf = (table: Table<object>): string =>
  ['line', 'AuditdMessage', 'RawData', 'message'].find((name) => table.hasColumn(name)) ?? 'line';

const looksLikeJson = (cells: readonly Cell[]): boolean => {
  const first = cells.find((cell) => typeof cell === 'string' && cell.trim() !== '');
  return typeof first === 'string' && first.trimStart().startsWith('[');
};

function rowsOfLines(cells: readonly Cell[], call: VerbCall): AuditRow[] {
  const reader = new LineReader();
  const rows: AuditRow[] = [];
  for (let at = 0; at < cells.length; at++) {
    if ((at & 0xfff) === 0) look(call, at, cells.length);
    for (const row of reader.push(cellText(cells[at] ?? null))) rows.push(row);
  }
  rows.push(...reader.flush());
  return rows;
}

function rowsOfEvents(
  table: Table<object>,
  { column, idColumn }: { readonly column: string; readonly idColumn: string },
  call: VerbCall,
): AuditRow[] {
  const ids = table.cells(idColumn);
  return table.cells(column).map((cell, row) => {
    if ((row & 0xfff) === 0) look(call, row, table.size);
    if (cell === null) return rowOfProblem('', `row ${row} has no event`);
    return rowOfEvent(eventOfCell(cell, ids[row] ?? null, { row, column }));
  });
}

function look(call: VerbCall, done: number, total: number): void {
  call.signal.throwIfAborted();
  call.progress(done, total);
}
