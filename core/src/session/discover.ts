import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { findPackage, installedPlugins, isPluginName, modulesFolders, type PluginRequest } from '../plugin/load.ts';

const names = z.record(z.string(), z.unknown()).catch({});

const manifest = z.object({
  dependencies: names.default({}),
  devDependencies: names.default({}),
  optionalDependencies: names.default({}),
  keywords: z.array(z.string()).catch([]).default([]),
});

const keyword = 'pivotkit-plugin';

/**
 * The plugins that the nearest package.json of a folder depends on itself: packages called as plugins are, or with the
 * keyword `pivotkit-plugin`. Packages that only came along with others are never loaded: nobody asked for their code.
 */
export function discoverPlugins(folder: string): PluginRequest[] {
  const found = nearestManifest(folder);
  return found === undefined ? [] : dependenciesOf(found);
}

/**
 * The plugins that stand beside this package: those its project depends on, or, where it was installed without a project
 * (`npm install --global`), those installed with it. For working in a folder that has neither project nor configuration.
 */
export function pluginsBesideCore(): PluginRequest[] {
  const here = import.meta.dirname;
  const [modules] = modulesFolders(here).filter((folder) => installedPlugins(dirname(folder)).length > 0);
  if (modules === undefined) return [];
  const project = dirname(modules);
  const direct = existsSync(join(project, 'package.json')) ? dependenciesOf(project) : [];
  if (direct.length > 0) return direct;
  return installedPlugins(project).map((name) => ({ name, folder: project, where: ` (beside ${modules})` }));
}

function nearestManifest(folder: string): string | undefined {
  for (let at = resolve(folder), below = ''; at !== below; below = at, at = dirname(at))
    if (existsSync(join(at, 'package.json'))) return at;
  return undefined;
}

function dependenciesOf(folder: string): PluginRequest[] {
  const { dependencies, devDependencies, optionalDependencies } = readManifest(folder);
  const all = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  return all
    .filter((name) => isInstalledPlugin(name, folder))
    .map((name) => ({ name, folder, where: ` (${join(folder, 'package.json')})` }));
}

function isInstalledPlugin(name: string, folder: string): boolean {
  const installed = findPackage(name, folder);
  if (installed === undefined) return false;
  return isPluginName(name) || readManifest(installed).keywords.includes(keyword);
}

/** A package.json that cannot be read is one without dependencies: npm will complain about it, we need not. */
function readManifest(folder: string): z.output<typeof manifest> {
  try {
    return manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  } catch {
    return manifest.parse({});
  }
}
