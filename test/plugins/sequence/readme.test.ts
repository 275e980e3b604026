import { readFileSync } from 'node:fs';
import { sequence } from '@pivotkit/plugin-sequence';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/sequence/README.md', 'utf8');

test.each(sequence.verbs.map((verb) => [verb.name, verb] as const))('columns of %s', (_, verb) => {
  expect(documentedColumns(readme, verb)).toEqual(declaredColumns(verb.columns));
});
