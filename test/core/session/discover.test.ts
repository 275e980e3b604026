import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discoverPlugins, pluginsBesideCore } from '../../../core/src/session/discover.ts';

const manifest = (name: string, more: object = {}): string => JSON.stringify({ name, ...more });

const files: Readonly<Record<string, string>> = {
  'package.json': manifest('project', {
    dependencies: { '@pivotkit/plugin-a': '1', '@corp/pivotkit-plugin-b': '1', zod: '4', 'not-installed': '1' },
    devDependencies: { 'pivotkit-plugin-c': '1', 'pivotkit-plugin-absent': '1' },
    optionalDependencies: { keyed: '1' },
  }),
  'node_modules/@pivotkit/plugin-a/package.json': manifest('@pivotkit/plugin-a'),
  'node_modules/@corp/pivotkit-plugin-b/package.json': manifest('@corp/pivotkit-plugin-b'),
  'node_modules/pivotkit-plugin-c/package.json': manifest('pivotkit-plugin-c'),
  'node_modules/keyed/package.json': manifest('keyed', { keywords: ['x', 'pivotkit-plugin'] }),
  'node_modules/zod/package.json': manifest('zod', { keywords: 'pivotkit-plugin' }),
  // Came along with another package: nobody asked for it.
  'node_modules/@pivotkit/plugin-stowaway/package.json': manifest('@pivotkit/plugin-stowaway'),
  'src/deep/file.txt': '',
  'broken/package.json': '{',
  'inner/package.json': manifest('inner'),
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-discover-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const namesIn = (path: string): string[] => discoverPlugins(join(folder, path)).map(({ name }) => name);

test('direct dependencies of the nearest package.json that are plugins, by name or keyword', () => {
  const names = ['@pivotkit/plugin-a', '@corp/pivotkit-plugin-b', 'pivotkit-plugin-c', 'keyed'];
  expect(namesIn('.')).toEqual(names);
  expect(namesIn('src/deep')).toEqual(names);
});

test('the nearest package.json decides, a broken one has no dependencies', () => {
  expect(namesIn('inner')).toEqual([]);
  expect(namesIn('broken')).toEqual([]);
});

test('beside core: the plugins installed with it', () => {
  expect(pluginsBesideCore().map(({ name }) => name)).toContain('@pivotkit/plugin-geolocation');
});
