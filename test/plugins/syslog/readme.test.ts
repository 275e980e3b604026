import { readFileSync } from 'node:fs';
import { syslog } from '@pivotkit/plugin-syslog';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/syslog/README.md', 'utf8');

test.each(syslog.verbs.map((verb) => [verb.name, verb] as const))('columns of %s', (_, verb) => {
  expect(documentedColumns(readme, verb)).toEqual(declaredColumns(verb.columns));
});
