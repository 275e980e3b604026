import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Environment } from '../io/environment.ts';
import { Secret } from '../io/secret.ts';

const run = promisify(execFile);
const commandTimeoutMs = 10_000;

/** Where a secret is kept: a variable, a file, or what a command prints. Never the secret itself in a file of settings. */
const secretReference = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ command: z.array(z.string()).min(1) }),
]);

type SecretReference = z.output<typeof secretReference>;

export interface SecretSources {
  readonly environment: Environment;
  /** Folder that relative paths count from. */
  readonly configFolder: string;
}

/**
 * The configuration with every reference to a secret replaced by the secret, at any depth. A variable that is not set
 * leaves its setting out, so that a plugin can say what is missing.
 * @throws SECRET_UNAVAILABLE when a file cannot be read or a command fails
 */
export async function resolveSecrets(
  config: Readonly<Record<string, unknown>>,
  sources: SecretSources,
): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    Object.entries(config).map(async ([name, value]) => [name, await resolveValue(value, sources)] as const),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

async function resolveValue(value: unknown, sources: SecretSources): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item: unknown) => resolveValue(item, sources)));
  if (!isPlainObject(value)) return value;
  const reference = secretReference.safeParse(value);
  return reference.success ? readSecret(reference.data, sources) : resolveSecrets(value, sources);
}

async function readSecret(
  reference: SecretReference,
  { environment, configFolder }: SecretSources,
): Promise<Secret | undefined> {
  if ('env' in reference) {
    const value = environment[reference.env];
    return value === undefined || value === '' ? undefined : new Secret(value);
  }
  if ('file' in reference) return readSecretFile(resolve(configFolder, reference.file));
  return readSecretCommand(reference.command);
}

async function readSecretFile(file: string): Promise<Secret> {
  try {
    return new Secret((await readFile(file, 'utf8')).trim());
  } catch (cause) {
    throw new PivotKitError('SECRET_UNAVAILABLE', { name: file, problem: 'the file cannot be read' }, { cause });
  }
}

/** No shell: the command is a list of the program and its arguments. */
async function readSecretCommand([program = '', ...parameters]: readonly string[]): Promise<Secret> {
  try {
    const { stdout } = await run(program, parameters, { timeout: commandTimeoutMs });
    return new Secret(stdout.trim());
  } catch {
    // The failed command's error holds what it printed, which may be the secret.
    throw new PivotKitError('SECRET_UNAVAILABLE', { name: program, problem: 'the command failed' });
  }
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
