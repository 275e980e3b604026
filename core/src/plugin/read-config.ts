import { messageOf } from '../error/text-of.ts';
import { SecretRequest, watchingSecrets, type Secret, type SecretReference } from '../io/secret.ts';
import { checkOptions } from '../pivot/check-options.ts';
import type { Plugin } from './plugin.ts';

export interface SecretAccess {
  /** Fetches a secret; undefined where a variable is not set. @throws SECRET_UNAVAILABLE */
  readonly read: (reference: SecretReference) => Promise<Secret | undefined>;
  /** Told of every secret that a plugin is given. */
  readonly onSecret: (secret: Secret, plugin: string) => void;
}

export type ConfigRead =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/**
 * A plugin's configuration by its schema, secrets fetched: it is read once to find them and once with them in place. A
 * secret whose variable is not set is left out, so that the schema says whether the plugin can do without.
 */
export async function readConfig(plugin: Plugin, written: unknown, secrets: SecretAccess): Promise<ConfigRead> {
  const { config: schema, name } = plugin;
  if (schema === undefined)
    return written === undefined ? { ok: true, value: undefined } : { ok: false, problem: 'it takes no configuration' };
  try {
    const read = (settings: unknown): unknown =>
      watchingSecrets(
        (secret) => secrets.onSecret(secret, name),
        () => checkOptions(`${name} configuration`, schema, settings),
      );
    const first = read(written ?? {});
    const requests = requestsIn(first);
    if (requests.length === 0) return { ok: true, value: first };
    const settings: unknown = structuredCloneExceptSecrets(written);
    for (const { path, reference } of requests) put(settings, path, await secrets.read(reference));
    return { ok: true, value: read(settings) };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

interface Request {
  readonly path: readonly string[];
  readonly reference: SecretReference;
}

function requestsIn(value: unknown, path: readonly string[] = []): Request[] {
  if (value instanceof SecretRequest) return [{ path, reference: value.reference }];
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => requestsIn(part, [...path, name]));
}

function put(settings: unknown, path: readonly string[], secret: Secret | undefined): void {
  const last = path.at(-1);
  const owner = path.slice(0, -1).reduce<unknown>((at, name) => Reflect.get(Object(at), name), settings);
  if (last === undefined || !isContainer(owner)) return;
  if (secret === undefined) Reflect.deleteProperty(owner, last);
  else Reflect.set(owner, last, secret);
}

/** Lists and plain objects are copied, everything else (a `Secret`, a `Date`) is shared. */
function structuredCloneExceptSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCloneExceptSecrets);
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, structuredCloneExceptSecrets(part)]));
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);
