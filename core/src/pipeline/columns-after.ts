import { PivotKitError } from '../error/pivotkit-error.ts';
import { columnMissing, type JoinOptions } from '../table/index.ts';

/** Names after new ones are added behind. @throws TABLE_COLUMN_TAKEN unless they may be replaced */
export function afterAdding(
  columns: readonly string[],
  added: readonly string[],
  options: { readonly text: string; readonly overwrite?: boolean },
): readonly string[] {
  if (options.overwrite !== true) requireFree(columns, added, options.text);
  return [...new Set([...columns, ...added])];
}

/** Names after some are replaced, old → new. @throws TABLE_COLUMN_TAKEN */
export function afterRenaming(
  columns: readonly string[],
  names: Readonly<Record<string, string | undefined>>,
  text: string,
): readonly string[] {
  const renamed = columns.map((name) => (Object.hasOwn(names, name) ? (names[name] ?? name) : name));
  const taken = renamed.find((name, i) => renamed.indexOf(name) < i);
  if (taken !== undefined) throw new PivotKitError('TABLE_COLUMN_TAKEN', { column: taken, where: ` for ${text}` });
  return renamed;
}

/** Names after a join: those of the right, but for keys both sides share. @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TAKEN */
export function afterJoining(
  columns: readonly string[],
  right: readonly string[],
  options: JoinOptions,
  text: string,
): readonly string[] {
  const { prefix = '', suffix = '' } = options;
  const rightKeys = listOf(options.on ?? options.right);
  const missing = rightKeys.find((name) => !right.includes(name));
  if (missing !== undefined) throw columnMissing(missing, right, ` in the right table of ${text}`);
  const leftKeys = joinKeys(options);
  const isShared = (name: string): boolean => rightKeys.some((key, i) => key === name && leftKeys[i] === name);
  const added = right.filter((name) => !isShared(name)).map((name) => `${prefix}${name}${suffix}`);
  return afterAdding(columns, added, { text });
}

/** The key columns of the left. */
export const joinKeys = ({ on, left }: JoinOptions): readonly string[] => listOf(on ?? left);

const listOf = (names: string | readonly string[] | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === 'string' ? [names] : names;

function requireFree(columns: readonly string[], added: readonly string[], text: string): void {
  const taken = added.find((name) => columns.includes(name));
  if (taken !== undefined) throw new PivotKitError('TABLE_COLUMN_TAKEN', { column: taken, where: ` for ${text}` });
}
