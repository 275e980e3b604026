import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shapeDiff } from '../../../core/src/io/replay-shape.ts';

const none: readonly string[] = [];

test.each<[string, unknown, unknown, readonly unknown[]]>([
  ['other values', { a: 1, b: 'x' }, { a: 2, b: 'y' }, []],
  ['other numbers of items', { a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, []],
  ['an empty list', { a: [{ b: 1 }] }, { a: [] }, []],
  ['null in place of a value', { a: { b: 1 }, c: 1 }, { a: null, c: null }, []],
  ['another type', { a: 1 }, { a: '1' }, [{ path: '$.a', recorded: ['number'], live: ['string'] }]],
  ['a member that is gone', { a: 1, b: 2 }, { a: 1 }, [{ path: '$.b', recorded: ['number'], live: none }]],
  ['a member that is new', { a: 1 }, { a: 1, 'b-c': 2 }, [{ path: '$["b-c"]', recorded: none, live: ['number'] }]],
  ['a list that was an object', { a: {} }, { a: [] }, [{ path: '$.a', recorded: ['object'], live: ['list'] }]],
  [
    'one of several types in a list',
    [1, 'x'],
    [1],
    [{ path: '$[]', recorded: ['number', 'string'], live: ['number'] }],
  ],
  [
    'deep in a list',
    { a: [{ b: 1 }] },
    { a: [{ b: true }] },
    [{ path: '$.a[].b', recorded: ['number'], live: ['boolean'] }],
  ],
  [
    'what is below a lost member is not told again',
    { a: { b: { c: 1 } } },
    {},
    [{ path: '$.a', recorded: ['object'], live: none }],
  ],
  ['the answer itself', {}, 'Not found', [{ path: '$', recorded: ['object'], live: ['string'] }]],
])('%s', (_, recorded, live, expected) => {
  expect(shapeDiff(recorded, live)).toEqual(expected);
});

test('an answer has the shape of itself, and differences are the same both ways', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      const swapped = shapeDiff(right, left).map(({ path, recorded, live }) => ({
        path,
        recorded: live,
        live: recorded,
      }));
      expect(shapeDiff(left, left)).toEqual([]);
      expect(shapeDiff(left, right)).toEqual(swapped);
    }),
  );
});
