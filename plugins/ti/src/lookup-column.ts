import { defineVerb, PivotKitError, type Table, type VerbCall } from '@pivotkit/core';
import { Unknown } from '@pivotkit/entities';
import { z } from 'zod';
import { lookupColumns } from './columns.ts';
import type { State } from './config.ts';
import { lookupOptions } from './options.ts';

const options = lookupOptions.extend({
  column: z.string().describe('Column with the things to look up'),
  typeColumn: z.string().describe('Column that says what they are: ipv4, dns, url, md5_hash …').optional(),
});

type Options = z.output<typeof options>;

/** `ti.lookup` over a column of any things, by a column that says what they are, where there is one. */
export const lookupColumn = defineVerb({
  name: 'ti.lookupColumn',
  description: 'What each source says about the addresses, domains, URLs and hashes of a column',
  options,
  columns: lookupColumns,
  result: 'added-columns',
  examples: ["session.from(indicators).verb('ti.lookupColumn', { column: 'value', typeColumn: 'type' })"],
  asks: {
    candidates: (catalogue) => catalogue.filter(({ name, kind }) => name === 'ti.lookup' && kind === Unknown.kind),
    optionsFor: ({ column: _, typeColumn: __, ...rest }: Options) => rest,
    column: ({ column }: Options) => column,
    things: (table, { column, typeColumn }: Options) => thingsOf(table, column, typeColumn),
    whenNone: 'configure plugins whose pivots declare the facet `reputation`',
  },
  run: async (_table: Table<object>, _options: Options, { pivots: [pivot], join }: VerbCall<State>) => {
    if (pivot === undefined) throw new PivotKitError('INTERNAL', { problem: 'ti.lookup is not there' });
    return join(pivot);
  },
});

/** Each distinct pair of text and type is one thing. */
function thingsOf(table: Table<object>, column: string, typeColumn: string | undefined): (Unknown | undefined)[] {
  const types = typeColumn === undefined ? undefined : [...table.cells(typeColumn)];
  const made = new Map<string, Unknown>();
  return [...table.cells(column)].map((cell, row) => {
    const name = textOf(cell);
    if (name === undefined) return undefined;
    const type = textOf(types?.[row]);
    const place = JSON.stringify([name, type]);
    const thing = made.get(place) ?? new Unknown({ name, ...(type !== undefined && { type }) });
    made.set(place, thing);
    return thing;
  });
}

const textOf = (cell: unknown): string | undefined =>
  typeof cell === 'string' && cell.trim() !== '' ? cell.trim() : undefined;
