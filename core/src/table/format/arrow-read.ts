import * as arrow from '@uwdata/flechette';
import { z } from 'zod';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { ColumnBuilder } from '../column-builder.ts';
import type { ColumnSpec } from '../column-spec.ts';
import type { Column } from '../column.ts';
import { Table } from '../table.ts';
import { specKey } from './arrow-write.ts';
import { parseJson } from './parse-json.ts';

const specSchema = z.object({
  type: z.enum(['text', 'number', 'bigint', 'boolean', 'time', 'list', 'object', 'any']),
  unit: z.string().optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
  nullWhen: z.string().optional(),
  description: z.string(),
  entity: z.string().optional(),
});

/**
 * The table that Arrow IPC bytes hold, file or stream. Columns that `formatArrow` wrote come back as they were; of
 * others texts, numbers, booleans and times become such columns (times cut to milliseconds), integers of 64 bits
 * numbers where all are safe and bigints where not, lists and structs lists and objects.
 * @throws TABLE_ARROW_INVALID when the bytes are no Arrow IPC.
 */
export function readArrow(bytes: Uint8Array): Table {
  const { names, children, schema } = parse(bytes);
  return Table.of(names.map((name, j) => [name, columnOf(name, children[j], schema.fields[j]?.metadata)]));
}

function parse(bytes: Uint8Array): arrow.Table {
  try {
    return arrow.tableFromIPC(bytes, { useDate: true, useBigInt: true });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new PivotKitError('TABLE_ARROW_INVALID', { problem }, { cause });
  }
}

function columnOf(
  name: string,
  column: arrow.Column<unknown> | undefined,
  metadata: arrow.Metadata | null = null,
): Column {
  const cells = column ?? [];
  const spec = specOf(metadata?.get(specKey));
  return spec === undefined ? foreignColumn(name, cells) : ownColumn(name, spec, cells);
}

/** What the column said about itself when it was written; metadata of another hand are left alone. */
function specOf(text: string | undefined): ColumnSpec | undefined {
  if (text === undefined) return undefined;
  try {
    const { data } = specSchema.safeParse(JSON.parse(text));
    return data === undefined ? undefined : withoutUndefined(data);
  } catch {
    return undefined;
  }
}

function withoutUndefined({ type, description, ...rest }: z.infer<typeof specSchema>): ColumnSpec {
  const { unit, range, nullWhen, entity } = rest;
  return {
    type,
    ...(unit !== undefined && { unit }),
    ...(range !== undefined && { range }),
    ...(nullWhen !== undefined && { nullWhen }),
    description,
    ...(entity !== undefined && { entity }),
  };
}

function ownColumn(name: string, spec: ColumnSpec, cells: Iterable<unknown>): Column {
  const builder = new ColumnBuilder({ name, type: spec.type });
  const isJson = spec.type === 'any' || spec.type === 'list' || spec.type === 'object';
  for (const cell of cells) builder.push(isJson && typeof cell === 'string' ? parseJson(cell) : cell);
  return { spec, vector: builder.build() };
}

function foreignColumn(name: string, cells: Iterable<unknown>): Column {
  const values = Array.from(cells, plainCell);
  const isSafe = values.every((value) => typeof value !== 'bigint' || Number.isSafeInteger(Number(value)));
  const builder = new ColumnBuilder({ name });
  for (const value of values) builder.push(isSafe && typeof value === 'bigint' ? Number(value) : value);
  return builder.column();
}

/** Arrow gives lists of numbers as typed arrays; cells are plain lists. */
function plainCell(value: unknown): unknown {
  return isTypedArray(value) ? Array.from<number | bigint>(value) : value;
}

function isTypedArray(value: unknown): value is arrow.TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
