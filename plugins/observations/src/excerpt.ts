import { cellText, Frame, type Cell, type Provenance, type Table } from '@pivotkit/core';
import type { Tlp } from '@pivotkit/entities';
import type { Excerpt, ExcerptCell } from './observation.ts';

export interface ExcerptOptions {
  /** Rows kept, the first ones. Default: 5. */
  readonly excerptRows?: number | undefined;
  /** Columns kept. Default: the first 20. */
  readonly excerptColumns?: readonly string[] | undefined;
}

export const mostExcerptRows = 100;
const mostColumns = 20;
const longestCell = 500;

/** A few rows as they can be kept, and who said what in them. @throws TABLE_COLUMN_MISSING */
export function excerptOf(data: Table<object>, options: ExcerptOptions = {}): Excerpt {
  const columns = options.excerptColumns ?? data.columnNames.slice(0, mostColumns);
  const head = data.slice(0, Math.min(options.excerptRows ?? 5, mostExcerptRows));
  const cells = columns.map((name) => head.cells(name));
  const rows = Array.from({ length: head.size }, (_, i) => cells.map((column) => keptCell(column[i] ?? null)));
  return { columns: [...columns], rows, totalRows: data.size, provenance: provenanceOf(head, columns) };
}

export function keptCell(cell: Cell): ExcerptCell {
  if (cell === null || typeof cell === 'boolean') return cell;
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : String(cell);
  const text = cellText(cell).toWellFormed();
  return text.length > longestCell ? `${text.slice(0, longestCell - 1).toWellFormed()}…` : text;
}

/** A frame for a table: it knows markings and where cells came from. */
export const frameOf = (table: Table<object>): Frame<object> => new Frame(table, { pivotsOf: () => [] });

/** The strictest marking of any cell of the table: counts and entities rest on all rows, not on the excerpt alone. */
export const markingOf = (table: Table<object>): Tlp | undefined => frameOf(table).marking();

function provenanceOf(table: Table<object>, columns: readonly string[]): Excerpt['provenance'] {
  const frame = frameOf(table);
  return columns.flatMap((column) => {
    // The name comes from the table itself and needs no check by the compiler.
    const said = Array.from({ length: table.size }, (_, row) => frame.why(row, column as never));
    const known = said.filter((one) => one !== undefined);
    const [first] = known;
    if (first === undefined) return [];
    const { pivot, plugin, pluginVersion, provider } = first;
    const askedAt = askedBetween(known);
    return [{ column, pivot, plugin, pluginVersion, ...(provider && { provider }), ...(askedAt && { askedAt }) }];
  });
}

function askedBetween(said: readonly Provenance[]): { readonly first: string; readonly last: string } | undefined {
  const times = said.flatMap(({ askedAt }) => (askedAt === undefined ? [] : [askedAt.toISOString()])).toSorted();
  const [first] = times;
  return first === undefined ? undefined : { first, last: times.at(-1) ?? first };
}
