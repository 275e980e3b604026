import { distinctCells, PivotKitError, type Cell, type Done, type Table, type Work } from '@pivotkit/core';
import { numbersOf } from './numbers-of.ts';
import { noText, profileText, type TextProfile } from './text-profile.ts';

/** The texts of a column, each different one looked at once: row i has those at `codes[i]`; 0 is no text. */
export interface ColumnProfiles {
  readonly codes: Uint32Array;
  readonly texts: readonly (string | null)[];
  readonly profiles: readonly TextProfile[];
}

/** Characters after which others may have a turn. */
const stretch = 262_144;

/**
 * Profiles of a column of texts; numbers, bigints and booleans count as their texts, null as the empty one.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE
 */
export function* profileColumn(table: Table<object>, column: string): Work<ColumnProfiles> {
  const { codes, values } = distinctCells(table, column);
  const texts: (string | null)[] = [null];
  const profiles: TextProfile[] = [noText];
  let read = 0;
  for (const value of values) {
    const text = textOf(value, column);
    texts.push(text);
    profiles.push(profileText(text));
    read += text.length + 1;
    if (read < stretch) continue;
    read = 0;
    yield [profiles.length, values.length] satisfies Done;
  }
  return { codes, texts, profiles };
}

/** A number for each row, from its text and profile. */
export function numberOfRows(
  { codes, texts, profiles }: ColumnProfiles,
  feature: (text: string, profile: TextProfile) => number,
): Float64Array {
  const ofCode = numbersOf(profiles.length, (code) => feature(texts[code] ?? '', profiles[code] ?? noText));
  return numbersOf(codes.length, (row) => ofCode[codes[row] ?? 0]);
}

function textOf(cell: Cell, column: string): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'bigint' || typeof cell === 'boolean') return String(cell);
  throw new PivotKitError('TABLE_COLUMN_TYPE', { column, type: 'list, object or time', wanted: 'text' });
}
