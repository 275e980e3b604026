import {
  atOnce,
  cellText,
  compareCells,
  distinctCells,
  instantCells,
  type Cell,
  type Table,
  type Work,
} from '@pivotkit/core';

export interface SessionRules {
  /** Columns whose cells together say who it was; nulls are one value like others. None: all events are one user's. */
  readonly userColumns: readonly string[];
  readonly timeColumn: string;
  /** Longest session; one of exactly this length is whole. */
  readonly maxSessionMs: number;
  /** Longest pause inside a session. */
  readonly maxPauseMs: number;
}

/** Sessions as stretches of rows in the order of user and time. */
export interface Sessions {
  /** Rows by user and time, equal times in the order of the table; those without a time are missing. */
  readonly rows: Uint32Array;
  /** Session s is `rows[starts[s]]` up to before `rows[starts[s + 1]]`. */
  readonly starts: readonly number[];
  /** Milliseconds since 1970 by row of the table, exact to the microsecond; NaN where there is none. */
  readonly times: Float64Array;
}

/** Times are read to the microsecond. */
const perMs = 1000;

/**
 * A session ends where the user changes, where more than `maxPauseMs` pass, and where it would be longer than
 * `maxSessionMs`. @throws TABLE_COLUMN_MISSING
 */
export const findSessions = (table: Table<object>, rules: SessionRules): Sessions => atOnce(sessionsWork(table, rules));

/** The same in pieces, for verbs. */
export function* sessionsWork(table: Table<object>, rules: SessionRules): Work<Sessions> {
  yield [0, table.size];
  const times = instantCells(table, rules.timeColumn, perMs).map((instant) => instant / perMs);
  const users = usersOf(table, rules.userColumns);
  yield [0, table.size];
  const rows = byUserAndTime(users, times);
  const starts: number[] = [];
  let begin = 0;
  for (let at = 0; at < rows.length; at++) {
    if ((at & 0x1fff) === 0) yield [at, rows.length];
    const row = rows[at] ?? 0;
    const before = rows[at - 1] ?? 0;
    const time = times[row] ?? 0;
    const isSame = at > 0 && users.codes[row] === users.codes[before];
    if (isSame && time - (times[before] ?? 0) <= rules.maxPauseMs && time - begin <= rules.maxSessionMs) continue;
    starts.push(at);
    begin = time;
  }
  return { rows, starts: [...starts, rows.length], times };
}

interface Users {
  /** Rows of one user have one code; codes ascend with the users' cells, nulls last. */
  readonly codes: Uint32Array;
  readonly size: number;
}

function usersOf(table: Table<object>, columns: readonly string[]): Users {
  let users: Users = { codes: new Uint32Array(table.size), size: 1 };
  for (const column of columns) users = split(users, ranked(table, column));
  return users;
}

/** Each user's rows apart by a further column. */
function split(users: Users, column: Users): Users {
  const pairs = new Map<number, number>();
  for (let row = 0; row < users.codes.length; row++)
    pairs.set((users.codes[row] ?? 0) * column.size + (column.codes[row] ?? 0), 0);
  [...pairs.keys()].sort((a, b) => a - b).forEach((pair, code) => pairs.set(pair, code)); // prettier-ignore
  const codes = users.codes.map((code, row) => pairs.get(code * column.size + (column.codes[row] ?? 0)) ?? 0);
  return { codes, size: pairs.size };
}

function ranked(table: Table<object>, column: string): Users {
  const { codes, values } = distinctCells(table, column);
  const order = values.map((_, i) => i).sort((a, b) => byText(values[a] ?? null, values[b] ?? null)); // prettier-ignore
  const ranks = new Uint32Array(values.length + 1).fill(values.length);
  order.forEach((code, rank) => (ranks[code + 1] = rank));
  return { codes: codes.map((code) => ranks[code] ?? 0), size: values.length + 1 };
}

const byText = (a: Cell, b: Cell): number =>
  typeof a === typeof b ? compareCells(a, b) : compareCells(cellText(a), cellText(b));

function byUserAndTime({ codes, size }: Users, times: Float64Array): Uint32Array {
  const starts = new Uint32Array(size + 1);
  for (let row = 0; row < codes.length; row++)
    if (!Number.isNaN(times[row])) starts[(codes[row] ?? 0) + 1] = (starts[(codes[row] ?? 0) + 1] ?? 0) + 1;
  for (let user = 0; user < size; user++) starts[user + 1] = (starts[user + 1] ?? 0) + (starts[user] ?? 0);
  const next = starts.slice();
  const rows = new Uint32Array(starts[size] ?? 0);
  for (let row = 0; row < codes.length; row++) {
    if (Number.isNaN(times[row])) continue;
    const user = codes[row] ?? 0;
    const at = next[user] ?? 0;
    rows[at] = row;
    next[user] = at + 1;
  }
  for (let user = 0; user < size; user++) sortByTime(rows.subarray(starts[user], starts[user + 1]), times);
  return rows;
}

function sortByTime(rows: Uint32Array, times: Float64Array): void {
  const isSorted = rows.every((row, i) => i === 0 || (times[rows[i - 1] ?? 0] ?? 0) <= (times[row] ?? 0));
  if (!isSorted) rows.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
}
