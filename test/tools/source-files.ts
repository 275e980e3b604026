import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';

/** The folder of the repository, which holds the root package.json. */
export const repositoryRoot = join(import.meta.dirname, '..', '..');

const notSource = new Set(['node_modules', 'dist', 'out', 'fixtures', 'golden', '.git']);

/** Files below a folder of the repository, as paths from its root with `/`, sorted; installed, built and recorded ones left out. */
export function filesBelow(folder: string, extension = '.ts'): readonly string[] {
  const start = join(repositoryRoot, folder);
  if (!existsSync(start)) return [];
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (notSource.has(entry.name)) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith(extension)) found.push(relative(repositoryRoot, path).split(sep).join('/'));
    }
  };
  visit(start);
  return found.sort();
}

export const readSource = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

const dependencies = z.record(z.string(), z.string()).default({});
const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string().default('0.0.0'),
  private: z.boolean().default(false),
  workspaces: z.array(z.string()).default([]),
  bin: z.record(z.string(), z.string()).default({}),
  dependencies,
  peerDependencies: dependencies,
  optionalDependencies: dependencies,
  peerDependenciesMeta: z.record(z.string(), z.looseObject({ optional: z.boolean().default(false) })).default({}),
});

/** One workspace of the repository. */
export interface WorkspacePackage {
  /** Path from the root of the repository, with `/`. */
  readonly folder: string;
  readonly manifest: z.output<typeof manifestSchema>;
}

const readManifest = (folder: string): z.output<typeof manifestSchema> =>
  manifestSchema.parse(JSON.parse(readSource(join(folder, 'package.json'))));

/** Every workspace the root package.json names, `*` resolved, in that order. */
export function workspacePackages(): readonly WorkspacePackage[] {
  return readManifest('.')
    .workspaces.flatMap(foldersOf)
    .filter((folder) => existsSync(join(repositoryRoot, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(folder) }));
}

export const publishablePackages = (): readonly WorkspacePackage[] =>
  workspacePackages().filter(({ manifest }) => !manifest.private);

function foldersOf(pattern: string): readonly string[] {
  if (!pattern.endsWith('/*')) return [pattern];
  const parent = pattern.slice(0, -2);
  return readdirSync(join(repositoryRoot, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort();
}

/** Files of a package's `dist` whose source has gone, as paths from the package's folder. */
export function builtFilesWithoutSource(folder: string): readonly string[] {
  const dist = join(repositoryRoot, folder, 'dist');
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => {
      const name = /^(.+?)(?:\.js|\.d\.ts)$/.exec(path)?.[1];
      return name !== undefined && !existsSync(join(repositoryRoot, folder, 'src', `${name}.ts`));
    })
    .map((path) => `dist/${path}`);
}
