import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createSession } from '@pivotkit/core';
import * as everything from '@pivotkit/plugin-standard';
import { standard, virustotal } from '@pivotkit/plugin-standard';
import { afterAll, describe, expect, test } from 'vitest';
import { configurePlugins } from '../../../core/src/session/config-plugins.ts';
import { settingsOf } from '../../../core/src/session/config-text.ts';
import { loadConfig } from '../../../core/src/session/config.ts';
import { readSource, workspacePackages } from '../../tools/source-files.ts';

const packages = workspacePackages().filter(
  ({ folder }) => folder.startsWith('plugins/') && folder !== 'plugins/standard',
);
const names: readonly string[] = standard.map(({ name }) => name);

describe('every plugin of the repository is in it', () => {
  test.each(packages.map(({ folder, manifest }) => [folder, manifest.name] as const))('%s', (folder, packageName) => {
    expect(names).toContain(folder.replace('plugins/', ''));
    expect(readSource('plugins/standard/src/plugins.ts')).toContain(`from '${packageName}'`);
    expect(readSource('plugins/standard/tsconfig.json')).toContain(`"../${folder.replace('plugins/', '')}"`);
    expect(readSource('plugins/standard/README.md')).toContain(`[\`${folder.replace('plugins/', '')}\`](../`);
  });

  test('once, and by its own name as well', () => {
    expect(new Set(names).size).toBe(packages.length);
    expect(Object.values(everything)).toEqual(expect.arrayContaining([...standard]));
  });
});

test('a session without any settings has all pivots, and each that cannot be asked says why', async () => {
  const session = await createSession({ plugins: standard });
  const pivots = session.pivots();
  const declared = new Set(standard.flatMap((plugin) => plugin.pivots.map(({ name }) => name)));
  expect(new Set(pivots.map(({ name }) => name))).toEqual(declared);
  expect(pivots.filter(({ available, reason = '' }) => available !== (reason === ''))).toEqual([]);

  const { IpAddress } = session.entities;
  await expect(IpAddress.virustotal.report('8.8.8.8')).rejects.toThrow(/PIVOTKIT_VIRUSTOTAL_APIKEY/);
  await session.close();
});

test('its pivots and verbs have types', async () => {
  const session = await createSession({ plugins: standard, config: { virustotal: { apiKey: 'key' } } });
  const frame = await session.entities.IpAddress.ip.scope(['10.0.0.1', '8.8.8.8']);
  const scopes: readonly (string | null)[] = frame.toRows().map(({ scope }) => scope);
  expect(scopes).toEqual(['private', 'public']);

  const { table } = await session
    .from([{ note: 'seen at 1.2.3.4' }])
    .verb('ioc.extract', { columns: ['note'] })
    .run();
  expect(table.toRows()).toMatchObject([{ Observable: '1.2.3.4' }]);
  // @ts-expect-error there is no such pivot
  expect(session.entities.IpAddress.virustotal.rapport).toBeUndefined();
  await session.close();
});

test('help says of every option of a verb what it is for', async () => {
  const session = await createSession({ plugins: standard });
  const silent = session.verbs.flatMap(({ name, options }) =>
    settingsOf(options)
      .filter(({ schema }) => typeof schema['description'] !== 'string')
      .map(({ path }) => `${name}: ${path.join('.')}`),
  );
  expect(silent).toEqual([]);
  await session.close();
});

describe('the command line', () => {
  const folder = mkdtempSync(join(process.cwd(), 'out-standard-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const scope = join(folder, 'node_modules/@pivotkit');
  mkdirSync(scope, { recursive: true });
  const link = (name: string): void => symlinkSync(resolve('plugins', name), join(scope, `plugin-${name}`), 'junction');
  const dependsOn = (...all: string[]): void => {
    const dependencies = Object.fromEntries(all.map((name) => [`@pivotkit/plugin-${name}`, '*']));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  };
  const configured = async (text: string) => {
    writeFileSync(join(folder, 'pivotkit.config.yaml'), text);
    return configurePlugins(await loadConfig({ folder, environment: {} }), { folder, environment: {} });
  };

  test('finds all plugins by the one that is installed; the file speaks of each by its name', async () => {
    link('standard');
    dependsOn('standard');
    const { loaded, problems, config } = await configured('plugins: { virustotal: { apiKey: k }, whois: false }');
    const found = loaded.map(({ plugin }) => plugin.name);
    expect(found.toSorted()).toEqual(names.filter((name) => name !== 'whois').toSorted());
    expect([problems, config]).toEqual([[], { virustotal: { apiKey: 'k' } }]);
  });

  test('has a plugin once that is installed beside it', async () => {
    link('virustotal');
    dependsOn('virustotal', 'standard');
    const { loaded } = await configured('');
    expect(loaded.filter(({ plugin }) => plugin.name === virustotal.name)).toHaveLength(1);
    expect(loaded).toHaveLength(names.length);
  });
});
