import type { ColumnSpec, OutputColumns } from '@pivotkit/core';
import type { ColumnsRule, PluginRule } from '../rule.ts';
import type { Finding } from '../violation.ts';

/** A table of Markdown: its rows, each with its cells. */
export type MarkdownTable = readonly (readonly string[])[];

/** Tables of a text, without their heads. */
export function tablesIn(markdown: string): readonly MarkdownTable[] {
  const blocks = markdown.match(/(?:^\|.*\n?)+/gm) ?? [];
  return blocks.map((block) =>
    block
      .trim()
      .split('\n')
      .slice(2)
      .map((line) =>
        line
          .replaceAll('\\|', '\u0000')
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.replaceAll('\u0000', '|').trim()),
      ),
  );
}

const nameIn = (cell = ''): string => cell.replaceAll('`', '').trim();

/** Columns as a table for a README: what the suite looks for. */
export function columnsTable(columns: OutputColumns): string {
  const rows = Object.entries(columns).map(
    ([name, spec]) => `| \`${name}\` | ${wordsOf(spec).map(escaped).join(' | ')} |`,
  );
  return ['| column | type | unit | null when | meaning |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

const wordsOf = ({ type, entity, unit = '', range, nullWhen = 'never', description }: ColumnSpec): string[] => [
  entity === undefined ? type : `${type} (${entity})`,
  [unit, range?.join(' to ')].filter((part) => part !== undefined && part !== '').join(', '),
  nullWhen,
  description,
];

const escaped = (text: string): string => text.replaceAll('|', '\\|');

const mend = 'Copy what `columnsTable(columns)` gives into the README.';

const readmeNames: PluginRule = {
  id: 'readme',
  title: 'the README names every pivot and verb, its limits, and how it is configured',
  applies: ({ setup }) => setup.readme !== undefined,
  check: ({ plugin, setup: { readme = '' } }) =>
    [...plugin.pivots, ...plugin.verbs]
      .filter(({ name }) => !readme.includes(name))
      .map(({ name }) => ({
        expected: `'${name}' in the README`,
        happened: 'it is not there',
        mend: 'Give every pivot and verb a part of its own.',
      })),
};

const readmeColumns: ColumnsRule = {
  id: 'readme-columns',
  title: 'the README has a table with every column as it is declared',
  applies: ({ setup, columns }) => setup.readme !== undefined && Object.keys(columns).length > 0,
  check: ({ columns, setup: { readme = '' } }) => {
    const names = Object.keys(columns);
    const findings = fittingTables(tablesIn(readme), names).map((table) => tableFindings(columns, table));
    // Pivots may have columns of the same names: the table that says most of these is meant.
    const [nearest] = findings.toSorted((one, other) => one.length - other.length);
    return (
      nearest ?? [
        { expected: `a table of the columns ${names.slice(0, 3).join(', ')} …`, happened: 'there is none', mend },
      ]
    );
  },
};

function tableFindings(columns: OutputColumns, table: MarkdownTable): Finding[] {
  const documented = new Map(table.map((row) => [nameIn(row[0]), row]));
  return [
    ...Object.entries(columns).flatMap(([name, spec]) => columnFindings(name, spec, documented.get(name))),
    ...[...documented.keys()]
      .filter((name) => !Object.hasOwn(columns, name))
      .map((name) => ({ at: `column '${name}'`, expected: 'a column that is declared', happened: 'it is not', mend })),
  ];
}

const fittingTables = (tables: readonly MarkdownTable[], names: readonly string[]): readonly MarkdownTable[] =>
  tables.filter((table) => table.some((row) => names.includes(nameIn(row[0]))));

function columnFindings(name: string, spec: ColumnSpec, row: readonly string[] | undefined): Finding[] {
  if (row === undefined)
    return [{ at: `column '${name}'`, expected: 'a line in the README', happened: 'there is none', mend }];
  const text = row.join(' | ');
  const wanted = [spec.entity ?? spec.type, spec.unit, spec.nullWhen ?? 'never', spec.description];
  return wanted
    .filter((words) => words !== undefined && !text.includes(words))
    .map((words) => ({
      at: `column '${name}'`,
      expected: `the words '${words ?? ''}' in its line of the README`,
      happened: `the line says '${text}'`,
      mend,
    }));
}

export const readmeRules: readonly PluginRule[] = [readmeNames];
export const readmeColumnsRules: readonly ColumnsRule[] = [readmeColumns];
