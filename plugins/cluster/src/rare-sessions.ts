import { defineVerb, gather, inTurns, rowGroups, withColumns, type Table, type VerbCall } from '@pivotkit/core';
import { z } from 'zod';
import { clusterRows, sizeAt, type ClusteredRows } from './cluster-rows.ts';
import { sessionColumns } from './columns.ts';
import { clusterOptions } from './options.ts';

/**
 * Sessions by how rare their events are: events are clustered, an event is as rare as its cluster is small, a session
 * as its events are on average. Rows: n → one for each session, the rarest session first; the row is the session's
 * rarest event, the first of several. Null is a session like others.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_COLUMN_TAKEN
 * @throws TABLE_CELL_INVALID when a cell is no finite number and such rows are not asked to be noise.
 */
export const rareSessions = defineVerb({
  name: 'cluster.rareSessions',
  description: 'Ranks sessions by how rare their events are, each with its rarest event',
  options: clusterOptions.extend({
    sessionColumns: z
      .array(z.string())
      .nonempty()
      .default(['SubjectUserName', 'SubjectLogonId'])
      .describe('Columns that say together which session an event is of'),
  }),
  columns: sessionColumns,
  result: 'added-columns',
  examples: ["session.from(processes).verb('cluster.features', {}).verb('cluster.rareSessions', {})"],
  run: async (table, options, call: VerbCall) => {
    const { groupOf: sessions } = rowGroups(table.columnar, options.sessionColumns);
    const clustered = await inTurns(clusterRows(table, options), call);
    return ranked(table, clustered, sessions);
  },
});

interface Session {
  rarity: number;
  events: number;
  rarestRow: number;
  rarestSize: number;
}

function ranked(table: Table<object>, clustered: ClusteredRows, codes: Uint32Array): Table<object> {
  const sessions: Session[] = [];
  codes.forEach((code, row) => {
    const size = sizeAt(clustered, row);
    const session = (sessions[code] ??= { rarity: 0, events: 0, rarestRow: row, rarestSize: size });
    session.rarity += 1 / size;
    session.events++;
    if (size < session.rarestSize) [session.rarestRow, session.rarestSize] = [row, size];
  });
  const order = sessions.toSorted((left, right) => right.rarity / right.events - left.rarity / left.events);
  const numbers = (of: (session: Session) => number) =>
    ({ kind: 'number', numbers: Float64Array.from(order, of) }) as const;
  const rows = gather(
    table,
    Int32Array.from(order, ({ rarestRow }) => rarestRow),
  );
  return withColumns(rows, {
    Rarity: { spec: sessionColumns.Rarity, vector: numbers(({ rarity, events }) => rarity / events) },
    ProcessCount: { spec: sessionColumns.ProcessCount, vector: numbers(({ events }) => events) },
    RarestClusterSize: { spec: sessionColumns.RarestClusterSize, vector: numbers(({ rarestSize }) => rarestSize) },
  });
}
