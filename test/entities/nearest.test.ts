import { expect, test } from 'vitest';
import { nearest } from '@pivotkit/entities';

test.each([
  ['adress', ['address', 'zone'], 'address'],
  ['IPADRESS', ['IpAddress'], 'IpAddress'],
  ['teh', ['the', 'then'], 'the'],
  ['x', ['y'], 'y'],
  ['completely', ['different'], undefined],
  ['', ['a'], 'a'],
  ['a', [], undefined],
])('nearest to %j among %j is %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
