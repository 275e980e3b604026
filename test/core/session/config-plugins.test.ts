import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configurePlugins, type ConfiguredPlugins } from '../../../core/src/session/config-plugins.ts';
import { loadConfig } from '../../../core/src/session/config.ts';

const plugin = (name: string, exported: string): string =>
  `import { z } from 'zod';
export const ${exported} = { [Symbol.for('pivotkit.plugin')]: 1, name: '${name}', version: '1.0.0', description: 'x', dependsOn: [],
  config: z.strictObject({ apiKey: z.string().optional(), ports: z.array(z.number()).default([]), inner: z.strictObject({ size: z.number().optional() }).optional() }),
  pivots: [], verbs: [] };\n`;

const files: Readonly<Record<string, string>> = {
  'package.json': '{"dependencies":{"pivotkit-plugin-alpha":"1","pivotkit-plugin-alpha-list":"1"}}',
  'node_modules/pivotkit-plugin-alpha/package.json': '{"type":"module","exports":"./a.js"}',
  'node_modules/pivotkit-plugin-alpha/a.js': plugin('alpha', 'alpha'),
  'node_modules/pivotkit-plugin-alpha-list/package.json': '{"type":"module","exports":"./a.js"}',
  'node_modules/pivotkit-plugin-alpha-list/a.js': plugin('alpha-list', 'alphaList'),
  'pair.mjs': plugin('left', 'left') + plugin('right', 'right').replace(/^import.*\n/, ''),
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(process.cwd(), 'node_modules', '.config-plugins-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function configured(
  text: string,
  environment: Readonly<Record<string, string>> = {},
  names: readonly string[] = [],
): Promise<ConfiguredPlugins> {
  writeFileSync(join(folder, 'pivotkit.config.yaml'), text);
  return configurePlugins(await loadConfig({ folder, environment }), { folder, environment, names });
}

const names = ({ loaded }: ConfiguredPlugins): string[] => loaded.map((each) => each.plugin.name);

describe('which plugins', () => {
  test.each([
    ['those of package.json', '', ['alpha', 'alpha-list']],
    ['those of the file first', 'plugins: [alpha-list]', ['alpha-list', 'alpha']],
    ['not those left out', 'plugins: { alpha: false }', ['alpha-list']],
    ['not one of several', 'discover: false\nplugins: { ./pair.mjs: {}, left: false }', ['right']],
    ['only those of the file', 'discover: false\nplugins: [./pair.mjs]', ['left', 'right']],
    ['none at all', 'discover: false', []],
  ])('%s', async (_, text, wanted) => {
    expect(names(await configured(text))).toEqual(wanted);
  });

  test('and those asked for by hand', async () => {
    expect(names(await configured('', {}, ['./pair.mjs']))).toEqual(['left', 'right', 'alpha', 'alpha-list']);
  });
});

test('a package with several plugins has its settings by their names', async () => {
  const { config } = await configured('plugins: { ./pair.mjs: { left: { apiKey: a }, right: { apiKey: b } } }');
  expect(config).toEqual({ left: { apiKey: 'a' }, right: { apiKey: 'b' } });
});

test.each([
  ['beside the package', 'plugins: { ./pair.mjs: {}, left: { apiKey: a } }', { left: { apiKey: 'a' } }],
  [
    'beside it before below it',
    'plugins: { ./pair.mjs: { left: { apiKey: a, ports: [1] } }, left: { apiKey: b } }',
    { left: { apiKey: 'b', ports: [1] } },
  ],
])('one of several plugins has its settings by its own name: %s', async (_, text, settings) => {
  const { config, problems } = await configured(`discover: false\n${text}`);
  expect([config, problems]).toEqual([settings, []]);
});

describe('variables', () => {
  test('go to the plugin with the longest name that fits, with the type its schema wants', async () => {
    const { config } = await configured('plugins: { alpha: { apiKey: file } }', {
      PIVOTKIT_ALPHA_APIKEY: 'one',
      PIVOTKIT_ALPHA_LIST_API_KEY: 'two',
      PIVOTKIT_ALPHA_PORTS: '80,443',
      PIVOTKIT_ALPHA_LIST_INNER_SIZE: '5',
      PIVOTKIT_OTHER_THING: 'x',
    });
    expect(config).toEqual({
      alpha: { apiKey: 'one', ports: [80, 443] },
      'alpha-list': { apiKey: 'two', inner: { size: 5 } },
    });
  });

  test('that fit no setting are refused by name', async () => {
    await expect(configured('', { PIVOTKIT_ALPHA_APIKY: 'x' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/PIVOTKIT_ALPHA_APIKY: .*did you mean 'apiKey'/),
    });
  });
});

test('every wrong setting at once, with its place', async () => {
  const text = 'plugins:\n  alpha:\n    ports: x\n  alpha-list:\n    inner: { sise: 1 }\n';
  await expect(configured(text)).rejects.toThrow(
    /line 3, column 5: 'alpha\.ports'[^]*line 5, column 14: there is no setting 'alpha-list\.inner\.sise'; did you mean 'size'\?/,
  );
});
