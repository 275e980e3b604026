import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesBelow, repositoryRoot } from '../../tools/source-files.ts';
import { pivotkit, removeFolder, workFolder } from './run-cli.ts';

let folder = '';
let plugin = '';

beforeAll(async () => {
  folder = workFolder({
    'full/file.txt': 'mine',
    'plugins/none/test/suite.ts': 'export const setup = {};\n',
    'plugins/throws/test/suite.ts': "throw new Error('no luck');\n",
  });
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  await pivotkit(['new', 'plugin', 'whale-watch', '--folder', 'plugins/w'], { cwd: folder });
  plugin = join(folder, 'plugins/w');
});
afterAll(() => removeFolder(folder));

describe('pivotkit new plugin', () => {
  test('writes every file of the template, with the names of the plugin', () => {
    for (const file of filesBelow('core/templates/plugin', '')) {
      const written = readFileSync(
        join(plugin, file.replace('core/templates/plugin/', '').replace(/^manifest/, 'package')),
        'utf8',
      );
      expect({ file, found: written.match(/example.?service/i)?.[0] }).toEqual({ file, found: undefined });
    }
    const text = readFileSync(join(plugin, 'src/index.ts'), 'utf8');
    expect(text).toContain("name: 'whaleWatch.report'");
    const client = readFileSync(join(plugin, 'src/client.ts'), 'utf8');
    expect(client).toContain("name: 'Whale Watch'");
    expect(client).toContain('PIVOTKIT_WHALE_WATCH_APIKEY');
  });

  test('asks for the versions of this release', () => {
    const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'core/package.json'), 'utf8')) as {
      version: string;
    };
    expect(JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8'))).toMatchObject({
      name: 'pivotkit-plugin-whale-watch',
      peerDependencies: { '@pivotkit/core': `^${version}` },
      devDependencies: { '@pivotkit/testkit': `^${version}` },
      dependencies: { zod: expect.stringMatching(/^\^\d/) },
    });
  });

  test.each([
    ['a name in upper case', ['Whale'], "'Whale' is no name for a plugin"],
    ['a path', ['../whale'], "'../whale' is no name for a plugin"],
    ['a name that entities have', ['address'], "'address' is an attribute of IpAddress"],
    ['a folder with something in it', ['whale', '--folder', 'full'], 'is not empty'],
  ])('%s is refused, and nothing is written', async (_, words, problem) => {
    const { code, err } = await pivotkit(['new', 'plugin', ...words], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain(problem);
    expect(existsSync(join(folder, 'pivotkit-plugin-whale'))).toBe(false);
    expect(readFileSync(join(folder, 'full/file.txt'), 'utf8')).toBe('mine');
  });
});

describe('pivotkit test-plugin', () => {
  test('says of every rule that it is kept', { timeout: 60_000 }, async () => {
    const { code, out } = await pivotkit(['test-plugin', 'plugins/w'], { cwd: folder });
    expect(out).toMatch(/\n55 kept, 0 broken, 0 left out\n$/);
    expect(code).toBe(0);
  });

  test('says of a rule that is broken what to do, and fails', async () => {
    const copy = 'plugins/bad';
    await pivotkit(['new', 'plugin', 'bad-whale', '--folder', copy], { cwd: folder });
    const file = join(folder, copy, 'src/index.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/ {2}cost: .*\n/, ''));
    const { code, out } = await pivotkit(['test-plugin', copy, '--rule', 'limits', '--rule', 'examples'], {
      cwd: folder,
    });
    expect(out).toContain('FAIL badWhale.report: what a look-up costs is said');
    expect(out).toContain('expected words for what a look-up costs, but `cost` is missing. Say it as the service does');
    expect(out).toMatch(/\n1 kept, 1 broken, 0 left out\n$/);
    expect(code).toBe(1);
  });

  test('a package without a suite is looked at as far as it goes', async () => {
    const { code, out, err } = await pivotkit(['test-plugin', 'ip'], { cwd: folder });
    expect(err).toContain('there is no test/suite.ts');
    expect(out).toContain('[readme-columns]');
    expect(code).toBe(0);
  });

  test.each([
    ['a package that is not there', ['nothing'], "The plugin package 'nothing' was not found"],
    ['a rule that is not there', ['plugins/w', '--rule', 'limit'], "Did you mean 'limits'?"],
    ['a suite without a plugin', ['plugins/none'], 'does not export a plugin'],
    ['a suite that fails', ['plugins/throws'], 'cannot be loaded: no luck'],
  ])('%s', async (_, words, problem) => {
    const { code, err } = await pivotkit(['test-plugin', ...words], { cwd: folder });
    expect(err).toContain(problem);
    expect(code).not.toBe(0);
  });

  test('without the kit it says how to get it', async () => {
    const lonely = workFolder({ 'package.json': '{ "name": "lonely", "type": "module" }' });
    const { code, err } = await pivotkit(['test-plugin'], { cwd: lonely });
    expect(err).toContain('Install it there: npm install --save-dev @pivotkit/testkit');
    expect(code).toBe(2);
    removeFolder(lonely);
  });
});
