import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { importsOf, scanSource } from '../tools/scan-source.ts';
import type { WorkspacePackage } from '../tools/source-files.ts';
import {
  filesBelow,
  publishablePackages,
  readSource,
  repositoryRoot,
  workspacePackages,
} from '../tools/source-files.ts';

const packages = publishablePackages();
const folderOf = new Map(workspacePackages().map(({ folder, manifest }) => [manifest.name, folder]));
const versionOf = new Map(workspacePackages().map(({ manifest }) => [manifest.name, manifest.version]));

const declared = ({ manifest }: WorkspacePackage): readonly string[] =>
  Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies });

const sourcesOf = ({ folder }: WorkspacePackage): readonly string[] => [
  ...filesBelow(`${folder}/src`),
  ...filesBelow(`${folder}/bin`, '.js'),
];

const packageName = (specifier: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

/** Folders a tsconfig refers to, from the root of the repository. Whole lines of comment are the only comments in ours. */
function referencesOf(config: string): readonly string[] {
  const text = readSource(config).replaceAll(/^\s*\/\/.*$/gm, '');
  const schema = z.looseObject({ references: z.array(z.object({ path: z.string() })) });
  return schema.parse(JSON.parse(text)).references.map(({ path }) => posix.join(posix.dirname(config), path));
}

describe.each(packages.map((each): [string, WorkspacePackage] => [each.manifest.name, each]))('%s', (name, each) => {
  test('declares every package its sources import', () => {
    const known = new Set([name, ...declared(each)]);
    const undeclared = sourcesOf(each).flatMap((path) =>
      importsOf(readSource(path))
        .filter(
          ({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier) && !known.has(packageName(specifier)),
        )
        .map(({ line, statement }) => `${path}:${String(line)}  ${statement}`),
    );
    expect(undeclared).toEqual([]);
  });

  test('names built-in modules with `node:`', () => {
    const bare = sourcesOf(each).flatMap((path) =>
      importsOf(readSource(path))
        .filter(({ specifier }) => isBuiltin(specifier) && !specifier.startsWith('node:'))
        .map(({ line, statement }) => `${path}:${String(line)}  ${statement}`),
    );
    expect(bare).toEqual([]);
  });

  test('declares nothing its sources do not name', () => {
    // A package of data is never imported but found by a path in a string.
    const named = new Set(
      sourcesOf(each).flatMap((path) => scanSource(readSource(path)).strings.map(({ text }) => packageName(text))),
    );
    expect(declared(each).filter((dependency) => !named.has(dependency))).toEqual([]);
  });

  test('asks for the versions of the other packages that are here', () => {
    const { dependencies, peerDependencies } = each.manifest;
    const wrong = Object.entries({ ...dependencies, ...peerDependencies }).filter(([dependency, range]) => {
      const version = versionOf.get(dependency);
      return version !== undefined && range !== version && range !== `^${version}`;
    });
    expect(wrong).toEqual([]);
  });

  test('is built after the packages it needs', () => {
    const needed = declared(each).flatMap((dependency) => folderOf.get(dependency) ?? []);
    const references = referencesOf(join(each.folder, 'tsconfig.json'));
    expect([...references].sort()).toEqual([...needed].sort());
    expect(referencesOf('tsconfig.build.json')).toContain(each.folder);
  });

  test('brings its README and the licence', () => {
    const at = (file: string): string => join(repositoryRoot, each.folder, file);
    expect(['README.md', 'LICENSE'].filter((file) => !existsSync(at(file)))).toEqual([]);
    expect(readFileSync(at('LICENSE'), 'utf8'), 'LICENSE differs from the one at the root').toBe(readSource('LICENSE'));
  });
});
