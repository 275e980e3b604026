import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from '../tools/source-files.ts';

/**
 * Does what docs/write-a-provider.md says, block by block, in an empty folder: commands are run, files written. Only the
 * installing is left out, since this repository's packages stand in for those of the registry.
 */
const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pivotkit-provider-'));
  await symlink(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Block = { readonly file: string; readonly text: string } | { readonly commands: readonly string[] };

async function blocksOf(page: string): Promise<Block[]> {
  const text = await readFile(join(repositoryRoot, page), 'utf8');
  const found = text.matchAll(/(?:^\*\*`([^`]+)`\*\*\n\n)?^```(\w+)\n(.*?)^```$/gms);
  return Array.from(found).flatMap(([, file, language, content = '']): Block[] => {
    if (file !== undefined) return [{ file, text: content }];
    return language === 'sh' ? [{ commands: content.trim().split('\n') }] : [];
  });
}

const environment = {
  ...process.env,
  NODE_OPTIONS: '--conditions=pivotkit-source',
  PATH: [join(repositoryRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter),
};

test('docs/write-a-provider.md can be followed to the letter', { timeout: 180_000 }, async () => {
  let cwd = folder;
  const done: string[] = [];
  for (const block of await blocksOf('docs/write-a-provider.md')) {
    if ('file' in block) {
      await mkdir(dirname(join(cwd, block.file)), { recursive: true });
      await writeFile(join(cwd, block.file), block.text);
      continue;
    }
    for (const command of block.commands) {
      done.push(command);
      if (command === 'npm install') continue;
      if (command.startsWith('cd ')) cwd = resolve(cwd, command.slice(3));
      else await runLine(command, cwd);
    }
  }
  expect(done.slice(0, 4)).toEqual([
    'npx pivotkit new plugin acme-names',
    'cd pivotkit-plugin-acme-names',
    'npm install',
    'npm test',
  ]);
  expect(await readFile(join(cwd, 'README.md'), 'utf8')).toContain('| `reports` | number | reports | never |');
});

async function runLine(command: string, cwd: string): Promise<void> {
  const [program = '', ...words] = command.replace(/^npx /, '').split(' ');
  // Types come from the sources, as everything else does here.
  const more = command === 'npm run check' ? ['--', '--customConditions', 'pivotkit-source'] : [];
  const { stdout } = await run(program, [...words, ...more], { cwd, env: environment }).catch((error: unknown) => {
    throw new Error(`${command}: ${String(Reflect.get(Object(error), 'stdout'))}${String(error)}`);
  });
  if (command.endsWith('test-plugin')) expect(stdout).toMatch(/\n\d\d kept, 0 broken, 0 left out\n$/);
  if (command.includes(' help ')) expect(stdout).toContain('When it was reported last');
}
