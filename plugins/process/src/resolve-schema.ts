import { columnMissing, distinctCells, PivotKitError, type Table } from '@pivotkit/core';
import {
  knownSchemas,
  requiredRoles,
  schemaNames,
  schemaRoles,
  type ProcessSchema,
  type SchemaName,
  type SchemaRole,
} from './schema.ts';

/** The columns of the table by role, and which of its rows are process creations. */
export interface ResolvedSchema extends Omit<ProcessSchema, 'eventIdIdentifier'> {
  readonly name: SchemaName | 'custom';
  /** Values of `eventIdColumn` that mark process creations; empty: all rows are. */
  readonly eventIds: readonly string[];
}

/**
 * The stated schema, checked against the table, or the known one that fits best.
 * @throws TABLE_COLUMN_MISSING with the nearest name, OPTIONS_INVALID where no known schema fits
 */
export function resolveSchema(
  table: Table<object>,
  stated: SchemaName | ProcessSchema | undefined,
  verb: string,
): ResolvedSchema {
  if (stated === undefined) return detectSchema(table, verb);
  return typeof stated === 'string' ? namedSchema(table, stated) : checkCustom(table, stated);
}

function checkCustom(table: Table<object>, { eventIdIdentifier, ...schema }: ProcessSchema): ResolvedSchema {
  for (const role of schemaRoles) {
    const column = schema[role];
    if (column !== undefined && !table.hasColumn(column))
      throw columnMissing(column, table.columnNames, ` (schema.${role})`);
  }
  return { ...schema, name: 'custom', eventIds: eventIdIdentifier === undefined ? [] : [String(eventIdIdentifier)] };
}

function namedSchema(table: Table<object>, name: SchemaName): ResolvedSchema {
  const { columns } = knownSchemas[name];
  for (const role of requiredRoles) {
    const [first = role] = columns[role] ?? [];
    if (columnFor(table, name, role) === undefined)
      throw columnMissing(first, table.columnNames, ` (schema '${name}', ${role})`);
  }
  return resolved(table, name);
}

function detectSchema(table: Table<object>, verb: string): ResolvedSchema {
  let best: { readonly schema: ResolvedSchema; readonly roles: number } | undefined;
  for (const name of schemaNames) {
    if (requiredRoles.some((role) => columnFor(table, name, role) === undefined)) continue;
    const schema = resolved(table, name);
    const roles = schemaRoles.filter((role) => schema[role] !== undefined).length;
    if ((best === undefined || roles > best.roles) && hasEvents(table, schema)) best = { schema, roles };
  }
  if (best !== undefined) return best.schema;
  throw new PivotKitError('OPTIONS_INVALID', {
    name: verb,
    problems: 'the columns fit none of the known schemas',
    suggestion: `State \`schema\`: one of ${schemaNames.join(', ')}, or a map with ${requiredRoles.join(', ')}. The columns are: ${table.columnNames.slice(0, 12).join(', ')}.`,
  });
}

function resolved(table: Table<object>, name: SchemaName): ResolvedSchema {
  const { pathSeparator, eventIds = [] } = knownSchemas[name];
  const column = (role: SchemaRole): string | undefined => columnFor(table, name, role);
  return {
    name,
    pathSeparator,
    eventIds,
    processName: column('processName') ?? '',
    processId: column('processId') ?? '',
    parentId: column('parentId') ?? '',
    timeStamp: column('timeStamp') ?? '',
    ...Object.fromEntries(
      schemaRoles.flatMap((role) => {
        const found = column(role);
        return found === undefined ? [] : [[role, found]];
      }),
    ),
  };
}

const columnFor = (table: Table<object>, name: SchemaName, role: SchemaRole): string | undefined =>
  knownSchemas[name].columns[role]?.find((candidate) => table.hasColumn(candidate));

function hasEvents(table: Table<object>, { eventIdColumn, eventIds }: ResolvedSchema): boolean {
  if (eventIdColumn === undefined || eventIds.length === 0 || table.size === 0) return true;
  return distinctCells(table, eventIdColumn).values.some((cell) => isEventId(cell, eventIds));
}

/** 4688, '4688', 4688n and '4688.0' are one id. */
export const isEventId = (cell: unknown, eventIds: readonly string[]): boolean =>
  eventIds.includes(String(cell).replace(/\.0$/, ''));
