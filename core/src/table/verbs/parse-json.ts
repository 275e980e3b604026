import type { Cell } from '../cell.ts';
import { cellInvalid, ColumnBuilder } from '../column-builder.ts';
import { columnCodes } from '../column-codes.ts';
import { columnOf, withoutIndex, type Columnar } from '../columnar.ts';
import { isCell } from '../cell-type.ts';
import { parseJson as parse } from '../format/parse-json.ts';

/** A text that is no JSON: rows are counted from 0. */
export interface JsonNote {
  readonly column: string;
  readonly row: number;
  readonly problem: string;
}

export interface ParseJsonOptions {
  /** What becomes of a text that is no JSON; default `keep`: it stays the text it is. */
  readonly onError?: 'keep' | 'null' | 'throw';
  /** Hears of each different text that is no JSON, with the first row that has it. */
  readonly onNote?: (note: JsonNote) => void;
}

/**
 * The JSON texts of a column as the values they say; cells that are no texts stay. Rows: n → n, order kept. Whole
 * numbers beyond 2^53 become bigints. A text that is no JSON is kept unless asked otherwise.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 * @throws TABLE_CELL_INVALID when a text is no JSON and `onError` is 'throw'.
 */
export function parseJson(columnar: Columnar, name: string, options: ParseJsonOptions = {}): Columnar {
  const whole = withoutIndex(columnar);
  const column = columnOf(whole, name);
  const { codes, values } = columnCodes(whole, name, { nanIsKey: true });
  const parsed = values.map((cell, j) => parseText(cell, () => codes.indexOf(j + 1), { column: name, ...options }));
  const builder = new ColumnBuilder({ name });
  for (const code of codes) builder.push(code === 0 ? null : parsed[code - 1]);
  const { nullWhen } = builder.column().spec;
  const spec = { ...(nullWhen !== undefined && { nullWhen }), ...column.spec, type: builder.type };
  return { ...whole, columns: new Map(whole.columns).set(name, { ...column, spec, vector: builder.build() }) };
}

function parseText(
  cell: Cell,
  row: () => number,
  { column, onError, onNote }: ParseJsonOptions & { column: string },
): Cell {
  if (typeof cell !== 'string') return cell;
  try {
    const value = parse(cell);
    return isCell(value) ? value : null;
  } catch (error) {
    if (onError === 'throw') throw cellInvalid(cell, { column, row: row(), type: 'object' });
    onNote?.({ column, row: row(), problem: error instanceof Error ? error.message : String(error) });
    return onError === 'null' ? null : cell;
  }
}
