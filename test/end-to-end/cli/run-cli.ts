import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { repositoryRoot } from '../../tools/source-files.ts';

export const bin = join(repositoryRoot, 'core', 'bin', 'pivotkit.js');
export const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
export const hostile = join(fixtures, 'plugins', 'hostile.js');

export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called when the process has been started. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called with everything written to standard error so far, to act while the command runs. */
  readonly onErr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Answers kept by one test file must not be those of another, nor the user's own. */
const caches = mkdtempSync(join(tmpdir(), 'pivotkit-caches-'));
afterAll(() => removeFolder(caches));

/** Runs the command line as users do, in a process of its own, without what the environment of the tests says. */
export async function pivotkit(parameters: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { cwd = repositoryRoot, input, environment = {} } = options;
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME: caches, ...environment };
  const child = spawn(process.execPath, [bin, ...parameters], { cwd, env });
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
  options.onStart?.(kill);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    options.onErr?.(err, kill);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  return { code: await promise, out, err };
}

/** A folder for one test, with files by their path in it. */
export function workFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'pivotkit-cli-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
