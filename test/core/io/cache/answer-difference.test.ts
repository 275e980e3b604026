import { expect, test } from 'vitest';
import { answerDifference, type AnswerDifference } from '../../../../core/src/io/cache/answer-difference.ts';
import type { CachedResult } from '../../../../core/src/io/cache/lookup-cache.ts';
import { found, notFound } from './entries.ts';

const nothing: AnswerDifference = { cells: [], added: [], removed: [] };

test.each<[string, CachedResult, CachedResult, Partial<AnswerDifference>]>([
  ['nothing', found({ a: 1 }), found({ a: 1 }), {}],
  ['the order of columns', found({ a: 1, b: 2 }), found({ b: 2, a: 1 }), {}],
  ['a cell', found({ a: 1, b: 2 }), found({ a: 1, b: 3 }), { cells: [{ column: 'b', before: 2, after: 3 }] }],
  ['a type', found({ a: 1 }), found({ a: '1' }), { cells: [{ column: 'a', before: 1, after: '1' }] }],
  ['a Date', found({ a: new Date(1) }), found({ a: new Date(1) }), {}],
  [
    'columns',
    found({ a: 1, b: 2 }),
    found({ b: 2, c: 3 }),
    {
      cells: [
        { column: 'a', before: 1, after: undefined },
        { column: 'c', before: undefined, after: 3 },
      ],
    },
  ],
  ['found now', notFound, found({ a: 1 }), { added: [{ a: 1 }] }],
  ['found no more', found({ a: 1 }, { a: 2 }), notFound, { removed: [{ a: 1 }, { a: 2 }] }],
  [
    'one of many rows',
    found({ a: 1 }, { a: 2 }),
    found({ a: 2 }, { a: 3 }),
    { added: [{ a: 3 }], removed: [{ a: 1 }] },
  ],
  ['how often a row occurs', found({ a: 1 }, { a: 1 }), found({ a: 1 }), { removed: [{ a: 1 }] }],
])('%s', (_, before, after, expected) => {
  const storedAtMs = 0;
  expect(answerDifference({ storedAtMs, result: before }, { storedAtMs, result: after })).toEqual({
    ...nothing,
    ...expected,
  });
});
