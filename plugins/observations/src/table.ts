import { Table, type RowOf, rankOf } from '@pivotkit/core';
import { columns } from './columns.ts';
import { scoreOf100, type Observation } from './observation.ts';

export type ObservationRow = RowOf<typeof columns>;

/** A row each; its cells are marked as the finding is. */
export function tableOf(observations: readonly Observation[]): Table<ObservationRow> {
  const table = Table.fromRows<ObservationRow>(observations.map(rowOf), { specs: columns });
  if (observations.every(({ marking }) => marking === undefined)) return table;
  const marks = Uint8Array.from(observations, ({ marking }) => rankOf(marking));
  return Table.of(table.columnNames.map((name) => [name, { ...table.column(name as never), marks }] as const));
}

const rowOf = (one: Observation): ObservationRow => ({
  id: one.id,
  recordedAt: new Date(one.recordedAt),
  caption: one.caption,
  description: one.description ?? null,
  dataType: one.dataType ?? null,
  score: scoreOf100(one) ?? null,
  tags: one.tags,
  attack: one.attack,
  entities: one.entities.map(({ kind, key }) => `${kind} ${key}`),
  link: one.link ?? null,
  start: one.timeRange === undefined ? null : new Date(one.timeRange.start),
  end: one.timeRange === undefined ? null : new Date(one.timeRange.end),
  rows: one.excerpt?.totalRows ?? null,
  marking: one.marking ?? null,
  properties: one.properties,
  excerpt: one.excerpt ?? null,
});
