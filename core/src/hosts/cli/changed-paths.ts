import { textOf } from '../../error/text-of.ts';
import { answerDifference, type CacheChange } from '../../io/cache/index.ts';

type Answer = CacheChange['before'];

/** One thing that is not as it was; null = there was, or is, nothing. */
export interface ChangedPath {
  /** Column and what is within it: `tags.2`, `owner.name`; `status`, or `row` for a whole row. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What changed between two answers to one question, down to single texts and numbers. */
export function changedPaths(before: Answer, after: Answer): ChangedPath[] {
  const { cells, added, removed } = answerDifference(before, after);
  return [
    ...statusChange(before, after),
    ...cells.flatMap((cell) => changesWithin(cell.column, cell.before, cell.after)),
    ...removed.map((row) => ({ path: 'row', before: leafText(row), after: null })),
    ...added.map((row) => ({ path: 'row', before: null, after: leafText(row) })),
  ];
}

function statusChange(before: Answer, after: Answer): ChangedPath[] {
  const [left, right] = [before.result.status, after.result.status];
  return left === right ? [] : [{ path: 'status', before: left, after: right }];
}

/** Lists by position, objects by name, anything else as a whole. */
function changesWithin(path: string, before: unknown, after: unknown): ChangedPath[] {
  if (!isNested(before) || !isNested(after) || Array.isArray(before) !== Array.isArray(after)) {
    const change = { path, before: leafText(before), after: leafText(after) };
    return change.before === change.after ? [] : [change];
  }
  const [left, right] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].flatMap((name) => changesWithin(`${path}.${name}`, left.get(name), right.get(name)));
}

const isNested = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

function leafText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return textOf(value);
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}
