import {
  boolean,
  defineVerb,
  inTurns,
  list,
  number,
  PivotKitError,
  Table,
  text,
  time,
  type RowOf,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { readAlerts, type ReadAlert } from './read-alerts.ts';

const columns = {
  SourceIndex: number('Row of the alert', { unit: 'rows from 0', range: [0, Infinity] }),
  SystemAlertId: text('Id of the alert', { nullWhen: 'the alert has none' }),
  AlertName: text('Name of the alert', { nullWhen: 'the alert has none' }),
  RelatedIndex: number('Row of the related alert', { unit: 'rows from 0', range: [0, Infinity] }),
  RelatedAlertId: text('Id of the related alert', { nullWhen: 'the alert has none' }),
  RelatedAlertName: text('Name of the related alert', { nullWhen: 'the alert has none' }),
  RelatedAlertType: text('Type of the related alert', { nullWhen: 'the alert has none' }),
  RelatedTime: time('When what the related alert tells of began', { nullWhen: 'the alert does not say' }),
  SecondsApart: number('From the alert to the related one; below 0 where that was earlier', {
    unit: 'seconds',
    nullWhen: 'one of them does not say when',
  }),
  host_match: boolean('Whether both name one host'),
  acct_match: boolean('Whether both name one account'),
  proc_match: boolean('Whether both name one process'),
  ip_match: boolean('Whether both name one address'),
  Shared: list('What both name: kind and key'),
  SharedCount: number('How many things both name', { unit: 'entities', range: [1, Infinity] }),
};

const options = z.strictObject({
  alertId: z
    .union([z.string(), z.array(z.string()).nonempty()])
    .optional()
    .describe('Id of the alert whose relations are wanted, or several. Default: those of all.'),
  kinds: z
    .array(z.string())
    .nonempty()
    .default(['Host', 'Account', 'Process', 'IpAddress'])
    .describe(
      'Kinds of entity that relate alerts. What very many alerts share, such as a file of the system, says little.',
    ),
  daysBefore: z
    .number()
    .nonnegative()
    .optional()
    .describe(
      'Related alerts are at most so many days before. Default: any time; an alert without a time is then left out.',
    ),
  daysAfter: z.number().nonnegative().optional().describe('Likewise after'),
  mostAlerts: z.int().positive().default(1_000).describe('What more alerts than these name relates none of them'),
});

/**
 * Alerts that name the same things: at least one entity of the kinds that count. Rows: n → pairs, by the order of the
 * alerts, then of the related ones; an alert is not related to itself, and each pair comes from both sides.
 * @throws OPTIONS_INVALID when no alert has the id that is asked for
 */
export const relatedAlerts = defineVerb({
  name: 'alerts.related',
  description: 'Alerts that share a host, an account, a process or an address with an alert',
  options,
  columns,
  result: 'new-table',
  examples: ["session.from(alerts).verb('alerts.related', { alertId: '2518119885989999999_4aa486e0' })"],
  run: async (table, given, call) => {
    const alerts = await inTurns(readAlerts(table, call.log), call);
    const chosen = chooseAlerts(alerts, given.alertId);
    const rows = await inTurns(pairsOf(alerts, chosen, given), call);
    return Table.fromRows(rows, { specs: columns });
  },
});

type Options = z.output<typeof options>;

function chooseAlerts(alerts: readonly ReadAlert[], wanted: Options['alertId']): readonly ReadAlert[] {
  if (wanted === undefined) return alerts;
  const ids = new Set([wanted].flat().map((id) => id.toLowerCase()));
  const chosen = alerts.filter(({ alert }) => ids.has((alert.alertId ?? '').toLowerCase()));
  if (chosen.length > 0) return chosen;
  throw new PivotKitError('OPTIONS_INVALID', {
    name: 'alerts.related',
    problems: `no alert of the table has the id '${[wanted].flat().join("' or '")}'`,
    suggestion: 'Ids stand in the column SystemAlertId.',
  });
}

/** By the things they name, so that alerts that share nothing are never compared. */
function* pairsOf(
  alerts: readonly ReadAlert[],
  chosen: readonly ReadAlert[],
  given: Options,
): Work<RowOf<typeof columns>[]> {
  const kinds = new Set(given.kinds);
  const naming = new Map<string, ReadAlert[]>();
  for (const read of alerts)
    for (const id of countingIds(read, kinds)) {
      const known = naming.get(id);
      if (known === undefined) naming.set(id, [read]);
      else known.push(read);
    }
  for (const [id, reads] of naming) if (reads.length > given.mostAlerts) naming.delete(id);
  const rows: RowOf<typeof columns>[] = [];
  for (const [done, read] of chosen.entries()) {
    yield [done, chosen.length];
    const shared = new Map<ReadAlert, string[]>();
    for (const id of countingIds(read, kinds))
      for (const other of naming.get(id) ?? []) {
        if (other === read || !isNear(read, other, given)) continue;
        const ids = shared.get(other);
        if (ids === undefined) shared.set(other, [id]);
        else ids.push(id);
      }
    for (const [other, ids] of [...shared].toSorted(([left], [right]) => left.row - right.row))
      rows.push(pairRow(read, other, ids));
  }
  return rows;
}

const countingIds = ({ entities }: ReadAlert, kinds: ReadonlySet<string>): string[] =>
  [...entities].flatMap(([id, entity]) => (kinds.has(entity.kind) ? [id] : []));

const dayMs = 86_400_000;

function isNear({ at }: ReadAlert, other: ReadAlert, { daysBefore, daysAfter }: Options): boolean {
  if (daysBefore === undefined && daysAfter === undefined) return true;
  if (at === undefined || other.at === undefined) return false;
  const apartMs = other.at.getTime() - at.getTime();
  return apartMs >= -(daysBefore ?? Infinity) * dayMs && apartMs <= (daysAfter ?? Infinity) * dayMs;
}

function pairRow(read: ReadAlert, other: ReadAlert, ids: readonly string[]): RowOf<typeof columns> {
  const shared = ids.flatMap((id) => other.entities.get(id) ?? []);
  const names = (kind: string): boolean => shared.some((entity) => entity.kind === kind);
  const apartMs = read.at && other.at && other.at.getTime() - read.at.getTime();
  return {
    SourceIndex: read.row,
    SystemAlertId: read.alert.alertId ?? null,
    AlertName: nameOf(read),
    RelatedIndex: other.row,
    RelatedAlertId: other.alert.alertId ?? null,
    RelatedAlertName: nameOf(other),
    RelatedAlertType: other.alert.alertType ?? null,
    RelatedTime: other.at ?? null,
    SecondsApart: apartMs === undefined ? null : apartMs / 1_000,
    host_match: names('Host'),
    acct_match: names('Account'),
    proc_match: names('Process'),
    ip_match: names('IpAddress'),
    Shared: shared.map(({ kind, key }) => ({ kind, key })),
    SharedCount: shared.length,
  };
}

const nameOf = ({ alert }: ReadAlert): string | null => alert.displayName ?? alert.alertName ?? null;
