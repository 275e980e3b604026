import { cellText, PivotKitError, type Cell } from '@pivotkit/core';

/** Parameters of an event: their names, or their values by name. */
export type Params = readonly string[] | { readonly [param: string]: unknown };

/** What a session is made of. */
export type SessionEvent = string | { readonly name: string; readonly params: Params };

export const sessionTypes = ['commands', 'params', 'values'] as const;
/** Commands alone; with the names of their parameters; with the values of these, too. */
export type SessionType = (typeof sessionTypes)[number];

/** A parameter of an event, once each; the value is `''` where it says nothing. */
export interface EventParam {
  readonly param: string;
  readonly value: string;
}

/** An event as the model takes it. */
export interface ModelEvent {
  readonly name: string;
  readonly params: readonly EventParam[];
}

const noParams: readonly EventParam[] = [];

export function modelEvent(event: SessionEvent, type: SessionType): ModelEvent {
  if (typeof event === 'string') return { name: event, params: noParams };
  if (type === 'commands') return { name: event.name, params: noParams };
  const { params } = event;
  if (isNames(params)) return { name: event.name, params: [...new Set(params)].map((param) => ({ param, value: '' })) };
  return { name: event.name, params: Object.keys(params).map((param) => ({ param, value: valueText(params[param]) })) };
}

const isNames = (params: Params): params is readonly string[] => Array.isArray(params);

/** A value as it is counted: texts as they are, others as in a file; null and NaN say nothing. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  return typeof value === 'string' ? value : cellText(toCell(value));
}

function toCell(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value;
  return value instanceof Date || isObject(value) ? value : String(value);
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null;

/** The richest type that an event of the sessions has. */
export function typeOfSessions(sessions: Iterable<readonly SessionEvent[]>): SessionType {
  let type: SessionType = 'commands';
  for (const session of sessions)
    for (const event of session) {
      if (typeof event === 'string') continue;
      if (!isNames(event.params)) return 'values';
      type = 'params';
    }
  return type;
}

/** A cell of a table as a session. @throws TABLE_CELL_INVALID */
export function sessionOfCell(cell: Cell, row: number, column: string): readonly SessionEvent[] {
  if (Array.isArray(cell) && cell.every(isEvent)) return cell;
  throw new PivotKitError('TABLE_CELL_INVALID', {
    column,
    where: `row ${row}`,
    value: JSON.stringify(cell)?.slice(0, 60),
    wanted: 'a session: a list of texts, or of { name, params } with names or values of parameters',
  });
}

function isEvent(event: unknown): event is SessionEvent {
  if (typeof event === 'string') return true;
  if (!isObject(event) || typeof event['name'] !== 'string') return false;
  const { params } = event;
  return Array.isArray(params) ? params.every((param) => typeof param === 'string') : isObject(params);
}
