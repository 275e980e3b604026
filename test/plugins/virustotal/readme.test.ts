import { readFileSync } from 'node:fs';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from './columns-table.ts';

const readme = readFileSync('plugins/virustotal/README.md', 'utf8');

test.each(virustotal.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
