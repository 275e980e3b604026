import { readFileSync } from 'node:fs';
import { spamhaus } from '@pivotkit/plugin-spamhaus';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/spamhaus/README.md', 'utf8');

test.each(spamhaus.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
