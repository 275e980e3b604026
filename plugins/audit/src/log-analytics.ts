import { cellText, PivotKitError, type Cell } from '@pivotkit/core';
import type { AuditEvent } from './assemble.ts';
import { parseAuditFields, timeOfId, type AuditRecord } from './parse-line.ts';

/**
 * An event as Log Analytics keeps it: a list of `{ TYPE: ['name=value', …] }`, also as JSON.
 * @throws TABLE_CELL_INVALID
 */
export function eventOfCell(
  cell: Cell,
  id: Cell,
  place: { readonly row: number; readonly column: string },
): AuditEvent {
  const key = cellText(id);
  const time = timeOfId(key) ?? NaN;
  const value = typeof cell === 'string' ? parsed(cell) : cell;
  const records = Array.isArray(value) ? value.flatMap((item) => recordsOf(item, key, time)) : undefined;
  if (records === undefined || records.some((record) => record === undefined))
    throw new PivotKitError('TABLE_CELL_INVALID', {
      column: place.column,
      where: `row ${place.row}`,
      value: cellText(cell).slice(0, 60),
      wanted: "an audit event: a list of { TYPE: ['name=value', …] }, also as JSON",
    });
  return { id: key, time, node: undefined, records: records.filter((record) => record !== undefined) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function recordsOf(item: unknown, id: string, time: number): (AuditRecord | undefined)[] {
  if (typeof item !== 'object' || item === null) return [undefined];
  return Object.entries(item).map(([type, fields]: [string, unknown]) => {
    if (!Array.isArray(fields) || !fields.every((field) => typeof field === 'string')) return undefined;
    return { id, time, node: undefined, type, fields: parseAuditFields(fields) };
  });
}
