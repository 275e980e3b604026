import { distinctCells, gather, instantCells, type Table } from '@pivotkit/core';
import { canonicalId, codedColumn, TextCodes, textOf, type Forms } from './codes.ts';
import { isEventId, type ResolvedSchema } from './resolve-schema.ts';
import { ticksPerMs } from './ticks.ts';

/** What a tree is computed from: process creations as columns of codes; entry i is about row i. */
export interface ProcessRows {
  readonly size: number;
  readonly names: TextCodes;
  readonly ids: TextCodes;
  readonly self: Identity;
  readonly parent: Identity;
  readonly grandparent: Identity;
  readonly hosts: Uint32Array;
  readonly hostNames: TextCodes;
  /** Ids that are used once, 0 none. */
  readonly guids: Uint32Array;
  readonly parentGuids: Uint32Array;
  readonly guidCount: number;
}

/** Name and id as codes (0 none) and time in ticks (0 none) of a process. */
export interface Identity {
  readonly names: Uint32Array;
  readonly ids: Uint32Array;
  readonly ticks: Float64Array;
}

/** Reads the columns of the schema from a table of process creations. */
export function readProcessRows(table: Table<object>, schema: ResolvedSchema): ProcessRows {
  const names = new TextCodes();
  const ids = new TextCodes();
  const hostNames = new TextCodes();
  const guids = new TextCodes();
  const hasExactParents = schema.parentTimeStamp !== undefined;
  const nameForm = hasExactParents ? baseName : lowerCase;
  const of = (name: string | undefined, id: string | undefined, time: string | undefined): Identity => ({
    names: codedColumn(table, name, names, nameForm),
    ids: codedColumn(table, id, ids, idForms),
    ticks: ticksColumn(table, time),
  });
  return {
    size: table.size,
    names,
    ids,
    self: of(schema.processName, schema.processId, schema.timeStamp),
    parent: of(schema.parentName, schema.parentId, schema.parentTimeStamp),
    grandparent: of(schema.grandparentName, schema.grandparentId, schema.grandparentTimeStamp),
    hosts: codedColumn(table, schema.hostNameColumn, hostNames, lowerCase),
    hostNames,
    guids: codedColumn(table, schema.processGuid, guids, lowerCase),
    parentGuids: codedColumn(table, schema.parentGuid, guids, lowerCase),
    guidCount: guids.texts.length,
  };
}

const lowerCase: Forms = { canonical: (text) => text.toLowerCase() };
const idForms: Forms = { canonical: canonicalId, written: (text) => text };

/** A file may be named with its folder in one column and without in another. */
const baseName: Forms = { canonical: (text) => text.slice(text.lastIndexOf('\\') + 1).toLowerCase() };

/** The rows of the table that are process creations; the table itself where all are. */
export function processCreations<R extends object>(
  table: Table<R>,
  { eventIdColumn, eventIds }: ResolvedSchema,
): Table<R> {
  if (eventIdColumn === undefined || eventIds.length === 0) return table;
  const { codes, values } = distinctCells(table, eventIdColumn);
  const isCreation = [false, ...values.map((cell) => isEventId(textOf(cell) ?? '', eventIds))];
  const rows = new Uint32Array(table.size);
  let size = 0;
  for (let row = 0; row < rows.length; row++) if (isCreation[codes[row] ?? 0] === true) rows[size++] = row;
  return size === table.size ? table : gather(table, rows.subarray(0, size));
}

function ticksColumn(table: Table<object>, column: string | undefined): Float64Array {
  if (column === undefined) return new Float64Array(table.size);
  return instantCells(table, column, ticksPerMs).map((ticks) => ticks || 0);
}
