import { defineVerb, inTurns, withColumns, type Column, type VerbCall } from '@pivotkit/core';
import { z } from 'zod';
import { numberOfRows, profileColumn } from './column-profiles.ts';
import { textColumns } from './columns.ts';
import { textFeatureNames, textFeatures } from './text-features.ts';

/**
 * Numbers that say how the texts of a column are alike. Rows: n → n, order kept. Null counts as the empty text.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE
 */
export const textFeaturesVerb = defineVerb({
  name: 'cluster.textFeatures',
  description: 'Adds numbers that say how the texts of a column are alike: accounts, user agents, anything',
  options: z.strictObject({
    column: z.string().describe('Column of the texts'),
  }),
  columns: textColumns,
  result: 'added-columns',
  streamable: true,
  examples: ["session.from(requests).verb('cluster.textFeatures', { column: 'UserAgent' })"],
  run: async (table, { column }, call: VerbCall) => {
    const profiles = await inTurns(profileColumn(table, column), call);
    const columnOf = (name: keyof typeof textFeatures): Column => ({
      spec: textColumns[name],
      vector: { kind: 'number', numbers: numberOfRows(profiles, textFeatures[name]) },
    });
    return withColumns(table, Object.fromEntries(textFeatureNames.map((name) => [name, columnOf(name)])));
  },
});
