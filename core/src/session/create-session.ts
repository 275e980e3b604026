import { resolve } from 'node:path';
import { systemClock } from '../io/clock.ts';
import { processEnvironment } from '../io/environment.ts';
import { silentLog } from '../io/log.ts';
import type { Contributions } from '../plugin/contributions.ts';
import type { PivotOf, Plugin, PluginHost, VerbOf } from '../plugin/plugin.ts';
import { setupPlugins } from '../plugin/setup.ts';
import { SessionContainer } from './container.ts';
import { openKeeping } from './keeping.ts';
import { readSecret } from './secrets.ts';
import { modeOf, type SessionOptions } from './session-options.ts';
import { Session } from './session.ts';

/**
 * Starts a session: plugins are checked and set up, everything wrong is reported at once, then nothing can be added.
 * The types of the plugins given are the pivots its entities have.
 * @throws PLUGINS_INVALID, REPLAY_UNREADABLE
 */
export async function createSession<const P extends readonly Plugin[] = readonly []>(
  options: SessionOptions<P> = {},
): Promise<Session<PivotOf<P>, VerbOf<P>>> {
  const environment = options.environment ?? processEnvironment();
  const container = await SessionContainer.compose({
    clock: options.clock ?? systemClock,
    environment,
    log: options.log ?? silentLog,
    network: options.network ?? {},
    replay: options.replay,
    offline: options.offline ?? false,
  });
  const releases: (() => void | Promise<void>)[] = [];
  const parts = container.parts;
  try {
    const configFolder = resolve(options.configFolder ?? '.');
    await setupPlugins({
      plugins: options.plugins ?? [],
      config: options.config ?? {},
      readSecret: (reference) => readSecret(reference, { environment, configFolder }),
      registry: parts.registry,
      createHost: (contributions) => createHost(contributions, { container, options, releases, configFolder }),
    });
  } catch (error) {
    for (const release of releases.toReversed()) await release();
    await container.close();
    throw error;
  }
  const keeping = await openKeeping(options, parts, modeOf(options));
  releases.push(() => keeping.close());
  return new Session({ container, keeping, options, releases });
}

interface HostParts {
  readonly container: SessionContainer;
  readonly options: SessionOptions<readonly Plugin[]>;
  readonly releases: (() => void | Promise<void>)[];
  readonly configFolder: string;
}

function createHost(contributions: Contributions, host: HostParts): PluginHost {
  const { clock, http, log } = host.container.parts;
  return {
    mode: modeOf(host.options),
    clock,
    http,
    log,
    resolvePath: (path) => resolve(host.configFolder, path),
    addPivot: (pivot) => contributions.addPivot(pivot),
    addVerb: (verb) => contributions.addVerb(verb),
    provide: (token, service) => host.container.provide(token, service),
    services: (token) => host.container.services(token),
    onClose: (release) => void host.releases.push(release),
  };
}
