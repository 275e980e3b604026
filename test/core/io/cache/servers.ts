import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server of its own for a test, on a free port of this machine. */
export interface TestServer {
  readonly address: string;
  stop(): Promise<void>;
}

export const redisProgram = findProgram('redis-server');
const initdbProgram = findProgram('initdb', postgresFolders());
const postgresProgram = findProgram('postgres', postgresFolders());
const postgresUser = userForPostgres();

/** Why a server cannot be started here; undefined when it can. */
export const redisMissing = redisProgram === undefined ? 'no redis-server is installed' : undefined;
/** Why the driver of PostgreSQL cannot be loaded here. */
export const postgresDriverMissing = await reasonWithoutDriver();
export const postgresMissing = reasonWithoutPostgres() ?? postgresDriverMissing;

/** The title of a group of tests that says why it is skipped. */
export const titled = (title: string, missing: string | undefined): string =>
  missing === undefined ? title : `${title} (skipped: ${missing})`;

export async function startRedis(port?: number): Promise<TestServer> {
  const chosen = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'pivotkit-redis-'));
  const settings = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(redisProgram ?? '', [...settings, '--dir', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  await said(server, /Ready to accept connections/);
  return { address: `redis://127.0.0.1:${String(chosen)}`, stop: () => end(server, folder, 'SIGTERM') };
}

export async function startPostgres(): Promise<TestServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'pivotkit-postgres-'));
  const user: SpawnOptions = postgresUser ?? {};
  if (postgresUser !== undefined) chownSync(folder, postgresUser.uid, postgresUser.gid);
  const data = join(folder, 'data');
  const make = ['-D', data, '-U', 'cache', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  execFileSync(initdbProgram ?? '', make, { ...user, cwd: folder, stdio: 'ignore' });
  const settings = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
  ];
  const server = spawn(postgresProgram ?? '', settings, { ...user, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  await said(server, /ready to accept connections/);
  return {
    address: `postgres://cache@127.0.0.1:${String(port)}/postgres`,
    stop: () => end(server, folder, 'SIGQUIT'),
  };
}

/** Resolves at the first line that matches; rejects with all it said when the server ends before. */
function said(server: ChildProcess, wanted: RegExp): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let text = '';
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
    if (wanted.test(text)) resolve();
  };
  server.stdout?.on('data', hear);
  server.stderr?.on('data', hear);
  server.once('error', reject);
  server.once('exit', () => reject(new Error(`The server ended: ${text}`)));
  return promise;
}

async function end(server: ChildProcess, folder: string, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Free at the time of asking: the server takes it right after. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function findProgram(name: string, further: readonly string[] = []): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...further];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Debian keeps the programs of each version in a folder of its own. */
function postgresFolders(): readonly string[] {
  const versions = '/usr/lib/postgresql';
  return existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
}

/** PostgreSQL does not run as root; undefined where we are not root. */
function userForPostgres(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    return undefined;
  }
}

function reasonWithoutPostgres(): string | undefined {
  if (initdbProgram === undefined || postgresProgram === undefined) return 'no PostgreSQL server is installed';
  return process.getuid?.() === 0 && postgresUser === undefined ? 'PostgreSQL does not run as root' : undefined;
}

/** Its driver mixes module systems, which a test runner that sets the condition `import` for `require` too does not stand. */
async function reasonWithoutDriver(): Promise<string | undefined> {
  try {
    await import('@keyv/postgres');
    return undefined;
  } catch (error) {
    return `@keyv/postgres cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}
