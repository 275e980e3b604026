import { requireFree } from '../add-columns.ts';
import type { Column } from '../column.ts';
import { columnOf, type Columnar } from '../columnar.ts';

/**
 * Columns under other names, old → new, in their places. Rows: n → n, order kept. Names can be swapped.
 * @throws TABLE_COLUMN_MISSING when there is no column of an old name.
 * @throws TABLE_COLUMN_TAKEN when two columns would have one name.
 */
export function rename(columnar: Columnar, names: Readonly<Record<string, string>>): Columnar {
  for (const name of Object.keys(names)) columnOf(columnar, name);
  const columns = new Map<string, Column>();
  for (const [name, column] of columnar.columns) {
    const newName = (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;
    requireFree(columns, newName, ' under another name');
    columns.set(newName, column);
  }
  return { ...columnar, columns };
}
