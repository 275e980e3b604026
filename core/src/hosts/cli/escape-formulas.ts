import { Table, type Column, type Vector } from '../../table/index.ts';

const formula = /^[=+\-@\t\r]/;

/**
 * Puts an apostrophe before texts that a spreadsheet would run, in all columns but those that are kept as they came.
 * Rows: n → n, order kept. For writing only: dictionaries may then name a text twice. Source: OWASP, CSV Injection, read
 * 2026-11-20.
 */
export function escapeFormulas(table: Table<object>, isKept: (name: string) => boolean): Table<object> {
  return Table.of(
    table.columnNames.map((name) => {
      const column = table.column(name);
      return [name, isKept(name) ? column : escaped(column)] as const;
    }),
  );
}

const escaped = (column: Column): Column => ({ ...column, vector: escapedVector(column.vector) });

function escapedVector(vector: Vector): Vector {
  if (vector.kind === 'text') return { ...vector, values: vector.values.map(escapedText) };
  if (vector.kind !== 'cells') return vector;
  return { ...vector, cells: vector.cells.map((cell) => (typeof cell === 'string' ? escapedText(cell) : cell)) };
}

const escapedText = (text: string): string => (formula.test(text) ? `'${text}` : text);
