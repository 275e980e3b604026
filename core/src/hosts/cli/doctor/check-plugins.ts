import { PivotKitError } from '../../../error/pivotkit-error.ts';
import type { ConfiguredPlugins } from '../../../session/config-plugins.ts';
import type { LoadedConfig } from '../../../session/config.ts';
import type { Session } from '../../../session/session.ts';
import { processEnvironment } from '../../../io/environment.ts';
import { keepingOptions, type KeepingOptions } from '../keeping-options.ts';
import { startSession } from '../open-session.ts';
import { askServices, namedServices } from './check-services.ts';
import { ok, warning, wrong, type Finding } from './finding.ts';

export interface CheckPluginsOptions {
  /** Whether services are asked, which may cost a request each. */
  readonly asks: boolean;
  readonly signal: AbortSignal;
}

/** Whether each plugin loads and starts, which of its pivots cannot be used now, and whether its service answers. */
export async function checkPlugins(
  loaded: LoadedConfig,
  plugins: ConfiguredPlugins,
  options: CheckPluginsOptions,
): Promise<Finding[]> {
  const unloaded = plugins.problems.map(({ request, error }) =>
    wrong(`plugin ${request.name}`, withoutHint(error), error.hint),
  );
  if (plugins.loaded.length === 0 && unloaded.length === 0)
    return [wrong('plugins', 'there are none', 'Install one, such as `npm install @pivotkit/plugin-geolocation`.')];
  return [...unloaded, ...(await checkStart(loaded, plugins, options))];
}

const withoutHint = ({ message, hint }: PivotKitError): string =>
  hint === '' ? message : message.slice(0, -hint.length).trimEnd();

async function checkStart(
  loaded: LoadedConfig,
  plugins: ConfiguredPlugins,
  { asks, signal }: CheckPluginsOptions,
): Promise<Finding[]> {
  try {
    await using session = await startSession(loaded, plugins, asks ? bookOfRequests(loaded) : {});
    const services = asks ? await askServices(session, signal) : namedServices(plugins);
    return [...started(session), ...unavailable(session), ...services];
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    return problemsOf(error).map(({ plugin, problem }) => wrong(`plugin ${plugin}`, problem, ''));
  }
}

/** Requests of checks count like those of look-ups, in the book that all runs share. */
function bookOfRequests(loaded: LoadedConfig): Pick<KeepingOptions, 'quotas'> {
  const { quotas } = keepingOptions(loaded, {}, { environment: processEnvironment(), note: () => {} });
  return quotas === undefined ? {} : { quotas };
}

const started = (session: Session): Finding[] =>
  session.plugins.map(({ name, version, pivots, verbs }) =>
    ok(
      `plugin ${name}`,
      `${version}: ${pivots} ${pivots === 1 ? 'pivot' : 'pivots'}, ${verbs} ${verbs === 1 ? 'verb' : 'verbs'}`,
    ),
  );

/** One finding for each reason: a key that is missing is most often missing to all pivots of its plugin. */
function unavailable(session: Session): Finding[] {
  const missing = session.pivots().filter(({ available }) => !available);
  const byReason = Map.groupBy(missing, ({ plugin, reason = '' }) => JSON.stringify([plugin, reason]));
  return [...byReason.values()].flatMap((pivots) => {
    const [first] = pivots;
    if (first === undefined) return [];
    const { plugin, call, reason = '' } = first;
    const names = new Set(pivots.map(({ name }) => name)).size;
    if (names === 1 && pivots.length === 1) return warning(`pivot ${call}`, `cannot be used: ${reason}`, '');
    const which = names === 1 ? first.name : `${names} of its pivots`;
    return warning(`plugin ${plugin}`, `${which} cannot be used: ${reason}`, '');
  });
}

interface PluginProblem {
  readonly plugin: string;
  readonly problem: string;
}

function problemsOf(error: PivotKitError): PluginProblem[] {
  const list = error.details['list'];
  const problems: unknown[] = Array.isArray(list) ? list : [];
  const named = problems.filter(isPluginProblem);
  return named.length > 0 ? named : [{ plugin: '', problem: error.message }];
}

const isPluginProblem = (value: unknown): value is PluginProblem =>
  typeof value === 'object' && value !== null && 'plugin' in value && 'problem' in value;
