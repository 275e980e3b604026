import { readFileSync } from 'node:fs';
import { urlscan } from '@pivotkit/plugin-urlscan';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/urlscan/README.md', 'utf8');

test.each(urlscan.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
