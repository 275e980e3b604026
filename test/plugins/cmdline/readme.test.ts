import { readFileSync } from 'node:fs';
import { cmdline } from '@pivotkit/plugin-cmdline';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/cmdline/README.md', 'utf8');

test.each(cmdline.verbs.map((verb) => [verb.name, verb] as const))('columns of %s', (_, verb) => {
  expect(documentedColumns(readme, verb)).toEqual(declaredColumns(verb.columns));
});
