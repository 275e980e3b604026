import type { PivotPlan } from '../../../pipeline/step.ts';
import type { Session } from '../../../session/session.ts';
import { Table } from '../../../table/index.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';

const types = {
  provider: 'text',
  plugin: 'text',
  per: 'text',
  limit: 'number',
  used: 'number',
  left: 'number',
  resetsAt: 'time',
} as const;

/** `pivotkit quotas`: what is left of each provider's windows, as the book of all runs on this machine says. */
export async function runQuotasCommand(
  options: GlobalOptions & FormatOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  await using opened = await openSession(options, { lookups: terminal });
  const { session, loaded, keeping } = opened;
  const rows = keeping.quotas === undefined ? [] : await quotaRows(session);
  if (rows.length === 0 && options.quiet !== true) terminal.say(nothing(keeping.quotas !== undefined));
  await printTable(Table.fromRows(rows, { types }), terminal, { format: loaded.settings.output?.format, ...options });
  return exitCode.complete;
}

const nothing = (isBooked: boolean): string =>
  isBooked
    ? 'No pivot that can be used now declares a quota; `quotas` of the configuration sets one.'
    : 'Nothing is booked offline or with recorded replies; --live shows the quotas.';

const noRows = Table.fromRows<{ input: string }>([], { types: { input: 'text' } });

/** Pivots of one account have the same windows, which are listed once. */
async function quotaRows(session: Session): Promise<object[]> {
  const rows = new Map<string, object>();
  for (const info of session.pivots()) {
    if (!info.available || info.sharing.reaches === 'nobody') continue;
    const pivot = session.pivot(info.kind, info.name);
    const { steps } = await session.from(noRows).pivot(pivot, { column: 'input' }).plan();
    for (const row of steps.flatMap(({ pivot: plan }) => (plan === undefined ? [] : rowsOf(plan))))
      rows.set(JSON.stringify(row), row);
  }
  return [...rows.values()];
}

const rowsOf = ({ provider, plugin, quota }: PivotPlan): object[] =>
  quota.map(({ window: { per, limit, sliding }, used, left, resetsAtMs }) => ({
    provider,
    plugin,
    per: sliding === true ? `sliding ${per}` : per,
    limit,
    used,
    left,
    // A window in which nothing counts has nothing to come back.
    resetsAt: used === 0 && left > 0 ? null : new Date(resetsAtMs),
  }));
