import { readFileSync } from 'node:fs';
import { ti } from '@pivotkit/plugin-ti';
import { expect, test } from 'vitest';
import { declaredColumns, documentedColumns } from '../virustotal/columns-table.ts';

const readme = readFileSync('plugins/ti/README.md', 'utf8');

test.each([...ti.pivots, ...ti.verbs].map((each) => [each.name, each] as const))(
  'columns of %s',
  (_, { name, columns }) => {
    expect(documentedColumns(readme, { name })).toEqual(declaredColumns(columns));
  },
);
