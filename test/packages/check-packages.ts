import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { z } from 'zod';
import type { WorkspacePackage } from '../tools/source-files.ts';
import { builtFilesWithoutSource, publishablePackages, repositoryRoot } from '../tools/source-files.ts';

// What a consumer gets: each publishable package is packed as it would be published, its contents are looked at, and all
// of them are installed in a folder outside the repository, imported, and type-checked. The packages must be built.

const scratch = mkdtempSync(join(tmpdir(), 'pivotkit-packages-'));
const consumer = join(scratch, 'consumer');
const packages = publishablePackages();
const faults: string[] = [];
/** Programs under which the packages must load: this Node, and the ones PIVOTKIT_NODES names by path. */
const nodes = [
  process.execPath,
  ...(process.env['PIVOTKIT_NODES'] ?? '').split(delimiter).filter((path) => path !== ''),
];

/** Commands load what they need when they run, so that help alone shows little. */
const commands: readonly (readonly string[])[] = [
  ['--help'],
  ['--plugin', '@pivotkit/plugin-geolocation', 'pivot', 'ip.geolocation', '8.8.8.8'],
];

try {
  const packed = packages.map((each) => ({ ...each, ...pack(each) }));
  for (const { folder, manifest, files } of packed) check(`${manifest.name}: contents`, contentFaults(folder, files));
  for (const { manifest, tarball } of packed) check(`${manifest.name}: publint`, await publintFaults(tarball));
  for (const { manifest, tarball } of packed) install(manifest.name, tarball);
  for (const { manifest } of packed) linkDependencies(manifest);
  for (const { manifest } of packed) check(`${manifest.name}: imports`, importFaults(manifest.name));
  for (const { manifest } of packed) check(`${manifest.name}: bin`, binFaults(manifest));
  check('types of all packages', typeFaults());
} finally {
  rmSync(scratch, { recursive: true });
}
if (faults.length > 0) process.exitCode = 1;
console.log(faults.length === 0 ? 'all packages as they should be' : `${String(faults.length)} package checks failed`);

function check(subject: string, found: readonly string[]): void {
  console.log(`${found.length === 0 ? 'ok  ' : 'FAIL'} ${subject}`);
  for (const fault of found) console.log(`     ${fault}`);
  if (found.length > 0) faults.push(subject);
}

interface Outcome {
  readonly status: number;
  readonly output: string;
}

function run(command: string, options: { readonly arguments: readonly string[]; readonly folder: string }): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, options.arguments, {
    cwd: options.folder,
    encoding: 'utf8',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error !== undefined) throw error;
  const output = stdout.trim() === '' ? stderr : stdout;
  const withoutStack = output.split('\n').filter((line) => !/^\s+at |^\s*$/.test(line));
  return { status: status ?? 1, output: withoutStack.join('\n') };
}

/** `npm pack` without the packages' scripts: the build has been made once for all. */
function pack({ folder, manifest }: WorkspacePackage): { readonly tarball: string; readonly files: readonly string[] } {
  const { status, output } = run('npm', {
    arguments: ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch],
    folder: join(repositoryRoot, folder),
  });
  if (status !== 0) throw new Error(`npm pack failed for ${manifest.name}:\n${output}`);
  const one = z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) });
  // npm 12 answers an object by package name, npm 11 a list.
  const [answer] = Object.values(z.union([z.array(one), z.record(z.string(), one)]).parse(JSON.parse(output)));
  if (answer === undefined) throw new Error(`npm pack said nothing of ${manifest.name}.`);
  return { tarball: join(scratch, answer.filename), files: answer.files.map(({ path }) => path) };
}

function contentFaults(folder: string, files: readonly string[]): readonly string[] {
  const allowed =
    /^(?:package\.json|README\.md|LICENSE|bin\/[\w-]+\.js|dist\/[\w/-]+(?:\.js|\.d\.ts)|templates\/[\w/.-]+)$/;
  const stale = builtFilesWithoutSource(folder).filter((path) => files.includes(path));
  const required = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts'];
  return [
    ...files.filter((path) => !allowed.test(path)).map((path) => `${path} is no part of the package`),
    ...(stale.length === 0 ? [] : [`no source any more: ${stale.join(', ')} (npm run build removes them)`]),
    ...required.filter((path) => !files.includes(path)).map((path) => `${path} is missing`),
  ];
}

async function publintFaults(tarball: string): Promise<readonly string[]> {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
    strict: true,
  });
  // The condition for sources works only in this repository; where it is not set, its target is never looked for.
  const ofSources = (path: readonly string[]): boolean => path.includes('pivotkit-source');
  return messages
    .filter(({ path, type }) => type !== 'suggestion' && !ofSources(path))
    .map((message) => formatMessage(message, pkg) ?? message.code);
}

function install(name: string, tarball: string): void {
  const target = join(consumer, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  const { status, output } = run('tar', {
    arguments: ['-xzf', tarball, '--strip-components=1', '-C', target],
    folder: scratch,
  });
  if (status !== 0) throw new Error(`${tarball} cannot be unpacked:\n${output}`);
}

/** Links the declared dependencies only, so that an undeclared one is not found. */
function linkDependencies({ dependencies, peerDependencies }: WorkspacePackage['manifest']): void {
  for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), '@types/node', 'undici-types']) {
    const link = join(consumer, 'node_modules', name);
    const target = join(repositoryRoot, 'node_modules', name);
    if (existsSync(link) || !existsSync(target)) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, 'junction');
  }
}

function importFaults(name: string): readonly string[] {
  const script = `const all = await import(${JSON.stringify(name)}); if (Object.keys(all).length === 0) throw new Error('nothing is exported');`;
  return nodes.flatMap((node) => {
    const { status, output } = run(node, { arguments: ['--input-type=module', '--eval', script], folder: consumer });
    return status === 0 ? [] : [`${node}: ${output}`];
  });
}

function binFaults({ name, bin }: WorkspacePackage['manifest']): readonly string[] {
  const scripts = Object.values(bin).map((path) => join(consumer, 'node_modules', name, path));
  return nodes.flatMap((node) =>
    scripts.flatMap((script) =>
      commands.flatMap((command) => {
        const { status, output } = run(node, { arguments: [script, ...command], folder: consumer });
        return status === 0 ? [] : [`${node} ${script} ${command.join(' ')} ends with ${String(status)}: ${output}`];
      }),
    ),
  );
}

function typeFaults(): readonly string[] {
  const lines = packages.map(({ manifest }, i) => `export * as package${String(i)} from '${manifest.name}';`);
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(consumer, 'consumer.ts'), `${lines.join('\n')}\n`);
  const options = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: false,
  };
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['consumer.ts'] }));
  const compiler = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, output } = run(process.execPath, {
    arguments: [compiler, '-p', '.', '--pretty', 'false'],
    folder: consumer,
  });
  if (status === 0) return [];
  // Faults in the declarations of other people's packages are not ours to mend.
  return output.split('\n').filter((line) => /^(?:consumer\.ts|node_modules\/@pivotkit\/)/.test(line));
}
