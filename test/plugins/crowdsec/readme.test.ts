import { readFileSync } from 'node:fs';
import { crowdsec } from '@pivotkit/plugin-crowdsec';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/crowdsec/README.md', 'utf8');

test.each(crowdsec.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (_, pivot) => {
  expect(documentedColumns(readme, pivot)).toEqual(declaredColumns(pivot.columns));
});
