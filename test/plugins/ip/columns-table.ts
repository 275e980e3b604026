import type { OutputColumns } from '@pivotkit/core';

/** Columns as a table of Markdown, for the README of a plugin. */
export function columnsTable(columns: OutputColumns): string {
  const rows = Object.entries(columns).map(
    ([name, { type, entity, unit, range, nullWhen, description }]) =>
      `| \`${name}\` | ${entity ?? type} | ${description} | ${[unit, range?.join(' to ')].filter(Boolean).join(', ')} | ${nullWhen ?? 'never'} |`,
  );
  return [
    '| column | type | what it holds | unit, range | null when |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
