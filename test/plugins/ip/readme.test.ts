import { readFileSync } from 'node:fs';
import type { OutputColumns } from '@pivotkit/core';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { ioc } from '@pivotkit/plugin-ioc';
import { ip } from '@pivotkit/plugin-ip';
import { expect, test } from 'vitest';
import { columnsTable } from './columns-table.ts';

const tables: readonly (readonly [readme: string, mark: string, columns: OutputColumns])[] = [
  ['ip', 'columns of ip.scope', ip.pivots[0].columns],
  ['geolocation', 'columns of geolocation', geolocation.pivots[0].columns],
  ['ioc', 'columns of the verb', ioc.verbs[0].columns],
  ['ioc', 'columns of the pivots', ioc.pivots[0].columns],
];

test.each(tables)('README of %s: the %s are those declared', (plugin, mark, columns) => {
  const text = readFileSync(`plugins/${plugin}/README.md`, 'utf8');
  const [, after = ''] = text.split(`<!-- ${mark} -->\n`);
  expect(squeezed(after.split('<!-- end -->')[0] ?? '')).toBe(squeezed(columnsTable(columns)));
});

/** Without the spaces and dashes that line up a table. */
const squeezed = (table: string): string => table.trim().replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
