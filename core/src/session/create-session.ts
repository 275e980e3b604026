import { resolve } from 'node:path';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { systemClock } from '../io/clock.ts';
import { dnsClient } from '../io/dns-client.ts';
import { processEnvironment } from '../io/environment.ts';
import { folderOfReplies, noReplies, type KeptReplies, type ReplyOwner } from '../io/kept-replies.ts';
import { silentLog, type Log } from '../io/log.ts';
import { Redactor } from '../io/redact.ts';
import type { Secret } from '../io/secret.ts';
import { tcpClient } from '../io/tcp-client.ts';
import { openTelemetry } from '../io/telemetry/open-telemetry.ts';
import { readPolicy } from '../pivot/policy.ts';
import { silentTelemetry } from '../io/telemetry/telemetry.ts';
import { withAbsoluteFiles } from '../io/tls-files.ts';
import { unavailableReason } from '../pivot/availability.ts';
import type { Contributions } from '../plugin/contributions.ts';
import type { PivotOf, Plugin, PluginHost, VerbOf } from '../plugin/plugin.ts';
import { setupPlugins } from '../plugin/setup.ts';
import { SessionContainer, type Parts } from './container.ts';
import { openKeeping, type KeepingOptions } from './keeping.ts';
import { proxyPasswords, readSecret } from './secrets.ts';
import { modeOf, type SessionOptions } from './session-options.ts';
import { Session } from './session.ts';

/**
 * Starts a session: plugins are checked and set up, everything wrong is reported at once, then nothing can be added.
 * The types of the plugins given are the pivots its entities have.
 * @throws OPTIONS_INVALID when it is to record and not to ask, or the policy is wrong, PLUGINS_INVALID, RECORD_FAILED, REPLAY_UNREADABLE, NETWORK_SETTING_INVALID
 */
export async function createSession<const P extends readonly Plugin[] = readonly []>(
  options: SessionOptions<P> = {},
): Promise<Session<PivotOf<P>, VerbOf<P>>> {
  requireAsking(options);
  const policy = readPolicy(options.policy ?? {}, options.tlp ?? 'clear');
  const environment = options.environment ?? processEnvironment();
  const redactor = options.redactor ?? new Redactor();
  for (const password of proxyPasswords(environment)) redactor.add(password);
  const { log = silentLog, telemetry = {} } = options;
  const container = await SessionContainer.compose({
    clock: options.clock ?? systemClock,
    environment,
    log,
    telemetry: telemetry === false ? silentTelemetry : await openTelemetry(telemetry, { log, redactor }),
    network: withAbsoluteFiles(options.network ?? {}, resolve(options.configFolder ?? '.')),
    replay: options.replay,
    record: options.record,
    redactor,
    offline: options.offline ?? false,
  });
  const releases: (() => void | Promise<void>)[] = [];
  const parts = container.parts;
  try {
    const configFolder = resolve(options.configFolder ?? '.');
    await setupPlugins({
      plugins: options.plugins ?? [],
      config: options.config ?? {},
      secrets: {
        read: (reference) => readSecret(reference, { environment, configFolder }),
        onSecret: (secret, plugin) => learn(secret, plugin, parts),
      },
      registry: parts.registry,
      reasonOf: (target, kind) =>
        unavailableReason(target, modeOf(options), { kind, keepsAnswers: keepsAnswers(options) }),
      createHost: (contributions, owner) =>
        createHost(contributions, { owner, container, options, releases, configFolder }),
    });
  } catch (error) {
    for (const release of releases.toReversed()) await release();
    await container.close();
    throw redactor.value(error);
  }
  const keeping = await openKeeping(keepingOf(options), parts, modeOf(options));
  releases.push(() => keeping.close());
  return new Session({ container, keeping, options, policy, releases });
}

/** @throws OPTIONS_INVALID */
function requireAsking({ record, replay, offline }: SessionOptions<readonly Plugin[]>): void {
  if (record === undefined || (replay === undefined && offline !== true)) return;
  const problems = 'there is nothing to `record` with `replay` or `offline`';
  throw new PivotKitError('OPTIONS_INVALID', { name: 'createSession', problems, suggestion: 'Give one of them.' });
}

/** What is recorded must be asked, not remembered. */
const keepingOf = ({ record, cache, ...others }: SessionOptions<readonly Plugin[]>): KeepingOptions => ({
  ...others,
  ...(cache !== undefined && { cache: record === undefined ? cache : { ...cache, refresh: true } }),
});

function learn(secret: Secret, plugin: string, { redactor, log }: Parts): void {
  if (!redactor.add(secret.reveal()))
    log.warn('a secret of fewer than 4 characters is not taken out of what is shown', { plugin });
}

/** Beside the cache of answers. What is recorded must be fetched, what is replayed is not the service's. */
function keptRepliesOf({ options, owner }: HostParts, log: Log): KeptReplies {
  const { cache, record } = options;
  if (cache === undefined || record !== undefined || modeOf(options) === 'replay') return noReplies;
  const kept = folderOfReplies(cache.folder, owner, log);
  return cache.refresh === true ? { ...kept, read: (url) => noReplies.read(url) } : kept;
}

interface HostParts {
  readonly owner: ReplyOwner;
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
    dns: dnsClient(http),
    tcp: tcpClient(http),
    log,
    keptReplies: keptRepliesOf(host, log),
    resolvePath: (path) => resolve(host.configFolder, path),
    addPivot: (pivot) => contributions.addPivot(pivot),
    addVerb: (verb) => contributions.addVerb(verb),
    provide: (token, service) => host.container.provide(token, service),
    services: (token) => host.container.services(token),
    onClose: (release) => void host.releases.push(release),
  };
}

const keepsAnswers = ({ cache, journal }: SessionOptions<readonly Plugin[]>): boolean =>
  cache !== undefined || journal !== undefined;
