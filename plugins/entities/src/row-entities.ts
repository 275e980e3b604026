import { columnMissing, PivotKitError, timeCells, type Log, type Table } from '@pivotkit/core';
import {
  alertFromRow,
  entitiesFromEvent,
  entityClass,
  entityId,
  findEntityClass,
  isEntity,
  type Entity,
} from '@pivotkit/entities';
import type { Edge } from './graph.ts';

/** What a row names, and how the things of one row are related. */
export interface RowEntities {
  readonly entities: readonly Entity[];
  readonly relations: readonly Pick<Edge, 'source' | 'target' | 'name'>[];
}

export type ReadRow = (row: number) => RowEntities;

/** How rows are read; see the options of the verbs. */
export interface Reading {
  readonly from: 'columns' | 'alerts' | 'events';
  readonly columns: Readonly<Record<string, string>>;
  readonly relate: 'chain' | 'star' | 'none';
}

/**
 * A function that reads rows as their things.
 * @throws TABLE_COLUMN_MISSING, OPTIONS_INVALID when a kind is none or nothing says which columns name things
 */
export function rowReader(table: Table<object>, reading: Reading, log: Log): ReadRow {
  if (reading.from === 'columns') return readColumns(table, reading);
  const read = reading.from === 'alerts' ? alertOf(log) : (row: object) => entitiesFromEvent({ ...row });
  return (row) => ({ entities: read(Object.fromEntries(Object.entries(table.row(row)))), relations: [] });
}

/** What could not be read of an alert is said once for each way of being wrong. */
function alertOf(log: Log): (row: Readonly<Record<string, unknown>>) => readonly Entity[] {
  const said = new Set<string>();
  return (row) => {
    const { alert, problems } = alertFromRow(row);
    for (const problem of problems) {
      if (said.has(problem) || said.size > 20) continue;
      said.add(problem);
      log.warn('an alert could not be read whole', { problem });
    }
    return [alert];
  };
}

function readColumns(table: Table<object>, { columns, relate }: Reading): ReadRow {
  const named = namedColumns(table, columns);
  return (row) => {
    const found = named.flatMap(({ name, read }) => {
      const entity = read(row);
      return entity === undefined ? [] : [{ name, entity }];
    });
    return { entities: found.map(({ entity }) => entity), relations: relationsOf(found, relate) };
  };
}

interface Found {
  readonly name: string;
  readonly entity: Entity;
}

/** Things of one row belong together: each to the next, or all to the first. The edge has the name of the column it leads to. */
function relationsOf(found: readonly Found[], relate: Reading['relate']): RowEntities['relations'] {
  if (relate === 'none') return [];
  return found.slice(1).flatMap(({ name, entity }, i) => {
    const source = relate === 'star' ? found[0] : found[i];
    return source === undefined ? [] : [{ source: entityId(source.entity), target: entityId(entity), name }];
  });
}

interface NamedColumn {
  readonly name: string;
  readonly read: (row: number) => Entity | undefined;
}

function namedColumns(table: Table<object>, columns: Readonly<Record<string, string>>): readonly NamedColumn[] {
  const stated = Object.entries(columns);
  const chosen = stated.length > 0 ? stated : declaredColumns(table);
  if (chosen.length === 0)
    throw new PivotKitError('OPTIONS_INVALID', {
      name: 'entities.graph',
      problems: 'no column of the table says that it names things',
      suggestion: "Say which do: `columns: { SourceIp: 'IpAddress', Computer: 'Host' }`.",
    });
  return chosen.map(([name, kind]) => ({ name, read: columnReader(table, name, kind) }));
}

function declaredColumns(table: Table<object>): (readonly [string, string])[] {
  return [...table.columns].flatMap(([name, { entity }]) => (entity === undefined ? [] : [[name, entity] as const]));
}

/** Each distinct text is read once. */
function columnReader(table: Table<object>, name: string, kind: string): NamedColumn['read'] {
  if (!table.hasColumn(name)) throw columnMissing(name, table.columnNames);
  if (findEntityClass(kind) === undefined)
    throw new PivotKitError('OPTIONS_INVALID', {
      name: 'entities.graph',
      problems: `'${kind}', of the column '${name}', is no kind of entity`,
      suggestion: 'Kinds are IpAddress, Host, Account, Dns, Url, FileHash and so on.',
    });
  const cls = entityClass(kind);
  const cells = cellsOf(table, name);
  const known = new Map<string, Entity | undefined>();
  return (row) => {
    const cell = cells[row];
    if (isEntity(cell)) return cell;
    if (typeof cell !== 'string' || cell.trim() === '') return undefined;
    if (!known.has(cell)) {
      const parsed = cls.parse(cell);
      known.set(cell, parsed.ok ? parsed.value : undefined);
    }
    return known.get(cell);
  };
}

const cellsOf = (table: Table<object>, name: string): readonly unknown[] => table.cells(name);

/** Times of a column, null where it has none. @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TYPE, TABLE_CELL_INVALID */
export function timesOf(table: Table<object>, name: string | undefined): (row: number) => Date | null {
  if (name === undefined) return () => null;
  const times = timeCells(table, name);
  return (row) => {
    const time = times[row] ?? Number.NaN;
    return Number.isNaN(time) ? null : new Date(time);
  };
}
