import { readFileSync } from 'node:fs';
import { riskiq } from '@pivotkit/plugin-riskiq';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/riskiq/README.md', 'utf8');

test.each(riskiq.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
