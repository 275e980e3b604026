import { columnCodes } from './column-codes.ts';
import { rowNumbers, type Columnar } from './columnar.ts';

/** Rows with equal cells as groups, in order of first appearance. */
export interface RowGroups {
  /** Group of row i, counted from 0. */
  readonly groupOf: Uint32Array;
  /** First row of each group. */
  readonly firstRows: Uint32Array;
}

/**
 * Groups of the rows by the columns named; null is equal to null here and NaN to NaN. Without columns all rows are one
 * group.
 * @throws TABLE_COLUMN_MISSING
 */
export function rowGroups(columnar: Columnar, names: readonly string[]): RowGroups {
  const [first, ...rest] = names;
  if (first === undefined)
    return { groupOf: new Uint32Array(columnar.size), firstRows: rowNumbers(Math.min(1, columnar.size)) };
  return rest.reduce((groups, name) => split(groups, columnar, name), byColumn(columnar, first));
}

function byColumn(columnar: Columnar, name: string): RowGroups {
  const { codes, values } = columnCodes(columnar, name, { nanIsKey: true });
  return numbered(codes, values.length + 1);
}

/** Codes below `limit` renumbered by first appearance. */
function numbered(codes: Uint32Array, limit: number): RowGroups {
  const groupPlusOne = new Uint32Array(limit);
  const groupOf = new Uint32Array(codes.length);
  const firstRows: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    let group = groupPlusOne[code] ?? 0;
    if (group === 0) {
      group = firstRows.push(i);
      groupPlusOne[code] = group;
    }
    groupOf[i] = group - 1;
  }
  return { groupOf, firstRows: Uint32Array.from(firstRows) };
}

/** Each group by one more column: a pair of numbers is a number of its own. */
function split(groups: RowGroups, columnar: Columnar, name: string): RowGroups {
  const column = byColumn(columnar, name);
  const width = column.firstRows.length;
  const codeOf = new Map<number, number>();
  const codes = groups.groupOf.map((group, i) => {
    const pair = group * width + (column.groupOf[i] ?? 0);
    const known = codeOf.get(pair);
    if (known !== undefined) return known;
    codeOf.set(pair, codeOf.size);
    return codeOf.size - 1;
  });
  return numbered(codes, codeOf.size);
}
