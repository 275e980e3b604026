import {
  defineVerb,
  gather,
  inTurns,
  numberCells,
  rowGroups,
  timeCells,
  vectorOf,
  withColumns,
  type Column,
  type Table,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { beaconColumns } from './columns.ts';
import { findBeacon, type Beacon, type BeaconOptions } from './find-beacon.ts';
import { timesOfGroups } from './times-of-groups.ts';

const options = z.strictObject({
  groupBy: z
    .array(z.string())
    .nonempty()
    .default(['SourceIp', 'DestinationIp'])
    .describe('Columns that say together who talks to whom'),
  timeColumn: z.string().default('TimeGenerated').describe('Column of times, or of seconds since 1970'),
  timeUnit: z
    .enum(['seconds', 'milliseconds'])
    .default('seconds')
    .describe('What a column of numbers counts since 1970'),
  resolution: z
    .number()
    .nonnegative()
    .optional()
    .describe('What the times are rounded to, in seconds. Default: 1 where all of a pair are whole seconds, else 0.'),
  minEvents: z.int().min(6).default(8).describe('Pairs with fewer events are not looked at'),
  maxPValue: z.number().positive().max(1).default(0.001).describe('A pair is a beacon when its p-value is not above'),
  seed: z.int().default(42).describe('Same seed, same p-values'),
});

type Options = z.output<typeof options>;

/**
 * Who calls whom in a rhythm. Rows: n → one for each pair, the first of its events with what was found, the smallest
 * p-value first, then the most events. Null is a partner like others; events without a time do not count.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_CELL_INVALID TABLE_COLUMN_TAKEN
 */
export const detect = defineVerb({
  name: 'beacon.detect',
  description: 'Finds pairs that talk in a rhythm, with period, jitter, loss and how likely it is by chance',
  options,
  columns: beaconColumns,
  result: 'added-columns',
  examples: ["session.from(flows).verb('beacon.detect', { groupBy: ['SrcIp', 'DestIp'], timeColumn: 'StartTime' })"],
  run: async (table, given, call: VerbCall) => {
    const groups = rowGroups(table.columnar, given.groupBy);
    const times = timesOfGroups(groups, secondsOf(table, given));
    const beacons = await inTurns(findAll(times, optionsOf(given)), call);
    const found = times.map((ofGroup, group) => ({
      row: groups.firstRows[group] ?? 0,
      times: ofGroup,
      beacon: beacons[group],
    }));
    const order = found.toSorted(
      (left, right) => pOf(left) - pOf(right) || right.times.length - left.times.length || left.row - right.row,
    );
    const rows = gather(
      table,
      Int32Array.from(order, ({ row }) => row),
    );
    return withColumns(rows, addedColumns(order, given));
  },
});

function secondsOf(table: Table<object>, { timeColumn, timeUnit }: Options): Float64Array {
  const { vector } = table.column(timeColumn);
  const isNumber = vector.kind === 'number';
  const scale = isNumber && timeUnit === 'seconds' ? 1 : 1_000;
  const times = isNumber ? numberCells(table, timeColumn) : timeCells(table, timeColumn);
  return times.map((time) => time / scale);
}

const optionsOf = ({ minEvents, seed, resolution }: Options): BeaconOptions => ({
  minEvents,
  seed,
  ...(resolution !== undefined && { resolution }),
});

function* findAll(times: readonly Float64Array[], given: BeaconOptions): Work<(Beacon | undefined)[]> {
  const found: (Beacon | undefined)[] = [];
  for (const ofGroup of times) {
    yield [found.length, times.length];
    found.push(findBeacon(ofGroup, given));
  }
  return found;
}

interface Found {
  readonly row: number;
  readonly times: Float64Array;
  readonly beacon: Beacon | undefined;
}

const pOf = ({ beacon }: Found): number => beacon?.pValue ?? 2;

function addedColumns(found: readonly Found[], { maxPValue }: Options): Record<keyof typeof beaconColumns, Column> {
  const column = (name: keyof typeof beaconColumns, cellOf: (one: Found) => unknown): Column => {
    const spec = beaconColumns[name];
    return { spec, vector: vectorOf(spec.type, found.map(cellOf)) };
  };
  return {
    isBeacon: column('isBeacon', (one) => pOf(one) <= maxPValue),
    period: column('period', ({ beacon }) => beacon?.period),
    jitter: column('jitter', ({ beacon }) => beacon?.jitter),
    loss: column('loss', ({ beacon }) => beacon?.loss),
    pValue: column('pValue', ({ beacon }) => beacon?.pValue),
    confidence: column('confidence', ({ beacon }) => 1 - (beacon?.pValue ?? 1)),
    score: column('score', ({ beacon }) => beacon && Math.min(1, beacon.score)),
    method: column('method', ({ beacon }) => beacon?.method),
    events: column('events', ({ times }) => times.length),
    firstSeen: column('firstSeen', ({ times }) =>
      instant(times.reduce((first, time) => Math.min(first, time), Infinity)),
    ),
    lastSeen: column('lastSeen', ({ times }) => instant(times.reduce((last, time) => Math.max(last, time), -Infinity))),
  };
}

/** Null where there is none, or it is beyond what a Date can be. */
function instant(seconds: number): Date | null {
  const date = new Date(1_000 * seconds);
  return Number.isNaN(date.getTime()) ? null : date;
}
