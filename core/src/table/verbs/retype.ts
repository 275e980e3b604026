import type { Cell } from '../cell.ts';
import { cellInvalid, ColumnBuilder, convertCell } from '../column-builder.ts';
import { columnCodes } from '../column-codes.ts';
import type { ColumnType } from '../column-spec.ts';
import type { Column } from '../column.ts';
import { columnOf, withoutIndex, type Columnar } from '../columnar.ts';
import { cellReader } from '../row-reader.ts';

/**
 * Columns as other types: texts are read (numbers, ISO 8601 times, true/false, JSON), anything can become text.
 * Rows: n → n, order kept; null stays null.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 * @throws TABLE_CELL_INVALID when a cell cannot be of the type.
 */
export function retype(columnar: Columnar, types: Readonly<Record<string, ColumnType>>): Columnar {
  const whole = withoutIndex(columnar);
  const columns = new Map(whole.columns);
  for (const [name, type] of Object.entries(types)) columns.set(name, retyped(whole, name, type));
  return { ...whole, columns };
}

function retyped(columnar: Columnar, name: string, type: ColumnType): Column {
  const column = columnOf(columnar, name);
  if (column.spec.type === type) return column;
  const builder = new ColumnBuilder({ type, name });
  for (const cell of convertedCells(columnar, name, type)) builder.push(cell);
  return { ...column, spec: { ...column.spec, type }, vector: builder.build() };
}

/** Of texts each distinct one is read once. */
function* convertedCells(columnar: Columnar, name: string, type: ColumnType): Iterable<Cell> {
  const convert = converter(name, type);
  if (columnOf(columnar, name).vector.kind === 'text') {
    const { codes, values } = columnCodes(columnar, name);
    const converted = values.map((cell, j) => convertCell(cell, type) ?? convert(cell, codes.indexOf(j + 1)));
    for (const code of codes) yield converted[code - 1] ?? null;
  } else {
    const read = cellReader(columnar, name);
    for (let i = 0; i < columnar.size; i++) yield convert(read(i), i);
  }
}

function converter(column: string, type: ColumnType): (cell: Cell, row: number) => Cell {
  return (cell, row) => {
    const converted = convertCell(cell, type);
    if (converted === undefined) throw cellInvalid(cell, { column, row, type });
    return converted;
  };
}
