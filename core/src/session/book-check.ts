import { noteOf } from '../pivot/lookup-result.ts';
import { permit, quotaAccount } from '../pivot/permit.ts';
import type { PivotTarget } from '../pivot/pivot.ts';
import type { RunContext } from '../pivot/run-context.ts';
import type { CheckPermit } from '../plugin/check-services.ts';
import type { Plugin } from '../plugin/plugin.ts';

/** Books one request in the account that the plugin's pivots share; what has no quota may be asked at once. */
export async function bookCheck(
  { name }: Plugin,
  pivots: readonly PivotTarget[],
  { quotas, ...context }: RunContext,
): Promise<CheckPermit> {
  const skipping = { ...context, quotas: quotas && { ...quotas, policy: 'skip' as const }, budget: undefined };
  const target = pivots.find(
    (each) => each.plugin.name === name && quotaAccount({ target: each, context: skipping }) !== undefined,
  );
  if (target === undefined) return { http: context.http };
  const leave = await permit({ target, context: skipping }, { questions: 1, units: 1 });
  return leave.granted ? leave : { refused: noteOf(leave.result) ?? leave.result.status };
}
