import { PivotKitError } from '../error/pivotkit-error.ts';
import {
  alsoNullWhen,
  gather,
  noRow,
  vectorOf,
  withColumns,
  type Cell,
  type Column,
  type ColumnSpec,
  type Origin,
  type Table,
} from '../table/index.ts';
import { gatherCodes, gatherVector } from '../table/gather-vector.ts';
import { statusText } from './lookup-result.ts';
import type { Lookup, PivotRun } from './lookup.ts';
import { marksOfLookups } from './markings.ts';
import type { OutputColumns } from './output-column.ts';
import type { JoinKind } from './pivot-types.ts';

/** How an answer is put beside the rows that asked. */
export interface JoinPlan {
  readonly join: JoinKind;
  readonly prefix: string;
  readonly suffix: string;
  /** The answer's columns to add, by their declared names. */
  readonly columns: readonly string[];
}

/** What is put beside the rows: row i of the table was answered by `run.lookups[lookupOfRow[i]]`. */
export interface Results {
  readonly run: PivotRun;
  readonly lookupOfRow: Uint32Array;
  /** The pivot's columns; its answers have been checked against them. */
  readonly declared: OutputColumns;
}

/** Names the new columns will have, the status column last. @throws TABLE_COLUMN_TAKEN, TABLE_COLUMN_MISSING */
export function joinedNames(pivot: string, { prefix, suffix, columns }: JoinPlan): string[] {
  return [...columns.map((name) => `${prefix}${name}${suffix}`), `${prefix}${pivot}.status${suffix}`];
}

/**
 * Puts answers beside the rows that asked.
 * Rows: n → n, order kept, where each look-up has at most one row and `join` keeps unmatched rows; left rows repeat in
 * left order where a look-up has many; `inner` and `right` drop the rows without an answer. Unmatched cells are null.
 * The left table is not changed. What is added is as restricted as the input that led to it and as its source says.
 * @throws TABLE_COLUMN_TAKEN when a new column's name exists.
 */
export function joinResults(table: Table<object>, results: Results, plan: JoinPlan): Table<object> {
  const { run, lookupOfRow } = results;
  const names = joinedNames(run.pivot, plan);
  for (const name of names)
    if (table.columns.has(name))
      throw new PivotKitError('TABLE_COLUMN_TAKEN', { column: name, where: ` (pivot '${run.pivot}')` });
  const answers = flatten(run.lookups);
  const match = matchRows(lookupOfRow, answers, plan.join === 'left' || plan.join === 'outer');
  const left = match.leftIndex === undefined ? table : gather(table, match.leftIndex);
  return withColumns(left, newColumns(results, answers.rows, match, plan));
}

interface Answers {
  /** Rows of all look-ups, one after the other. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** `first[i]` to `first[i + 1]` (exclusive) are the rows of look-up i. */
  readonly first: Uint32Array;
  readonly many: boolean;
}

function flatten(lookups: readonly Lookup[]): Answers {
  const rows: Readonly<Record<string, unknown>>[] = [];
  const first = new Uint32Array(lookups.length + 1);
  let many = false;
  for (const [i, { result }] of lookups.entries()) {
    if (result.status === 'found') {
      for (const row of result.rows) rows.push(row);
      many ||= result.rows.length > 1;
    }
    first[i + 1] = rows.length;
  }
  return { rows, first, many };
}

interface Match {
  /** Left rows in order of the result; undefined = the left rows as they are. */
  readonly leftIndex: Uint32Array | undefined;
  /** Row of the answers for each row of the result, or `noRow`. */
  readonly answerIndex: Uint32Array;
  /** Look-up for each row of the result, counted from 1 as an origin wants it. */
  readonly lookupCodes: Uint32Array;
}

function matchRows(lookupOfRow: Uint32Array, answers: Answers, keepUnmatched: boolean): Match {
  return answers.many || !keepUnmatched
    ? matchEach(lookupOfRow, answers, keepUnmatched)
    : matchOne(lookupOfRow, answers);
}

/** The common case: as many rows as before. */
function matchOne(lookupOfRow: Uint32Array, { first }: Answers): Match {
  const answerIndex = new Uint32Array(lookupOfRow.length);
  const lookupCodes = new Uint32Array(lookupOfRow.length);
  for (let row = 0; row < lookupOfRow.length; row++) {
    const lookup = lookupOfRow[row] ?? 0;
    const start = first[lookup] ?? 0;
    answerIndex[row] = start === first[lookup + 1] ? noRow : start;
    lookupCodes[row] = lookup + 1;
  }
  return { leftIndex: undefined, answerIndex, lookupCodes };
}

function matchEach(lookupOfRow: Uint32Array, { first }: Answers, keepUnmatched: boolean): Match {
  const leftIndex: number[] = [];
  const answerIndex: number[] = [];
  const lookupCodes: number[] = [];
  const add = (row: number, lookup: number, answer: number): void => {
    leftIndex.push(row);
    answerIndex.push(answer);
    lookupCodes.push(lookup + 1);
  };
  for (const [row, lookup] of lookupOfRow.entries()) {
    const start = first[lookup] ?? 0;
    const end = first[lookup + 1] ?? start;
    for (let answer = start; answer < end; answer++) add(row, lookup, answer);
    if (start === end && keepUnmatched) add(row, lookup, noRow);
  }
  return {
    leftIndex: Uint32Array.from(leftIndex),
    answerIndex: Uint32Array.from(answerIndex),
    lookupCodes: Uint32Array.from(lookupCodes),
  };
}

function newColumns(
  { run, declared }: Results,
  rows: Answers['rows'],
  { answerIndex, lookupCodes }: Match,
  plan: JoinPlan,
): Record<string, Column> {
  const names = joinedNames(run.pivot, plan);
  const marks = marksOfLookups(run.lookups, lookupCodes);
  const carried = { origin: { codes: lookupCodes, source: run }, ...(marks && { marks }) };
  const unmatched = plan.join === 'left' || plan.join === 'outer';
  const added: Record<string, Column> = {};
  for (const [i, name] of plan.columns.entries()) {
    const spec = declared[name];
    if (spec === undefined) continue;
    const vector = vectorOf(
      spec.type,
      rows.map((row) => (row[name] ?? null) as Cell),
    );
    added[names[i] ?? name] = {
      spec: unmatched ? alsoNullWhen(spec, `${run.pivot} has no answer`) : spec,
      vector: gatherVector(vector, answerIndex),
      ...carried,
    };
  }
  added[names.at(-1) ?? 'status'] = statusColumn(run, carried);
  return added;
}

/** One code per look-up status, taken to the rows by the codes of the origin. */
function statusColumn(run: PivotRun, carried: Pick<Column, 'marks'> & { readonly origin: Origin }): Column {
  const spec: ColumnSpec = { type: 'text', description: `What happened to the look-up by ${run.pivot}` };
  const statuses = vectorOf(
    'text',
    run.lookups.map(({ result }) => statusText(result)),
  );
  if (statuses.kind !== 'text') throw new PivotKitError('INTERNAL', { problem: 'a status that is no text' });
  const shifted = new Uint32Array(run.lookups.length + 1);
  shifted.set(statuses.codes, 1);
  const codes = gatherCodes(shifted, carried.origin.codes);
  return { spec, vector: { kind: 'text', codes, values: statuses.values }, ...carried };
}
