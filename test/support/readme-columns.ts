import { readFileSync } from 'node:fs';
import type { OutputColumns } from '@pivotkit/core';
import { expect } from 'vitest';
import { columnsTable } from '../plugins/ip/columns-table.ts';

/** The table between `<!-- columns of NAME -->` and `<!-- end -->` in the README of a plugin is what is declared. */
export function expectReadmeColumns(plugin: string, name: string, columns: OutputColumns): void {
  const text = readFileSync(`plugins/${plugin}/README.md`, 'utf8');
  const [, after = ''] = text.split(`<!-- columns of ${name} -->\n`);
  expect(squeezed(after.split('<!-- end -->')[0] ?? '')).toBe(squeezed(columnsTable(columns)));
}

/** Without the spaces and dashes that line up a table. */
const squeezed = (table: string): string => table.trim().replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
