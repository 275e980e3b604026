import {
  columnMissing,
  defineVerb,
  distinctCells,
  inTurns,
  Table,
  vectorOf,
  type Cell,
  type Column,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { detectType } from './detect-type.ts';
import type { Keyed } from './keyed.ts';
import { maskCell, maskTypes, type MaskType } from './masker.ts';

export interface State {
  readonly keyed: Keyed;
}

const options = z.strictObject({
  columns: z
    .record(z.string(), z.enum(maskTypes))
    .default({})
    .describe('How columns are masked, by name; goes before what is found out'),
  others: z
    .enum(['detect', 'auto', 'keep', 'null'])
    .default('detect')
    .describe(
      'Columns that are not named: `detect` masks those that can be told, `auto` masks every text, `keep` and `null` do so',
    ),
});

/**
 * The table with what names people, hosts and networks replaced by made-up values of the same form. Equal values become
 * equal, different ones different, in every table that is masked with the same key. Rows: n → n, order kept; null stays
 * null; numbers, booleans and, unless asked for, times stay.
 * @throws TABLE_COLUMN_MISSING when `columns` names one that is not there
 */
export const maskData = defineVerb({
  name: 'mask.data',
  description: 'Replaces names, addresses and identifiers by made-up ones of the same form, the same everywhere',
  options,
  columns: {},
  result: 'added-columns',
  // What a column holds is told once, from the whole of it: told from each batch, it could be masked in one and not in the next.
  streamable: false,
  examples: ["session.from(events).verb('mask.data', { columns: { Message: 'embedded' } })"],
  async run(table, given, call: VerbCall<State>) {
    for (const name of Object.keys(given.columns))
      if (!table.hasColumn(name)) throw columnMissing(name, table.columnNames);
    const { masked, kept } = await inTurns(maskColumns(table, given, call.state.keyed), call);
    if (kept.length > 0)
      call.log.warn('columns of text were not masked, since nothing tells what they hold', { columns: kept });
    return Table.of(masked);
  },
});

interface Masked {
  readonly masked: readonly (readonly [string, Column])[];
  /** Columns of text that stay. */
  readonly kept: readonly string[];
}

function* maskColumns(table: Table<object>, { columns, others }: z.output<typeof options>, keyed: Keyed): Work<Masked> {
  const masked: [string, Column][] = [];
  const kept: string[] = [];
  for (const name of table.columnNames) {
    const type = columns[name] ?? typeOfOther(table, name, { others, keyed });
    if (type === undefined && columnAt(table, name).spec.type === 'text') kept.push(name);
    masked.push([name, yield* maskColumn(table, name, type ?? 'keep', keyed)]);
  }
  return { masked, kept };
}

const columnAt = (table: Table<object>, name: string): Column => table.column(name);

function typeOfOther(
  table: Table<object>,
  name: string,
  { others, keyed }: { readonly others: 'detect' | 'auto' | 'keep' | 'null'; readonly keyed: Keyed },
): MaskType | undefined {
  if (others !== 'detect') return others;
  const { spec } = columnAt(table, name);
  if (spec.type === 'list' || spec.type === 'object' || spec.type === 'any') return 'auto';
  return spec.type === 'text' ? detectType(name, spec, distinctCells(table, name).values, keyed) : 'keep';
}

/** Each distinct cell is masked once. */
function* maskColumn(table: Table<object>, name: string, type: MaskType, keyed: Keyed): Work<Column> {
  const column = columnAt(table, name);
  if (type === 'keep') return column;
  const { codes, values } = distinctCells(table, name);
  const masked: Cell[] = [];
  for (const [i, cell] of values.entries()) {
    if (i % 64 === 0) yield [i, values.length];
    // What is masked is a cell of the same type, or null.
    masked.push(maskCell(cell, type, keyed) as Cell);
  }
  const cells = Array.from(codes, (code) => (code === 0 ? null : (masked[code - 1] ?? null)));
  return { ...column, vector: vectorOf(column.spec.type, cells) };
}
