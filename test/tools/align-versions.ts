import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot, workspacePackages } from './source-files.ts';

// Runs inside `lerna version`, after it has written the new versions and before it brings the lockfile up to date:
// lerna leaves peer dependencies as they were (10.1.1), and the lockfile then asks the registry for the old version.

const rangesSchema = z.record(z.string(), z.string());
// A record keeps the order of the keys, which an object schema would not.
const manifestSchema = z.record(z.string(), z.unknown());

const packages = workspacePackages();
const versionOf = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]));
const changed = packages.map(({ folder }) => join(repositoryRoot, folder, 'package.json')).filter(alignPeers);
const { status } = spawnSync(
  process.execPath,
  [join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--write', '--log-level', 'warn', 'lerna.json', ...changed],
  { cwd: repositoryRoot, stdio: 'inherit' },
);
process.exitCode = status ?? 1;

function alignPeers(path: string): boolean {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  if (manifest['peerDependencies'] === undefined) return false;
  const peerDependencies = Object.fromEntries(
    Object.entries(rangesSchema.parse(manifest['peerDependencies'])).map(([name, range]) => [
      name,
      aligned(name, range),
    ]),
  );
  writeFileSync(path, `${JSON.stringify({ ...manifest, peerDependencies }, null, 2)}\n`);
  return true;
}

/** The range with the version of this repository's package in it; other packages' ranges as they are. */
function aligned(name: string, range: string): string {
  const version = versionOf.get(name);
  return version === undefined ? range : range.replace(/\d.*$/, version);
}
