import type { PluginCheck } from '../../../plugin/check-services.ts';
import type { ConfiguredPlugins } from '../../../session/config-plugins.ts';
import type { Session } from '../../../session/session.ts';
import { ok, warning, wrong, type Finding } from './finding.ts';

/** Longer than a `Date` in whole seconds and a slow reply can explain. */
const clockToleranceMs = 30_000;

/** What each service that can be asked answers, and what its replies say of the clock. */
export async function askServices(session: Session, signal: AbortSignal): Promise<Finding[]> {
  const checks = await session.checkServices({ signal });
  return checks.flatMap((check) => [serviceFinding(check), ...clockFindings(check)]);
}

/** The services that would be asked. */
export const namedServices = ({ loaded }: ConfiguredPlugins): Finding[] =>
  loaded.flatMap(({ plugin }) =>
    plugin.check === undefined ? [] : [ok(`service ${plugin.name}`, 'not asked; `pivotkit doctor --live` asks it')],
  );

function serviceFinding(check: PluginCheck): Finding {
  const { plugin, ok: isOk, asked, detail, advice = '', durationMs, quotaLeft } = check;
  const subject = `service ${plugin}`;
  if (!asked) return warning(subject, detail, advice);
  if (!isOk) return wrong(subject, detail, advice);
  const left = quotaLeft === undefined ? '' : `, ${quotaLeft} requests left`;
  return ok(subject, `${detail} (${Math.round(durationMs)} ms${left})`);
}

function clockFindings({ plugin, clockAheadMs = 0 }: PluginCheck): Finding[] {
  if (Math.abs(clockAheadMs) <= clockToleranceMs) return [];
  const seconds = Math.round(Math.abs(clockAheadMs) / 1_000);
  const detail = `${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} that of the service ${plugin}`;
  return [warning('clock', detail, 'Set the clock: signed requests and time ranges depend on it.')];
}
