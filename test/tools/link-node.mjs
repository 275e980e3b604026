// Runs after every installation, on whatever Node the machine has. The repository brings its own Node as one optional
// package per platform, all with a program called `node`. npm 10 (which comes with Node 20 and 22) deletes the link
// `.bin/node` again when it discards the packages of the other platforms; this puts it back.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestThatStripsTypes = [22, 18];
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`].map((name) =>
  name.replace('win32', 'win'),
);
const packageName = names.find((name) => existsSync(join(modules, name, 'bin')));

if (packageName !== undefined) link(packageName);
else if (existsSync(modules) && !runsTypeScript()) {
  console.error(
    `There is no Node package for ${process.platform} ${process.arch} and this Node is ${process.version}.`,
  );
  console.error(`Install Node ${oldestThatStripsTypes.join('.')} or newer, to run the checks and the examples.`);
}

function link(name) {
  const folder = join(modules, '.bin');
  if (existsSync(join(folder, 'node')) || existsSync(join(folder, 'node.cmd'))) return;
  mkdirSync(folder, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(join(folder, 'node.cmd'), `@"%~dp0\\..\\${name}\\bin\\node.exe" %*\r\n`);
    return;
  }
  rmSync(join(folder, 'node'), { force: true });
  symlinkSync(join('..', name, 'bin', 'node'), join(folder, 'node'));
}

function runsTypeScript() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = oldestThatStripsTypes;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
