import { number, readFacet, text, type Opinion } from '@pivotkit/core';
import { expect, test } from 'vitest';

const columns = { rank: number('Rank', { nullWhen: 'unranked' }), label: text('Label', { nullWhen: 'none' }) };

const opinion = (row: { readonly rank: number | null; readonly label: string | null }): Opinion | undefined =>
  row.rank === null && row.label === null
    ? undefined
    : {
        judgement: 'unknown',
        severity: 'information',
        reliability: 'C',
        score: row.rank,
        reasons: row.label === null ? [] : [row.label],
      };
const pivot = { columns, facets: { reputation: opinion } };

test.each([
  ['all cells', { rank: 3, label: 'x' }, { score: 3, reasons: ['x'] }],
  // Authors may leave out what may be null; the facet finds null, as the table has it.
  ['a cell that was left out', { rank: 3 }, { score: 3, reasons: [] }],
  ['a cell that is undefined', { rank: undefined, label: 'x' }, { score: null, reasons: ['x'] }],
])('a facet reads %s as the columns declare them', (_, row, expected) => {
  expect(readFacet(pivot, 'reputation', row)).toMatchObject(expected);
});

test('a row that says nothing of it, and a facet that is not there', () => {
  expect(readFacet(pivot, 'reputation', {})).toBeUndefined();
  expect(readFacet(pivot, 'whois', { rank: 3 })).toBeUndefined();
});
