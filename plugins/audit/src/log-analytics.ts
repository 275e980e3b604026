import { cellText, PivotKitError, type Cell } from '@pivotkit/core';
import { AuditEvent } from './assemble.ts';
import { timeOfId } from './parse-line.ts';
import type { RecordReader } from './read-record.ts';

/**
 * An event as Log Analytics keeps it: a list of `{ TYPE: ['name=value', …] }`, also as JSON.
 * @throws TABLE_CELL_INVALID
 */
export function eventOfCell(
  cell: Cell,
  id: Cell,
  { row, column, records }: { readonly row: number; readonly column: string; readonly records: RecordReader },
): AuditEvent {
  const key = cellText(id);
  const event = new AuditEvent({ id: key, time: timeOfId(key) ?? NaN, node: undefined });
  const written = recordsOf(typeof cell === 'string' ? parsed(cell) : cell);
  if (written === undefined)
    throw new PivotKitError('TABLE_CELL_INVALID', {
      column,
      where: `row ${row}`,
      value: cellText(cell).slice(0, 60),
      wanted: "an audit event: a list of { TYPE: ['name=value', …] }, also as JSON",
    });
  for (const [type, line] of written) records.read(event, { type, line, from: 0 });
  return event;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Types and fields of the records; undefined where a part is none. */
function recordsOf(value: unknown): (readonly [type: string, line: string])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const records: (readonly [string, string])[] = [];
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) return undefined;
    const entries: [string, unknown][] = Object.entries(item);
    for (const [type, fields] of entries) {
      if (!Array.isArray(fields) || !fields.every((field) => typeof field === 'string')) return undefined;
      records.push([type, fields.join(' ')]);
    }
  }
  return records;
}
