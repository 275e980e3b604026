import type { Frame } from '../../pivot/frame.ts';
import { Table, vectorOf, type Column } from '../../table/index.ts';

/** The frame's table with a column `<pivot>.why`: who said it, when, about what. Rows: n → n, order kept. */
export function whyColumn(frame: Frame<object>, pivot: string): Table<object> {
  const { table } = frame;
  const status = table.columnNames.find((name) => name.includes(`${pivot}.status`));
  if (status === undefined) return table;
  const texts = Array.from({ length: table.size }, (_, row) => whyText(frame, row, status));
  const spec = { type: 'text', description: 'Where the answer came from' } as const;
  const column: Column = { spec, vector: vectorOf('text', texts) };
  const columns = table.columnNames.map((name) => [name, table.column(name as never)] as const);
  return Table.of([...columns, [`${pivot}.why`, column]]);
}

function whyText(frame: Frame<object>, row: number, column: string): string | null {
  const why = frame.why(row, column as never);
  if (why === undefined) return null;
  const { plugin, pluginVersion, provider, key, note, askedAt, marking } = why;
  const parts = [
    `${plugin} ${pluginVersion}`,
    provider,
    key,
    askedAt?.toISOString(),
    marking === undefined ? undefined : `TLP:${marking.toUpperCase()}`,
    note,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
