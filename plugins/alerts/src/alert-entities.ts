import { boolean, defineVerb, inTurns, number, Table, text, time, type RowOf } from '@pivotkit/core';
import { z } from 'zod';
import { readAlerts } from './read-alerts.ts';

const columns = {
  SourceIndex: number('Row of the alert', { unit: 'rows from 0', range: [0, Infinity] }),
  SystemAlertId: text('Id of the alert', { nullWhen: 'the alert has none' }),
  AlertName: text('Name of the alert', { nullWhen: 'the alert has none' }),
  AlertTime: time('When what it tells of began, else when the store took it in', {
    nullWhen: 'the alert says neither',
  }),
  Kind: text('Kind of entity'),
  Key: text('What tells the entity from others of its kind'),
  Name: text('As people read it'),
  IsMain: boolean('Whether the alert names it itself, and not only one of its entities'),
};

/**
 * The things that alerts name, and those that these name. Rows: n → m, one for each alert and thing, in the order of the
 * alerts; an alert without any gives none.
 */
export const alertEntities = defineVerb({
  name: 'alerts.entities',
  description: 'The entities that alerts name: hosts, accounts, processes, files, addresses …',
  options: z.strictObject({}),
  columns,
  result: 'new-table',
  examples: ["session.from(alerts).verb('alerts.entities', {}).filter((row) => row.Kind === 'IpAddress')"],
  run: async (table, _, call) => {
    const alerts = await inTurns(readAlerts(table, call.log), call);
    const rows: RowOf<typeof columns>[] = alerts.flatMap(({ row, alert, at, entities }) => {
      const main = new Set(alert.entities);
      return Array.from(entities.values(), (entity) => ({
        SourceIndex: row,
        SystemAlertId: alert.alertId ?? null,
        AlertName: alert.displayName ?? alert.alertName ?? null,
        AlertTime: at ?? null,
        Kind: entity.kind,
        Key: entity.key,
        Name: entity.toString(),
        IsMain: main.has(entity),
      }));
    });
    return Table.fromRows(rows, { specs: columns });
  },
});
