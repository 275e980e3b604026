import { IpAddress } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { nextTurn } from '../../../core/src/io/clock.ts';
import { definePivot, type PivotTarget } from '../../../core/src/pivot/pivot.ts';
import { Rooms, type Concurrency, type Place } from '../../../core/src/pivot/rooms.ts';

interface Asked {
  readonly name: string;
  readonly plugin?: string;
  readonly provider?: string | undefined;
  readonly concurrent?: number;
  readonly reaches?: 'nobody' | 'provider';
}

const target = ({ name, plugin = 'scores', provider, concurrent, reaches = 'provider' }: Asked): PivotTarget => ({
  pivot: definePivot({
    name,
    description: 'x',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns: {},
    sharing: { reaches, ...(provider !== undefined && { provider }) },
    ...(concurrent !== undefined && { limits: { concurrent } }),
    lookup: () => [],
  }),
  plugin: { name: plugin, version: '1.0.0' },
  state: undefined,
  credential: 'none',
});

const never = new AbortController().signal;
const open = (pivots: readonly PivotTarget[] = [], concurrency?: Concurrency): Rooms =>
  new Rooms({ pivots: () => pivots, concurrency });

/** Places of those that have got in, in the order of their coming. */
function queue(rooms: Rooms, targets: readonly PivotTarget[], signal = never) {
  const inside: number[] = [];
  const ended: unknown[] = [];
  const places = targets.map((each, i): Place => {
    const place = rooms.place(each, signal);
    place.enter().then(
      () => inside.push(i),
      (reason: unknown) => ended.push(reason),
    );
    return place;
  });
  return { places, inside, ended };
}

/** All that can happen without anybody leaving has happened. */
const settled = nextTurn;

describe('room', () => {
  const wide = target({ name: 'scores.a', concurrent: 3 });
  const narrow = target({ name: 'scores.b', concurrent: 1 });
  const other = target({ name: 'others', plugin: 'others', concurrent: 1 });
  const elsewhere = target({ name: 'scores.c', provider: 'Elsewhere', concurrent: 2 });
  const here = target({ name: 'scores.d', reaches: 'nobody', concurrent: 2 });

  test.each<[string, readonly PivotTarget[], Concurrency | undefined, readonly number[]]>([
    ['where nothing is said, is for 4', Array(6).fill(target({ name: 'plain' })), undefined, [0, 1, 2, 3]],
    ['of a pivot is its own', [narrow, narrow, wide], undefined, [0, 2]],
    ['of a provider is that of its widest pivot', [wide, wide, narrow, wide, narrow, wide], undefined, [0, 1, 3]],
    ['of one provider is not that of another', [narrow, other, elsewhere, elsewhere, narrow, other], undefined, [0, 1, 2, 3]], // prettier-ignore
    ['is less where the session says so', [wide, wide, other], 1, [0, 2]],
    ['is less for a plugin that the session names', [wide, wide, elsewhere, elsewhere, other], { scores: 1 }, [0, 2, 4]], // prettier-ignore
    ['at the provider is more where the session says so, and of the pivot as before', [narrow, narrow, wide, wide, wide, wide], 9, [0, 2, 3, 4]], // prettier-ignore
    ['of what asks nobody is the pivot’s alone', [here, here, here], 1, [0, 1]],
  ])('%s', async (_, targets, concurrency, expected) => {
    const { inside } = queue(open([wide, narrow, other, elsewhere, here], concurrency), targets);
    await settled();
    expect(inside.toSorted((a, b) => a - b)).toEqual(expected);
  });

  test('is given to who has waited longest, as each leaves', async () => {
    const { places, inside } = queue(open([narrow]), Array(4).fill(narrow));
    for (const [i, place] of places.entries()) {
      await settled();
      expect(inside).toEqual(places.slice(0, i + 1).map((_, at) => at));
      place.leave();
      place.leave();
    }
  });

  test('is not held by who gave up waiting, nor lost', async () => {
    const rooms = open([narrow]);
    const first = queue(rooms, [narrow]);
    const controller = new AbortController();
    const gone = queue(rooms, Array(3).fill(narrow), controller.signal);
    const last = queue(rooms, [narrow]);
    await settled();
    controller.abort('enough');
    await settled();
    expect([first.inside, gone.inside, gone.ended, last.inside]).toEqual([[0], [], ['enough', 'enough', 'enough'], []]);
    first.places[0]?.leave();
    await settled();
    expect(last.inside).toEqual([0]);
  });

  test('of the pivot is given back by who gives up waiting for the provider', async () => {
    const rooms = open([narrow, wide], 1);
    const first = queue(rooms, [wide]);
    const controller = new AbortController();
    const gone = queue(rooms, [narrow], controller.signal);
    await settled();
    controller.abort('enough');
    const last = queue(rooms, [narrow]);
    first.places[0]?.leave();
    await settled();
    expect([gone.ended, last.inside]).toEqual([['enough'], [0]]);
  });

  test('is not entered by who comes too late', async () => {
    const rooms = open([narrow]);
    const late = queue(rooms, [narrow], AbortSignal.abort('late'));
    await settled();
    expect([late.inside, late.ended]).toEqual([[], ['late']]);
    const { inside } = queue(rooms, [narrow]);
    await settled();
    expect(inside).toEqual([0]);
  });

  test('is as wide as a run may use it', () => {
    const rooms = open([wide, narrow, here], 2);
    expect([wide, narrow, here].map((each) => rooms.width(each))).toEqual([2, 1, 2]);
  });
});
