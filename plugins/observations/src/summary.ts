import { cellText, distinctCells, timeCells, type Table } from '@pivotkit/core';
import { detectKind, findEntityClass, isEntity } from '@pivotkit/entities';
import type { EntityRef } from './observations.ts';

export interface Summary {
  readonly entities: readonly EntityRef[];
  /** Distinct ones beyond `maxEntities`. */
  readonly entitiesLeftOut: number;
  readonly timeRange: { readonly start: Date; readonly end: Date } | undefined;
}

interface SummaryOptions {
  readonly entityColumns: readonly string[];
  readonly maxEntities: number;
  readonly timeColumn?: string | undefined;
}

/** @throws TABLE_COLUMN_MISSING when a column that is named is missing, also where there are no rows */
export function summaryOf(table: Table<object>, options: SummaryOptions): Summary {
  const { entityColumns, maxEntities, timeColumn } = options;
  const all = new Map(
    entityColumns.flatMap((column) => entitiesIn(table, column)).map((one) => [`${one.kind} ${one.key}`, one] as const),
  );
  return {
    entities: [...all.values()].slice(0, maxEntities),
    entitiesLeftOut: Math.max(0, all.size - maxEntities),
    timeRange: timeColumn === undefined ? undefined : rangeOf(timeCells(table, timeColumn)),
  };
}

/** Cells that are no entity of the kind are none. */
function entitiesIn(table: Table<object>, column: string): EntityRef[] {
  const values = valuesOf(table, column);
  const texts = values.filter((value) => typeof value === 'string');
  const kind = table.columns.get(column)?.entity ?? detectKind(texts.slice(0, looked));
  const cls = kind === undefined ? undefined : findEntityClass(kind);
  return values.flatMap((value) => {
    if (isEntity(value)) return [{ kind: value.kind, key: value.key }];
    const parsed = typeof value === 'string' ? cls?.parse(value) : undefined;
    return parsed?.ok === true ? [{ kind: parsed.value.kind, key: parsed.value.key }] : [];
  });
}

/** Texts that say of what kind a column is. */
const looked = 100;

/** The distinct cells of a column. @throws TABLE_COLUMN_MISSING */
const valuesOf = (table: Table<object>, column: string): readonly unknown[] => distinctCells(table, column).values;

function rangeOf(times: Iterable<number>): Summary['timeRange'] {
  let [first, last] = [Infinity, -Infinity];
  for (const at of times) {
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return first === Infinity ? undefined : { start: new Date(first), end: new Date(last) };
}

const hole = /\{([\w.]{1,200}|distinct\.[^{}]{1,200})\}/g;
const plainNames = new Set(['rows', 'first', 'last', 'entities']);

/** What is wrong with the names in a text; undefined where nothing is. */
export function textProblem(text: string): string | undefined {
  for (const [, name = ''] of text.matchAll(hole))
    if (!plainNames.has(name) && !/^distinct\../.test(name))
      return `{${name}} is none of {rows}, {first}, {last}, {entities}, {distinct.<column>}`;
  return undefined;
}

/** Fills the names in a text; what is not known is `–`. @throws TABLE_COLUMN_MISSING */
export function fillText(text: string, table: Table<object>, summary: Summary): string {
  return text.replaceAll(hole, (_, name: string) => valueOf(name, table, summary));
}

function valueOf(name: string, table: Table<object>, { entities, entitiesLeftOut, timeRange }: Summary): string {
  if (name === 'rows') return String(table.size);
  if (name === 'entities') return String(entities.length + entitiesLeftOut);
  if (name === 'first') return cellText(timeRange?.start ?? null) || '–';
  if (name === 'last') return cellText(timeRange?.end ?? null) || '–';
  return String(valuesOf(table, name.slice('distinct.'.length)).length);
}
