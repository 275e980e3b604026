import { readFileSync } from 'node:fs';
import { components } from '@pivotkit/plugin-components';
import { expect, test } from 'vitest';
import { columnsTable } from '../ip/columns-table.ts';

const readme = readFileSync('plugins/components/README.md', 'utf8');

/** Without the spaces and dashes that line up a table. */
const squeezed = (table: string): string => table.trim().replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

test.each(components.pivots.map((pivot) => [pivot.name, pivot] as const))('columns of %s', (name, { columns }) => {
  const [, after = ''] = readme.split(`<!-- columns of ${name} -->\n`);
  expect(squeezed(after.split('<!-- end -->')[0] ?? '')).toBe(squeezed(columnsTable(columns)));
});
