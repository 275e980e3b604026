import { readFileSync } from 'node:fs';
import { openpagerank } from '@pivotkit/plugin-openpagerank';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/openpagerank/README.md', 'utf8');

test.each(openpagerank.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
