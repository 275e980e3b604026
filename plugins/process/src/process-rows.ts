import { distinctCells, instantCells, type Table } from '@pivotkit/core';
import { canonicalId, codedColumn, TextCodes, textOf, type Forms } from './codes.ts';
import { isEventId, type ResolvedSchema } from './resolve-schema.ts';
import { ticksPerMs } from './ticks.ts';
import { rowNumbers } from './time-order.ts';

/** What a tree is computed from: process creations as columns of codes; entry i is about row `rows[i]` of the table. */
export interface ProcessRows {
  readonly size: number;
  readonly rows: Uint32Array;
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

/** Reads the columns of the schema; rows of other events are left out. */
export function readProcessRows(table: Table<object>, schema: ResolvedSchema): ProcessRows {
  const rows = creationRows(table, schema);
  const names = new TextCodes();
  const ids = new TextCodes();
  const hostNames = new TextCodes();
  const guids = new TextCodes();
  const hasExactParents = schema.parentTimeStamp !== undefined;
  const nameForm = hasExactParents ? baseName : lowerCase;
  const of = (name: string | undefined, id: string | undefined, time: string | undefined): Identity => ({
    names: taken(codedColumn(table, name, names, nameForm), rows),
    ids: taken(codedColumn(table, id, ids, idForms), rows),
    ticks: ticksColumn(table, time, rows),
  });
  return {
    size: rows.length,
    rows,
    names,
    ids,
    self: of(schema.processName, schema.processId, schema.timeStamp),
    parent: of(schema.parentName, schema.parentId, schema.parentTimeStamp),
    grandparent: of(schema.grandparentName, schema.grandparentId, schema.grandparentTimeStamp),
    hosts: taken(codedColumn(table, schema.hostNameColumn, hostNames, lowerCase), rows),
    hostNames,
    guids: taken(codedColumn(table, schema.processGuid, guids, lowerCase), rows),
    parentGuids: taken(codedColumn(table, schema.parentGuid, guids, lowerCase), rows),
    guidCount: guids.texts.length,
  };
}

const lowerCase: Forms = { canonical: (text) => text.toLowerCase() };
const idForms: Forms = { canonical: canonicalId, written: (text) => text };

/** A file may be named with its folder in one column and without in another. */
const baseName: Forms = { canonical: (text) => text.slice(text.lastIndexOf('\\') + 1).toLowerCase() };

function creationRows(table: Table<object>, { eventIdColumn, eventIds }: ResolvedSchema): Uint32Array {
  if (eventIdColumn === undefined || eventIds.length === 0) return rowNumbers(table.size);
  const { codes, values } = distinctCells(table, eventIdColumn);
  const isCreation = [false, ...values.map((cell) => isEventId(textOf(cell) ?? '', eventIds))];
  const rows = new Uint32Array(table.size);
  let size = 0;
  for (let row = 0; row < rows.length; row++) if (isCreation[codes[row] ?? 0] === true) rows[size++] = row;
  return rows.slice(0, size);
}

const taken = (codes: Uint32Array, rows: Uint32Array): Uint32Array =>
  rows.length === codes.length ? codes : rows.map((row) => codes[row] ?? 0);

function ticksColumn(table: Table<object>, column: string | undefined, rows: Uint32Array): Float64Array {
  const ticks = new Float64Array(rows.length);
  if (column === undefined) return ticks;
  const instants = instantCells(table, column, ticksPerMs);
  for (let i = 0; i < ticks.length; i++) ticks[i] = instants[rows[i] ?? 0] || 0;
  return ticks;
}
