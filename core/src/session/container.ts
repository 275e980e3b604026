import 'reflect-metadata';
import { Container, type ServiceIdentifier } from 'inversify';
import type { Clock } from '../io/clock.ts';
import type { Environment } from '../io/environment.ts';
import type { Http, Transport } from '../io/http.ts';
import type { Log } from '../io/log.ts';
import { createNetwork, type Network, type NetworkOptions } from '../io/network.ts';
import { createReplay, offlineTransport } from '../io/replay.ts';
import type { Token } from '../plugin/plugin.ts';
import { Registry } from '../plugin/registry.ts';

/** What a session is made of, by the identifier it is bound to. */
export interface Parts {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly log: Log;
  readonly http: Http;
  readonly registry: Registry;
}

export interface PartsOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly log: Log;
  readonly network: NetworkOptions;
  /** Folder of recorded replies; then nothing else is asked. */
  readonly replay: string | undefined;
  readonly offline: boolean;
}

const transportId: ServiceIdentifier<Transport> = Symbol.for('pivotkit.transport');
const httpId: ServiceIdentifier<Http> = Symbol.for('pivotkit.http');
const registryId: ServiceIdentifier<Registry> = Symbol.for('pivotkit.registry');
const clockId: ServiceIdentifier<Clock> = Symbol.for('pivotkit.clock');
const logId: ServiceIdentifier<Log> = Symbol.for('pivotkit.log');
const environmentId: ServiceIdentifier<Environment> = Symbol.for('pivotkit.environment');

/** The one place where a session's parts are put together, and where plugins' services are kept. */
export class SessionContainer {
  readonly #container: Container;

  private constructor(container: Container) {
    this.#container = container;
  }

  /** @throws REPLAY_UNREADABLE */
  static async compose(options: PartsOptions): Promise<SessionContainer> {
    const container = new Container({ defaultScope: 'Singleton' });
    const transport = await chooseTransport(options, container);
    container.bind(clockId).toConstantValue(options.clock);
    container.bind(environmentId).toConstantValue(options.environment);
    container.bind(logId).toConstantValue(options.log);
    container.bind(transportId).toConstantValue(transport);
    container.bind(httpId).toResolvedValue((send: Transport): Http => ({ send }), [transportId]);
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

const networkId: ServiceIdentifier<Network> = Symbol.for('pivotkit.network');

async function chooseTransport({ replay, offline, network }: PartsOptions, container: Container): Promise<Transport> {
  if (replay !== undefined) return createReplay(replay);
  if (offline) return offlineTransport;
  const created = createNetwork(network);
  container.bind(networkId).toConstantValue(created);
  return created.transport;
}
