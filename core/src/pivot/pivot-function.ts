import { isEntity, type Entity } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { textOf } from '../error/text-of.ts';
import { Table } from '../table/index.ts';
import type { DistinctCells } from './run-pivot.ts';
import { Frame, type FrameContext } from './frame.ts';
import type { Policy } from './policy.ts';
import { prepareCall, type PivotReference, type PreparedCall } from './pivot-call.ts';
import type { PivotFunction } from './pivot-types.ts';
import type { PivotTarget } from './pivot.ts';

/** What a session does for its pivot functions. */
export interface PivotRuntime extends FrameContext {
  /** @throws PIVOT_UNAVAILABLE, SESSION_CLOSED, TABLE_COLUMN_MISSING, TABLE_COLUMN_TAKEN, RUN_CANCELLED */
  readonly policy: Policy;
  runPivot(call: PreparedCall, table: Table<object>): Promise<Table<object>>;
}

/** The name of the column that holds the values of a call over values. */
export const inputColumn = 'input';

const references = new WeakMap<object, PivotReference>();

/** Makes `IpAddress.whois` out of a pivot: a function over values, entities, and columns of tables. */
export function createPivotFunction(reference: PivotReference, runtime: PivotRuntime): PivotFunction {
  const { target, cls } = reference;
  const ask = async (input: unknown, written: object = {}): Promise<Frame<object>> => {
    const { table, column, cells } = inputOf(target, input, written);
    const call = { ...prepareCall(reference, column, written), ...(cells && { cells }) };
    return new Frame(await runtime.runPivot(call, table), runtime);
  };
  const described = Object.assign(ask, { pivot: target.pivot, kind: cls.kind });
  references.set(described, reference);
  // The overloads promise row types that only exist for the compiler.
  return described as unknown as PivotFunction;
}

/** What a pivot function asks, for pipelines and help. @throws PIVOT_UNKNOWN when it is none of a session. */
export function referenceOf(fn: object): PivotReference {
  const found = references.get(fn);
  if (found !== undefined) return found;
  throw new PivotKitError('PIVOT_UNKNOWN', {
    pivot: textOf(Reflect.get(fn, 'name')),
    suggestion: 'Take pivots from `session.entities`, such as `session.entities.IpAddress.geolocation`.',
  });
}

interface CallInput {
  readonly table: Table<object>;
  readonly column: string;
  readonly cells?: DistinctCells;
}

function inputOf(target: PivotTarget, input: unknown, written: object): CallInput {
  if (!isFrame(input) && !isTable(input)) return valuesInput(valuesOf(target, input));
  const column: unknown = Reflect.get(written, 'column');
  if (typeof column !== 'string') throw invalidInput(target, "a table without the option 'column'");
  const table = isFrame(input) ? input.table : input;
  return { table, column };
}

/** One row per value, in order, shown as text in the column `input`; what is asked about are the values themselves. */
function valuesInput(values: readonly (string | Entity | null)[]): CallInput {
  const shown = values.map((value) => (isEntity(value) ? value.toString() : value));
  const specs = {
    [inputColumn]: { type: 'text', description: 'Value asked about', nullWhen: 'none was given' },
  } as const;
  const codes = Uint32Array.from(values, (_, i) => i + 1);
  return {
    table: Table.fromColumns({ [inputColumn]: shown }, { specs }),
    column: inputColumn,
    cells: { codes, values },
  };
}

function valuesOf(target: PivotTarget, input: unknown): (string | Entity | null)[] {
  const items = isIterable(input) ? [...input] : [input];
  return items.map((item) => {
    if (item === null || item === undefined) return null;
    if (typeof item === 'string' || isEntity(item)) return item;
    throw invalidInput(target, isIterable(item) ? 'a list in a list' : `a value of type ${typeof item}`);
  });
}

const isFrame = (value: unknown): value is Frame<object> => value instanceof Frame;
const isTable = (value: unknown): value is Table<object> => value instanceof Table;

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && !isEntity(value) && Symbol.iterator in value;

const invalidInput = ({ pivot }: PivotTarget, input: string): PivotKitError =>
  new PivotKitError('PIVOT_INPUT_INVALID', { pivot: pivot.name, input });
