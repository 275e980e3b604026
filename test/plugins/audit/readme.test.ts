import { readFileSync } from 'node:fs';
import { audit } from '@pivotkit/plugin-audit';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/audit/README.md', 'utf8');

test.each(audit.verbs.map((verb) => [verb.name, verb] as const))('columns of %s', (_, verb) => {
  expect(documentedColumns(readme, verb)).toEqual(declaredColumns(verb.columns));
});
