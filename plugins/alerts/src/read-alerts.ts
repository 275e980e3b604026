import type { Log, Table, Work } from '@pivotkit/core';
import { alertFromRow, entityId, type Alert, type Entity } from '@pivotkit/entities';

/** An alert of a row, with the things it names by kind. */
export interface ReadAlert {
  readonly row: number;
  readonly alert: Alert;
  readonly at: Date | undefined;
  /** Every thing it names, those that things name too, each once, by its identity. */
  readonly entities: ReadonlyMap<string, Entity>;
}

const mostSaid = 20;

/** The alerts of the rows, in order. What could not be read is kept as additional data and said once each way. */
export function* readAlerts(table: Table<object>, log: Log): Work<readonly ReadAlert[]> {
  const alerts: ReadAlert[] = [];
  const said = new Set<string>();
  for (let row = 0; row < table.size; row++) {
    if (row % 64 === 0) yield [row, table.size];
    const { alert, problems } = alertFromRow(Object.fromEntries(Object.entries(table.row(row))));
    for (const problem of problems.filter((text) => !said.has(text)).slice(0, mostSaid - said.size)) {
      said.add(problem);
      log.warn('an alert could not be read whole', { row, problem });
    }
    const at = alert.startTimeUtc ?? alert.timeGenerated;
    alerts.push({ row, alert, at, entities: entitiesOf(alert) });
  }
  return alerts;
}

function entitiesOf(alert: Alert): ReadonlyMap<string, Entity> {
  const found = new Map<string, Entity>();
  const waiting = [...(alert.entities ?? [])];
  for (let i = 0; i < waiting.length; i++) {
    const entity = waiting[i];
    if (entity === undefined || found.has(entityId(entity))) continue;
    found.set(entityId(entity), entity);
    for (const { target } of entity.edges()) waiting.push(target);
  }
  return found;
}
