import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { CsvNote } from './csv-options.ts';

/** Names for columns from a header: an empty one becomes `column N`, a repeated one gets a number; each is noted. */
export function uniqueNames(header: readonly (string | null)[], onNote: (note: CsvNote) => void): string[] {
  const taken = new Set(header.filter((name) => name !== null && name !== ''));
  const names = new Set<string>();
  for (const [j, field] of header.entries()) {
    const given = field ?? '';
    const name = given !== '' && !names.has(given) ? given : freeName(given === '' ? `column ${j + 1}` : given, taken);
    names.add(name);
    taken.add(name);
    if (name !== given) onNote({ kind: 'renamed', column: j + 1, given, name });
  }
  return [...names];
}

function freeName(name: string, taken: ReadonlySet<string | null>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
}

/** @throws TABLE_CSV_EMPTY when there is no header. */
export function requireHeader(names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) throw new PivotKitError('TABLE_CSV_EMPTY');
  return names;
}
