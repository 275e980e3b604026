import { Alert } from '../alert.ts';
import type { Entity } from '../entity.ts';
import { EntityError } from '../entity-error.ts';
import { entitiesFromWire, entityFromWire } from './entity-from-wire.ts';
import { isRecord, listItems, parseJson } from './wire-value.ts';

export interface AlertOfRow {
  readonly alert: Alert;
  /** What of the row could not be taken as it is, in sentences; the data itself is kept in `additionalData`. */
  readonly problems: readonly string[];
}

/**
 * The alert of a row of an alert table (`SecurityAlert` of Microsoft Sentinel and its like): columns in any case,
 * `Entities`, `ExtendedProperties` and `ExtendedLinks` as JSON text or parsed, times in UTC where they name no zone.
 * Rows: 1 → 1, whatever the cells hold; empty cells are absent, columns an alert does not have go to `additionalData`,
 * a column without a name (a row number of an export) is left out.
 */
export function alertFromRow(row: Readonly<Record<string, unknown>>): AlertOfRow {
  const problems: string[] = [];
  const cells = Object.entries(row).filter(([name, cell]) => name.trim() !== '' && !isEmptyCell(cell));
  const entities = cells.flatMap(([name, cell]) => (isEntities(name) ? readEntities(cell, problems) : []));
  const wire = Object.fromEntries(cells.filter(([name, cell]) => !isEntities(name) || !isList(cell)).map(tidyCell));
  const { value, problems: more } = entityFromWire({ ...tableName(row), ...wire, Type: 'alert' });
  const attributes: Record<string, unknown> = { ...value, ...(entities.length === 0 ? {} : { entities }) };
  return { alert: makeAlert(value, attributes), problems: [...problems, ...more] };
}

/** `result[i]` is of `rows[i]`. Rows: n → n, order kept. */
export function alertsFromRows(rows: Iterable<Readonly<Record<string, unknown>>>): AlertOfRow[] {
  return Array.from(rows, alertFromRow);
}

function makeAlert(value: Entity, attributes: Record<string, unknown>): Alert {
  if (value instanceof Alert) return new Alert(attributes);
  throw new EntityError('ENTITY_INVALID', 'The cells of the row are no alert.');
}

/** Column `Type` of a log store is the name of its table, not the kind of a thing. */
const tableName = ({ Type: type }: Readonly<Record<string, unknown>>): object =>
  typeof type === 'string' && type !== '' ? { AdditionalData: { Type: type } } : {};

const isEntities = (name: string): boolean => name.toLowerCase() === 'entities';

/** NaN is how data frames write an empty cell. */
const isEmptyCell = (cell: unknown): boolean =>
  cell === null || cell === undefined || Number.isNaN(cell) || (typeof cell === 'string' && cell.trim() === '');

const isList = (cell: unknown): boolean => Array.isArray(parsed(cell));

const parsed = (cell: unknown): unknown => (typeof cell === 'string' ? parseJson(cell) : cell);

function readEntities(cell: unknown, problems: string[]): readonly Entity[] {
  const list = parsed(cell);
  if (!Array.isArray(list)) {
    problems.push('Entities is no JSON list; it is kept as additional data.');
    return [];
  }
  const read = entitiesFromWire(list);
  problems.push(...read.problems);
  return read.value;
}

/** Cells that hold JSON as text, and comma-separated lists. */
function tidyCell([name, cell]: readonly [string, unknown]): [string, unknown] {
  const folded = name.toLowerCase();
  if (isEntities(name)) return ['entitiesText', cell];
  if (['tactics', 'techniques', 'subtechniques'].includes(folded)) return [name, listItems(cell).flatMap(splitList)];
  if (folded !== 'extendedproperties' && folded !== 'extendedlinks') return [name, cell];
  const value = parsed(cell);
  return [name, folded === 'extendedlinks' && isRecord(value) ? [value] : (value ?? cell)];
}

const splitList = (item: unknown): readonly unknown[] =>
  typeof item === 'string'
    ? item
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : [item];
