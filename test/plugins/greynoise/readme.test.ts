import { readFileSync } from 'node:fs';
import { greynoise } from '@pivotkit/plugin-greynoise';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/greynoise/README.md', 'utf8');

test.each(greynoise.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
