import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createSession } from '@pivotkit/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlugins, type LoadedPlugins } from '../../../core/src/plugin/load.ts';
import { repositoryRoot } from '../../tools/source-files.ts';

const source = (name: string): string =>
  `export const one = { [Symbol.for('pivotkit.plugin')]: 1, name: '${name}', version: '1.0.0', description: 'x', dependsOn: [], config: undefined, pivots: [], verbs: [] };\n`;

const files: Readonly<Record<string, string>> = {
  'local.mjs': `${source('local')}export const two = { ...one, name: 'second' };\nexport const other = 5;\n`,
  'none.mjs': 'export const answer = 42;\n',
  'throws.mjs': "throw new Error('not today');\n",
  'never.mjs': 'await new Promise(() => {});\n',
  'syntax.mjs': 'export const = 1;\n',
  'node_modules/@pivotkit/plugin-scoped/package.json':
    '{"name":"@pivotkit/plugin-scoped","type":"module","exports":{".":{"types":"./x.d.ts","default":"./in/index.js"}}}',
  'node_modules/@pivotkit/plugin-scoped/in/index.js': source('scoped'),
  'node_modules/pivotkit-plugin-plain/package.json':
    '{"name":"pivotkit-plugin-plain","type":"module","main":"main.js"}',
  'node_modules/pivotkit-plugin-plain/main.js': source('plain'),
  'node_modules/@corp/intel/package.json':
    '{"name":"@corp/intel","type":"module","exports":{"import":"./a.js","require":"./b.cjs"}}',
  'node_modules/@corp/intel/a.js': source('intel'),
  'node_modules/anything/package.json': '{"name":"anything","type":"module","exports":"./a.js"}',
  'node_modules/anything/a.js': source('anything'),
  'node_modules/closed/package.json': '{"name":"closed","exports":{"./inner":"./a.js"}}',
  'below/deep/x.txt': '',
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-load-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (...names: string[]): Promise<LoadedPlugins> =>
  loadPlugins(names.map((name) => ({ name, folder: join(folder, 'below', 'deep'), where: ' (here)' })));

describe('a name leads to a package', () => {
  test.each([
    ['scoped', 'scoped'],
    ['@pivotkit/plugin-scoped', 'scoped'],
    ['plain', 'plain'],
    ['@corp/intel', 'intel'],
    ['anything', 'anything'],
  ])('%s', async (name, plugin) => {
    const { loaded, problems } = await load(name);
    expect({ names: loaded.map((each) => each.plugin.name), problems }).toEqual({ names: [plugin], problems: [] });
  });

  test('or to a file, whose every plugin counts', async () => {
    const { loaded } = await load('../../local.mjs');
    expect(loaded.map(({ plugin }) => plugin.name)).toEqual(['local', 'second']);
  });

  test('asked for twice, loaded once', async () => {
    expect((await load('scoped', '@pivotkit/plugin-scoped')).loaded).toHaveLength(1);
  });
});

describe('what is wrong with one does not keep the others away', () => {
  test.each([
    ['scopd', 'PLUGIN_NOT_FOUND', "Did you mean 'scoped'?"],
    ['nothing-like-it', 'PLUGIN_NOT_FOUND', 'npm install @pivotkit/plugin-nothing-like-it'],
    ['./none.mjs', 'PLUGIN_NOT_FOUND', 'There is no file'],
    ['../../none.mjs', 'PLUGIN_MISSING_IN_PACKAGE', 'exports answer'],
    ['../../throws.mjs', 'PLUGIN_NOT_LOADED', 'not today'],
    ['../../syntax.mjs', 'PLUGIN_NOT_LOADED', '(here)'],
    ['closed', 'PLUGIN_NOT_LOADED', 'exports nothing'],
  ])('%s: %s', async (name, code, text) => {
    const { loaded, problems } = await load(name, 'plain');
    expect(loaded.map(({ plugin }) => plugin.name)).toEqual(['plain']);
    expect(problems.map(({ error }) => error.code)).toEqual([code]);
    expect(problems[0]?.error.message).toContain(text);
  });
});

test('a module that never loads is given up', async () => {
  const request = { name: './never.mjs', folder, where: '' };
  const { loaded, problems } = await loadPlugins([request], { timeoutMs: 50 });
  expect(loaded).toEqual([]);
  expect(problems[0]?.error.message).toContain('did not load within 0.05 s');
});

test('a plugin with its own copy of @pivotkit/entities is refused, and told why', async () => {
  const modules = join(folder, 'node_modules');
  const copy = join(folder, 'entities-copy');
  cpSync(join(repositoryRoot, 'entities', 'src'), join(copy, 'src'), { recursive: true });
  cpSync(join(repositoryRoot, 'entities', 'package.json'), join(copy, 'package.json'));
  symlinkSync(copy, join(modules, '@pivotkit', 'entities'), 'junction');
  symlinkSync(join(repositoryRoot, 'core'), join(modules, '@pivotkit', 'core'), 'junction');
  const installed = join(repositoryRoot, 'node_modules');
  for (const name of readdirSync(installed).filter((each) =>
    /^(zod|tldts.*|ipaddr\.js|tr46|punycode|yaml)$/.test(each),
  ))
    symlinkSync(join(installed, name), join(modules, name), 'junction');
  writeFileSync(
    join(folder, 'second-copy.mjs'),
    [
      `import { IpAddress } from '${join(copy, 'src', 'index.ts')}';`,
      `import { definePivot, definePlugin, notFound, text } from '${join(repositoryRoot, 'core', 'src', 'index.ts')}';`,
      "export const copied = definePlugin({ name: 'copied', version: '1.0.0', description: 'x', pivots: [definePivot({",
      "  name: 'copied', description: 'x', from: [IpAddress], rowsPerInput: 'at-most-one', columns: { a: text('a') },",
      "  sharing: { reaches: 'nobody' }, lookup: (inputs) => inputs.map(() => notFound()) })] });",
    ].join('\n'),
  );
  const { loaded, problems } = await load('../../second-copy.mjs');
  expect(problems).toEqual([]);
  const plugins = loaded.map(({ plugin }) => plugin);
  await expect(createSession({ plugins })).rejects.toMatchObject({
    code: 'PLUGINS_INVALID',
    message: expect.stringContaining('second copy of @pivotkit/entities'),
  });
});
