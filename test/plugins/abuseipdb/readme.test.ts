import { readFileSync } from 'node:fs';
import { abuseipdb } from '@pivotkit/plugin-abuseipdb';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/abuseipdb/README.md', 'utf8');

test.each(abuseipdb.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
