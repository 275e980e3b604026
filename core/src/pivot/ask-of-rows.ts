import { entityClass, type Entity } from '@pivotkit/entities';
import type { Table } from '../table/index.ts';
import { answer } from './answer.ts';
import type { AskablePivot, Asker, Asks } from './askable-pivot.ts';
import { askerOf, notAskable } from './asker.ts';
import { sameAs, usable } from './candidates.ts';
import { markingOfRows, withMarking } from './markings.ts';
import { prepareCall } from './pivot-call.ts';
import type { Candidate } from './pivot.ts';
import type { RunContext } from './run-context.ts';
import { runPivot, type DistinctCells } from './run-pivot.ts';

/** What a step over a table is given to ask pivots about things that its rows name. */
export interface RowAsker extends Asker {
  /** What each row names, marked as the row is; undefined = nothing. */
  readonly things: readonly (Entity | undefined)[];
  /**
   * Asks a pivot what each row names, and joins the answer to the rows as a pivot of a column is joined.
   * Rows: n → n, order kept, for pivots with at most one row per input; the others repeat rows in their order.
   * @throws PIVOT_NOT_ASKABLE, TABLE_COLUMN_TAKEN
   */
  readonly join: (pivot: AskablePivot) => Promise<Table<object>>;
}

export interface AskingOfRows {
  /** The verb that asks. */
  readonly name: string;
  readonly asks: Pick<Asks<never, never>, 'optionsFor'>;
  /** Its own options. */
  readonly options: unknown;
  readonly candidates: readonly Candidate[];
  /** Column in which the things stand. */
  readonly column: string;
  readonly things: readonly (Entity | undefined)[];
}

export function askOfRows(who: AskingOfRows, table: Table<object>, context: RunContext): RowAsker {
  const things = markedAsRows(who.things, table);
  const known = new Set(things);
  const { timeRange } = context;
  const asker = askerOf({ ...who, timeRange, context, answer, isInput: (input) => known.has(input) });
  return {
    ...asker,
    things,
    async join(pivot) {
      const candidate = sameAs(pivot, usable(who.candidates));
      if (candidate === undefined) throw notAskable(who.name, pivot, 'it was not chosen for this call');
      // The declaration gets exactly the options it has; their type was erased when it was put in one list with others.
      const options = who.asks.optionsFor?.(who.options as never, candidate) ?? {};
      const call = prepareCall(candidate, who.column, options);
      return runPivot({ ...call, cells: distinctThings(things) }, table, context);
    },
  };
}

/** A thing named in rows that are marked differently is as many entities as there are markings. */
export function markedAsRows(
  things: readonly (Entity | undefined)[],
  table: Table<object>,
): readonly (Entity | undefined)[] {
  const isMarked = markingOfRows(table) !== undefined;
  const made = new Map<Entity, Map<string, Entity>>();
  return things.map((thing, row) => {
    if (thing === undefined || !isMarked) return thing;
    const marking = markingOfRows(table, row);
    const ofThing = made.get(thing) ?? new Map<string, Entity>();
    const marked = ofThing.get(marking ?? '') ?? withMarking(entityClass(thing.kind), thing, marking);
    made.set(thing, ofThing.set(marking ?? '', marked));
    return marked;
  });
}

function distinctThings(things: readonly (Entity | undefined)[]): DistinctCells {
  const codeOfThing = new Map<Entity, number>();
  const codes = Uint32Array.from(things, (thing) => {
    if (thing === undefined) return 0;
    const code = codeOfThing.get(thing) ?? codeOfThing.size + 1;
    codeOfThing.set(thing, code);
    return code;
  });
  return { codes, values: [...codeOfThing.keys()] };
}
