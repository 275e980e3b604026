import { readFileSync } from 'node:fs';
import { processTrees } from '@pivotkit/plugin-process';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/process/README.md', 'utf8');
const { pivots, verbs } = processTrees;

test.each([
  ['process.tree verb', verbs[0].columns],
  ['process.summary', verbs[2].columns],
  ['process.ancestors', pivots[0].columns],
])('columns of %s', (name, columns) => {
  expect(documentedColumns(readme, { name })).toEqual(declaredColumns(columns));
});
