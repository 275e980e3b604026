import 'reflect-metadata';
import { Container, type ServiceIdentifier } from 'inversify';
import { withBreaker } from '../io/breaker.ts';
import { systemRandom, type Clock } from '../io/clock.ts';
import { createDns } from '../io/dns.ts';
import type { Environment } from '../io/environment.ts';
import type { Http, Transport } from '../io/http.ts';
import { redactedLog, type Log } from '../io/log.ts';
import { openNetwork, type Network, type NetworkOptions } from '../io/network.ts';
import { createRecording } from '../io/record.ts';
import type { Redactor } from '../io/redact.ts';
import { withRedirects } from '../io/redirects.ts';
import { createReplay, offlineTransport } from '../io/replay.ts';
import { withRetry } from '../io/retry.ts';
import { createTcp } from '../io/tcp.ts';
import type { Telemetry } from '../io/telemetry/telemetry.ts';
import { withTelemetry } from '../io/telemetry/with-telemetry.ts';
import type { Token } from '../plugin/plugin.ts';
import { Registry } from '../plugin/registry.ts';

/** What a session is made of, by the identifier it is bound to. */
export interface Parts {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly log: Log;
  readonly http: Http;
  readonly registry: Registry;
  /** Knows every secret of the session. */
  readonly redactor: Redactor;
  readonly telemetry: Telemetry;
}

export interface PartsOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly log: Log;
  readonly network: NetworkOptions;
  /** Folder of recorded replies; then nothing else is asked. */
  readonly replay: string | undefined;
  /** Folder in which replies are recorded. */
  readonly record: string | undefined;
  readonly offline: boolean;
  readonly redactor: Redactor;
  readonly telemetry: Telemetry;
}

// Symbols of this file alone: a plugin asks for services by symbol, and these parts hold what other plugins were given.
const transportId: ServiceIdentifier<Transport> = Symbol('transport');
const httpId: ServiceIdentifier<Http> = Symbol('http');
const registryId: ServiceIdentifier<Registry> = Symbol('registry');
const clockId: ServiceIdentifier<Clock> = Symbol('clock');
const logId: ServiceIdentifier<Log> = Symbol('log');
const environmentId: ServiceIdentifier<Environment> = Symbol('environment');
const redactorId: ServiceIdentifier<Redactor> = Symbol('redactor');
const telemetryId: ServiceIdentifier<Telemetry> = Symbol('telemetry');

/** The one place where a session's parts are put together, and where plugins' services are kept. */
export class SessionContainer {
  readonly #container: Container;

  private constructor(container: Container) {
    this.#container = container;
  }

  /** @throws REPLAY_UNREADABLE, RECORD_FAILED, NETWORK_SETTING_INVALID */
  static async compose(options: PartsOptions): Promise<SessionContainer> {
    const container = new Container({ defaultScope: 'Singleton' });
    const transport = await chooseTransport(options, container);
    container.bind(clockId).toConstantValue(options.clock);
    container.bind(environmentId).toConstantValue(options.environment);
    container.bind(logId).toConstantValue(redactedLog(options.log, options.redactor));
    container.bind(redactorId).toConstantValue(options.redactor);
    container.bind(telemetryId).toConstantValue(options.telemetry);
    container.bind(transportId).toConstantValue(transport);
    container.bind(httpId).toResolvedValue(httpOf, [transportId, redactorId]);
    container.bind(registryId).toResolvedValue(() => new Registry(), []);
    return new SessionContainer(container);
  }

  get parts(): Parts {
    const container = this.#container;
    return {
      clock: container.get(clockId),
      environment: container.get(environmentId),
      log: container.get(logId),
      http: container.get(httpId),
      registry: container.get(registryId),
      redactor: container.get(redactorId),
      telemetry: container.get(telemetryId),
    };
  }

  provide<T>(token: Token<T>, service: T): void {
    this.#container.bind<T>(token.id).toConstantValue(service);
  }

  services<T>(token: Token<T>): readonly T[] {
    return this.#container.isBound(token.id) ? this.#container.getAll<T>(token.id) : [];
  }

  /** Lets go of everything bound, connections first. */
  async close(): Promise<void> {
    if (this.#container.isBound(networkId)) await this.#container.get(networkId).close();
    this.#container.unbindAll();
  }
}

const networkId: ServiceIdentifier<Network> = Symbol('network');

async function chooseTransport(options: PartsOptions, container: Container): Promise<Transport> {
  const { replay, record, offline, clock, environment, redactor } = options;
  if (replay !== undefined) return withRedirects(await createReplay(replay, redactor));
  if (offline) return offlineTransport;
  const network = await openNetwork(options.network, { environment });
  container.bind(networkId).toConstantValue(network);
  const told = withTelemetry(byProtocol(network.transport, options), options);
  const asked = patient(withBreaker(withRedirects(told), { clock }), options);
  return record === undefined ? asked : createRecording(asked, { folder: record, clock, redactor });
}

/** HTTP but for what is asked over TCP or of name servers. */
function byProtocol(http: Transport, { clock, network }: PartsOptions): Transport {
  const { timeoutMs, connectTimeoutMs = timeoutMs, bodyTimeoutMs = timeoutMs, maxBodyBytes } = network;
  const tcp = createTcp({ clock, connectTimeoutMs, bodyTimeoutMs, maxBodyBytes });
  const dns = createDns({ clock, timeoutMs: network.dnsTimeoutMs });
  const carriers: Readonly<Record<string, Transport>> = { 'tcp:': tcp, 'dns:': dns };
  return (request) => (carriers[request.url.protocol] ?? http)(request);
}

/** Outermost, so that each attempt counts for the breaker, and none is made while it leaves the host alone. */
const patient = (transport: Transport, { clock, network: { attempts } }: PartsOptions): Transport =>
  withRetry(transport, { clock, random: systemRandom, attempts });

/** Keys that a plugin got only while it ran (a token) are learned from the requests that carry them. */
const httpOf = (transport: Transport, redactor: Redactor): Http => ({
  send: (request) => {
    for (const text of request.secrets ?? []) redactor.add(text);
    return transport(request);
  },
});
