import { readFileSync } from 'node:fs';
import { tor } from '@pivotkit/plugin-tor';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/tor/README.md', 'utf8');

test.each(tor.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
