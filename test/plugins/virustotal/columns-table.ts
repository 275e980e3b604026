import type { OutputColumns, Pivot } from '@pivotkit/core';

/** What a README says of a pivot's columns, cell by cell: name, type, unit, when null, meaning. */
export const declaredColumns = (columns: OutputColumns): string[][] =>
  Object.entries(columns).map(([name, { type, unit, entity, nullWhen, description }]) => [
    `\`${name}\``,
    entity === undefined ? type : `${type} (${entity})`,
    unit ?? '',
    nullWhen ?? 'never',
    description,
  ]);

/**
 * The table of a README between `<!-- columns of NAME -->` and the next empty line that ends it; pivots with the same
 * columns share one: `<!-- columns of NAME, OTHER -->`.
 */
export function documentedColumns(readme: string, { name }: Pick<Pivot, 'name'>): string[][] {
  const marks = [...readme.matchAll(/^<!-- columns of (.+) -->\n/gm)];
  const mark = marks.find(([, names = '']) => names.split(', ').includes(name));
  const rest = mark === undefined ? '' : readme.slice(mark.index + mark[0].length);
  const table = /^\n?(\|.*\n)+/.exec(rest)?.[0].trim() ?? '';
  const cells = (line: string): string[] => line.split('|').slice(1, -1).map((cell) => cell.trim()); // prettier-ignore
  return table.split('\n').slice(2).map(cells); // prettier-ignore
}

/** The table as it is written into a README. */
export const columnsTable = (columns: OutputColumns): string =>
  [
    '| column | type | unit | null when | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...declaredColumns(columns).map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
