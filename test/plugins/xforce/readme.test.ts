import { readFileSync } from 'node:fs';
import { xforce } from '@pivotkit/plugin-xforce';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/xforce/README.md', 'utf8');

test.each(xforce.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
