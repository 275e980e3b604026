import { defineVerb, inTurns, number, Table, text, time, type Log, type RowOf, type Work } from '@pivotkit/core';
import { z } from 'zod';
import { EntityGraph } from './graph.ts';
import { rowReader, timesOf } from './row-entities.ts';

const options = z.strictObject({
  from: z
    .enum(['columns', 'alerts', 'events'])
    .default('columns')
    .describe(
      'What rows are: `columns` with things, `alerts` (columns of an alert table, with `Entities` as JSON), or `events` of Windows, Linux or Defender',
    ),
  columns: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Kinds of entity by column, in the order in which one leads to the next. Default: what the columns declare.',
    ),
  relate: z
    .enum(['chain', 'star', 'none'])
    .default('chain')
    .describe('How the things of one row are related: each to the next, all to the first, or not at all'),
  timeColumn: z.string().optional().describe('When a row happened'),
});

type Options = z.output<typeof options>;

const notTold = { nullWhen: 'no time column was named, or it has none for these rows' } as const;

const edgeColumns = {
  SourceKind: text('Kind of entity the edge begins at'),
  Source: text('Its key'),
  Relation: text('Attribute or column that leads from one to the other', {
    nullWhen: 'nothing is related to the entity',
  }),
  TargetKind: text('Kind of entity the edge ends at', { nullWhen: 'nothing is related to the entity' }),
  Target: text('Its key', { nullWhen: 'nothing is related to the entity' }),
  Rows: number('Rows that show it', { unit: 'rows', range: [1, Infinity] }),
  FirstTime: time('Earliest of them', notTold),
  LastTime: time('Latest of them', notTold),
};

const nodeColumns = {
  Kind: text('Kind of entity'),
  Key: text('What tells it from others of its kind'),
  Name: text('As people read it'),
  Degree: number('Other entities it is related to', { unit: 'entities', range: [0, Infinity] }),
  Rows: number('Rows that name it', { unit: 'rows', range: [1, Infinity] }),
  FirstTime: time('Earliest of them', notTold),
  LastTime: time('Latest of them', notTold),
};

/** Rows between two looks at the time. */
const rowsPerLook = 1_024;

function* graphOf(table: Table<object>, given: Options, log: Log): Work<EntityGraph> {
  const read = rowReader(table, given, log);
  const timeOf = timesOf(table, given.timeColumn);
  const graph = new EntityGraph();
  for (let row = 0; row < table.size; row++) {
    if (row % rowsPerLook === 0) yield [row, table.size];
    const { entities, relations } = read(row);
    graph.addRow(entities, relations, timeOf(row));
  }
  return graph;
}

/**
 * How the things that rows name are related. Rows: n → edges, in order of discovery, then the entities that nothing is
 * related to; equal mentions (by kind and key) are one entity.
 * @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TYPE, OPTIONS_INVALID
 */
export const graph = defineVerb({
  name: 'entities.graph',
  description: 'How the entities that rows name are related: edges between hosts, accounts, processes, addresses …',
  options,
  columns: edgeColumns,
  result: 'new-table',
  examples: ["session.from(alerts).verb('entities.graph', { from: 'alerts' })"],
  run: async (table, given, call) => {
    const { nodes, edges } = await inTurns(graphOf(table, given, call.log), call);
    const byId = new Map(nodes.map((node) => [node.id, node.entity]));
    const related = new Set(edges.flatMap(({ source, target }) => [source, target]));
    const rows: RowOf<typeof edgeColumns>[] = edges.flatMap(
      ({ source, target, name, rows: count, firstAt, lastAt }) => {
        const [from, to] = [byId.get(source), byId.get(target)];
        if (from === undefined || to === undefined) return [];
        return [
          {
            SourceKind: from.kind,
            Source: from.key,
            Relation: name,
            TargetKind: to.kind,
            Target: to.key,
            Rows: count,
            FirstTime: firstAt,
            LastTime: lastAt,
          },
        ];
      },
    );
    for (const { id, entity, rows: count, firstAt, lastAt } of nodes)
      if (!related.has(id))
        rows.push({
          SourceKind: entity.kind,
          Source: entity.key,
          Relation: null,
          TargetKind: null,
          Target: null,
          Rows: count,
          FirstTime: firstAt,
          LastTime: lastAt,
        });
    return Table.fromRows(rows, { specs: edgeColumns });
  },
});

/** The things themselves. Rows: n → entities, in order of discovery. @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TYPE, OPTIONS_INVALID */
export const nodes = defineVerb({
  name: 'entities.nodes',
  description: 'The entities that rows name, how many others each is related to, and when it was seen',
  options,
  columns: nodeColumns,
  result: 'new-table',
  examples: ["session.from(logons).verb('entities.nodes', { columns: { Account: 'Account', Computer: 'Host' } })"],
  run: async (table, given, call) => {
    const made = await inTurns(graphOf(table, given, call.log), call);
    const neighbours = new Map<string, Set<string>>();
    const relate = (from: string, to: string): void => {
      const known = neighbours.get(from) ?? new Set();
      if (from !== to) known.add(to);
      neighbours.set(from, known);
    };
    for (const { source, target } of made.edges) {
      relate(source, target);
      relate(target, source);
    }
    const rows = made.nodes.map(({ id, entity, rows: count, firstAt, lastAt }) => ({
      Kind: entity.kind,
      Key: entity.key,
      Name: entity.toString(),
      Degree: neighbours.get(id)?.size ?? 0,
      Rows: count,
      FirstTime: firstAt,
      LastTime: lastAt,
    }));
    return Table.fromRows(rows, { specs: nodeColumns });
  },
});
