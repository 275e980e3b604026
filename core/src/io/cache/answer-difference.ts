import type { CachedAnswer } from './lookup-cache.ts';
import { pack } from './typed-text.ts';

/** What changed from one answer to the next. Where both have one row, its cells; otherwise whole rows. */
export interface AnswerDifference {
  readonly cells: readonly { readonly column: string; readonly before: unknown; readonly after: unknown }[];
  readonly added: readonly object[];
  readonly removed: readonly object[];
}

/** Columns of the old row first, in its order; a cell that is not there is undefined. Rows keep their order. */
export function answerDifference(before: CachedAnswer, after: CachedAnswer): AnswerDifference {
  const [left, right] = [rowsOf(before), rowsOf(after)];
  const [leftRow, rightRow] = [left[0], right[0]];
  if (leftRow !== undefined && rightRow !== undefined && left.length === 1 && right.length === 1)
    return { cells: changedCells(leftRow, rightRow), added: [], removed: [] };
  return { cells: [], added: withoutRows(right, left), removed: withoutRows(left, right) };
}

const rowsOf = ({ result }: CachedAnswer): readonly object[] => (result.status === 'found' ? result.rows : []);

function changedCells(before: object, after: object): AnswerDifference['cells'] {
  const [left, right] = [
    new Map<string, unknown>(Object.entries(before)),
    new Map<string, unknown>(Object.entries(after)),
  ];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((column) => ({ column, before: left.get(column), after: right.get(column) }))
    .filter((cell) => textOfRow(cell.before) !== textOfRow(cell.after));
}

/** Each row of the second list takes one equal row out of the first. */
function withoutRows(rows: readonly object[], others: readonly object[]): readonly object[] {
  const counts = new Map<string, number>();
  for (const text of others.map(textOfRow)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return rows.filter((row) => {
    const text = textOfRow(row);
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left <= 0;
  });
}

const textOfRow = (row: unknown): string => pack(row, { canonical: true });
