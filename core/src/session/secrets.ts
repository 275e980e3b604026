import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Environment } from '../io/environment.ts';
import { Secret, type SecretReference } from '../io/secret.ts';

const run = promisify(execFile);
const commandTimeoutMs = 10_000;

export interface SecretSources {
  readonly environment: Environment;
  /** Folder that relative paths count from. */
  readonly configFolder: string;
}

/**
 * Fetches a secret from where it is kept; undefined where a variable is not set.
 * @throws SECRET_UNAVAILABLE when a file cannot be read or a command fails
 */
export async function readSecret(
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

/** Passwords of proxies, which stand in addresses: `HTTPS_PROXY=http://user:password@proxy.example`. */
export function proxyPasswords(environment: Environment): string[] {
  return Object.entries(environment)
    .filter(([name, value = '']) => /^https?_proxy$/i.test(name) && URL.canParse(value))
    .map(([, value = '']) => new URL(value).password)
    .flatMap((password) => [password, decoded(password)]);
}

/** What is no valid percent-encoding is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
