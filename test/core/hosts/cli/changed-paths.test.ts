import { expect, test } from 'vitest';
import { changedPaths } from '../../../../core/src/hosts/cli/changed-paths.ts';

const found = (...rows: object[]) => ({ result: { status: 'found', rows } as const, storedAtMs: 0 });
const unknown = { result: { status: 'not-found' } as const, storedAtMs: 0 };

test.each([
  ['nothing', found({ a: 1 }), found({ a: 1 }), []],
  ['a cell', found({ a: 1, b: 2 }), found({ a: 2, b: 2 }), [['a', '1', '2']]],
  ['a large number', found({ a: 1n }), found({ a: 2n }), [['a', '1', '2']]],
  ['a cell that was null', found({ a: null }), found({ a: 'x' }), [['a', null, 'x']]],
  [
    'within a list',
    found({ tags: ['a', 'b'] }),
    found({ tags: ['a', 'c', 'd'] }),
    [
      ['tags.1', 'b', 'c'],
      ['tags.2', null, 'd'],
    ],
  ],
  [
    'within an object',
    found({ owner: { name: 'x', id: 1 } }),
    found({ owner: { name: 'y', id: 1 } }),
    [['owner.name', 'x', 'y']],
  ],
  ['a list that became an object', found({ a: [1] }), found({ a: { 0: 1 } }), [['a', '[1]', '{"0":1}']]],
  [
    'a time',
    found({ at: new Date(0) }),
    found({ at: new Date(1) }),
    [['at', '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.001Z']],
  ],
  [
    'rows',
    found({ a: 1 }, { a: 2 }),
    found({ a: 2 }, { a: 3 }),
    [
      ['row', '{"a":1}', null],
      ['row', null, '{"a":3}'],
    ],
  ],
  [
    'no longer known',
    found({ a: 1 }),
    unknown,
    [
      ['status', 'found', 'not-found'],
      ['row', '{"a":1}', null],
    ],
  ],
])('%s', (_, before, after, wanted) => {
  expect(changedPaths(before, after).map(({ path, before: left, after: right }) => [path, left, right])).toEqual(
    wanted,
  );
});
