import { cellText, distinctCells, PivotKitError, type Cell, type Table } from '@pivotkit/core';
import type { Params, SessionEvent } from './session-event.ts';

export interface EventColumns {
  readonly eventCol: string;
  readonly paramsCol?: string | undefined;
  readonly paramValues: boolean;
}

/** A function from a row to its event. Null names are `''`. @throws TABLE_COLUMN_MISSING, TABLE_CELL_INVALID */
export function eventReader(table: Table<object>, columns: EventColumns): (row: number) => SessionEvent {
  const names = distinctCells(table, columns.eventCol);
  const texts = ['', ...names.values.map(cellText)];
  const nameOf = (row: number): string => texts[names.codes[row] ?? 0] ?? '';
  if (columns.paramsCol === undefined) return nameOf;
  const params = distinctCells(table, columns.paramsCol);
  const known: Params[] = [];
  return (row) => {
    const code = params.codes[row] ?? 0;
    known[code] ??= paramsOf(params.values[code - 1] ?? null, row, columns);
    return { name: nameOf(row), params: known[code] };
  };
}

function paramsOf(cell: Cell, row: number, { paramsCol = '', paramValues }: EventColumns): Params {
  const entries = entriesOf(typeof cell === 'string' ? parsed(cell) : cell);
  if (entries === undefined)
    throw new PivotKitError('TABLE_CELL_INVALID', {
      column: paramsCol,
      where: `row ${row}`,
      value: cellText(cell).slice(0, 60),
      wanted: 'parameters: a list of names or of { Name, Value }, or an object, also as JSON',
    });
  return paramValues ? Object.fromEntries(entries) : entries.map(([name]) => name);
}

function parsed(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown): [name: string, value: unknown][] | undefined {
  if (value === null) return [];
  if (Array.isArray(value)) {
    const entries = value.map(entryOf);
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
  }
  return typeof value === 'object' ? Object.entries(value) : undefined;
}

function entryOf(item: unknown): [name: string, value: unknown] | undefined {
  if (typeof item === 'string') return [item, null];
  const name: unknown = Reflect.get(Object(item), 'Name') ?? Reflect.get(Object(item), 'name');
  const value: unknown = Reflect.get(Object(item), 'Value') ?? Reflect.get(Object(item), 'value') ?? null;
  return typeof name === 'string' ? [name, value] : undefined;
}
