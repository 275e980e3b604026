import type { ColumnSpec, OutputColumns } from '@pivotkit/core';
import { standard } from '@pivotkit/plugin-standard';
import { expect, test } from 'vitest';
import { readSource } from '../tools/source-files.ts';

// Every README of a plugin has, for each pivot and verb, a table of its columns: all of them, in their order, word for word.

/** What the cell under each heading says of a column. */
const headings: Readonly<Record<string, (name: string, spec: ColumnSpec) => string>> = {
  column: (name) => `\`${name}\``,
  type: (_, { type, entity }) => entity ?? type,
  unit: (_, { unit = '' }) => unit,
  'unit, range': (_, { unit, range }) => [unit, range?.join(' to ')].filter((part) => part !== undefined).join(', '),
  'null when': (_, { nullWhen = 'never' }) => nullWhen,
  meaning: (_, { description }) => description,
  'what it holds': (_, { description }) => description,
};

interface MarkdownTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const cellsOf = (line: string): string[] =>
  line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replaceAll('\\|', '|')); // prettier-ignore

/** `text (Dns)` and `Dns` both say that the column holds names. */
const withoutBase = (cell: string): string => /^\w+ \((\w+)\)$/.exec(cell)?.[1] ?? cell;

function columnTablesIn(markdown: string): MarkdownTable[] {
  const blocks = markdown.match(/(?:^\|.*\n)+/gm) ?? [];
  return blocks.flatMap((block) => {
    const [head = [], , ...rows] = block.trim().split('\n').map(cellsOf);
    if (!head.every((heading) => headings[heading] !== undefined)) return [];
    return [{ head, rows: rows.map((row) => row.map((cell, i) => (head[i] === 'type' ? withoutBase(cell) : cell))) }];
  });
}

const declaredRows = (columns: OutputColumns, head: readonly string[]): string[][] =>
  Object.entries(columns).map(([name, spec]) => head.map((heading) => headings[heading]?.(name, spec) ?? ''));

/** The table that has the most of the columns as they are declared. */
function nearest(tables: readonly MarkdownTable[], columns: OutputColumns): MarkdownTable | undefined {
  const hits = ({ head, rows }: MarkdownTable): number => {
    const wanted = new Set(declaredRows(columns, head).map((row) => row.join('|')));
    return rows.filter((row) => wanted.has(row.join('|'))).length - Math.abs(rows.length - wanted.size);
  };
  return tables.toSorted((one, other) => hits(other) - hits(one))[0];
}

const tablesOf = new Map(standard.map(({ name }) => [name, columnTablesIn(readSource(`plugins/${name}/README.md`))]));

const contributions = standard.flatMap(({ name, pivots, verbs }) => {
  const all: readonly { readonly name: string; readonly columns: OutputColumns }[] = [...pivots, ...verbs];
  return all.map((each) => ({ plugin: name, ...each }));
});

test.each(contributions.filter(({ columns }) => Object.keys(columns).length > 0))(
  'README of $plugin: columns of $name',
  ({ plugin, columns }) => {
    const table = nearest(tablesOf.get(plugin) ?? [], columns);
    expect(table?.rows).toEqual(declaredRows(columns, table?.head ?? []));
  },
);
