import type { Cell, Row } from './cell.ts';
import type { Columnar } from './columnar.ts';
import { vectorReader } from './vector.ts';

/** A function from a row's number to the cell of one column, through the index. */
export function cellReader(columnar: Columnar, name: string): (row: number) => Cell {
  const column = columnar.columns.get(name);
  if (column === undefined) return () => null;
  const { index } = columnar;
  const read = vectorReader(column.vector);
  return index === undefined ? read : (row) => read(index[row] ?? -1);
}

/** A function from a row's number to a plain object of its cells. */
export function rowReader(columnar: Columnar): (row: number) => Row {
  const names = [...columnar.columns.keys()];
  const readers = names.map((name) => cellReader(columnar, name));
  // A header may say `__proto__`: assigning that name would set the prototype and lose the cell.
  if (names.includes('__proto__'))
    return (row) => Object.fromEntries(names.map((name, j) => [name, readers[j]?.(row) ?? null]));
  return (row) => {
    const cells: { [column: string]: Cell } = {};
    for (let j = 0; j < names.length; j++) cells[names[j] ?? ''] = readers[j]?.(row) ?? null;
    return cells;
  };
}
