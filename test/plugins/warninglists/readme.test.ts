import { readFileSync } from 'node:fs';
import { warninglists } from '@pivotkit/plugin-warninglists';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/warninglists/README.md', 'utf8');

test.each(warninglists.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
