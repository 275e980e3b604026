import { describe, expect, test } from 'vitest';
import { workspacePackages } from '../tools/source-files.ts';
import type { ResolvedImport, SourceModule } from './modules.ts';
import { cyclesOf, exampleModules, productModules, shown } from './modules.ts';
import { coreFolders, furtherImports, packageImports } from './rules.ts';

type Edge = readonly [SourceModule, ResolvedImport];

const edges = (modules: readonly SourceModule[]): readonly Edge[] =>
  modules.flatMap((module) => module.imports.map((found): Edge => [module, found]));

const faults = (modules: readonly SourceModule[], isFault: (...edge: Edge) => boolean): readonly string[] =>
  edges(modules)
    .filter((edge) => isFault(...edge))
    .map((edge) => shown(...edge));

const partKey = (part: string): string => (part.startsWith('plugins/') ? 'plugins' : part);
const workspaceNames = new Set(workspacePackages().map(({ manifest }) => manifest.name));
const ownPackage = (specifier: string): string | undefined => /^@pivotkit\/[^/]+/.exec(specifier)?.[0];

describe('between packages', () => {
  test('there are sources to look at', () => {
    expect(productModules.length).toBeGreaterThan(5);
    expect(edges(productModules).length).toBeGreaterThan(5);
  });

  test('entities ← core ← plugins, queries; plugins never import each other', () => {
    const wrongWay = (module: SourceModule, found: ResolvedImport): boolean => {
      const target = ownPackage(found.specifier);
      if (target === undefined || (packageImports[partKey(module.part)] ?? []).includes(target)) return false;
      const further = furtherImports[module.part];
      return further === undefined || !target.startsWith(further);
    };
    expect(faults(productModules, wrongWay)).toEqual([]);
  });

  test('only by the name of the package: no relative path leaves its package, no path into another one', () => {
    const byPath = (module: SourceModule, found: ResolvedImport): boolean =>
      found.specifier.startsWith('.')
        ? !(found.target ?? '').startsWith(`${module.part}/`)
        : ownPackage(found.specifier) !== undefined && !workspaceNames.has(found.specifier);
    expect(faults([...productModules, ...exampleModules], byPath)).toEqual([]);
  });

  test('nothing imports tests', () => {
    const fromTest = (module: SourceModule, found: ResolvedImport): boolean =>
      module.part !== 'test/kit' &&
      ((found.target ?? '').startsWith('test/') || found.specifier === '@pivotkit/testkit');
    expect(faults([...productModules, ...exampleModules], fromTest)).toEqual([]);
  });

  test('relative imports name the file with its extension, and the file exists', () => {
    const known = new Set([...productModules, ...exampleModules].map(({ path }) => path));
    const notThere = (_: SourceModule, found: ResolvedImport): boolean =>
      found.specifier.startsWith('.') && !found.specifier.endsWith('.json') && !known.has(found.target ?? '');
    expect(faults([...productModules, ...exampleModules], notThere)).toEqual([]);
  });
});

describe('inside core', () => {
  const coreModules = productModules.filter(({ part }) => part === 'core');
  const folderOf = (path: string): string | undefined => /^core\/src\/([^/]+)\//.exec(path)?.[1];
  const place = (path: string): number => coreFolders.findIndex((folder) => folder === folderOf(path));

  test('every folder has its place in the order', () => {
    const known: readonly string[] = coreFolders;
    const unknown = coreModules.map(({ path }) => path).filter((path) => !known.includes(folderOf(path) ?? ''));
    expect(unknown.filter((path) => path !== 'core/src/index.ts')).toEqual([]);
  });

  test(coreFolders.join(' ← '), () => {
    const upward = ({ path }: SourceModule, { target }: ResolvedImport): boolean =>
      target?.startsWith('core/src/') === true &&
      path !== 'core/src/index.ts' &&
      (place(target) === -1 || place(target) > place(path));
    expect(faults(coreModules, upward)).toEqual([]);
  });

  test('only bin starts a host', () => {
    const toHost = ({ path }: SourceModule, { target }: ResolvedImport): boolean =>
      target?.startsWith('core/src/hosts/') === true && !path.startsWith('core/src/hosts/');
    expect(faults([...productModules, ...exampleModules], toHost)).toEqual([]);
  });
});

describe('no import comes back to where it started', () => {
  const cycleLines = (kinds: readonly ResolvedImport['kind'][]): readonly string[] => {
    const counted = (found: ResolvedImport): boolean => found.target !== undefined && kinds.includes(found.kind);
    const graph = new Map(
      productModules.map(({ path, imports }) => [
        path,
        new Set(imports.filter(counted).map(({ target }) => target ?? '')),
      ]),
    );
    const line = (from: string, to: string): string => {
      const module = productModules.find(({ path }) => path === from);
      const found = module?.imports.find((each) => counted(each) && each.target === to);
      return module === undefined || found === undefined ? `${from} → ${to}` : shown(module, found);
    };
    return cyclesOf(graph).map((cycle) =>
      cycle.flatMap((from, i) => (i + 1 < cycle.length ? [line(from, cycle[i + 1] ?? '')] : [])).join('\n'),
    );
  };

  test('by value', () => {
    expect(cycleLines(['value'])).toEqual([]);
  });

  test('by value and type', () => {
    expect(cycleLines(['value', 'type'])).toEqual([]);
  });

  test.each([
    ['none', { a: ['b'], b: ['c'], c: [] }, []],
    ['itself', { a: ['a'] }, [['a', 'a']]],
    [
      'one of each node of a knot',
      { a: ['b'], b: ['c', 'a'], c: ['a'] },
      [
        ['a', 'b', 'a'],
        ['c', 'a', 'b', 'c'],
      ],
    ],
    ['behind a tail', { t: ['a'], a: ['b'], b: ['a'] }, [['a', 'b', 'a']]],
    [
      'two apart',
      { a: ['b'], b: ['a'], c: ['d'], d: ['c'] },
      [
        ['a', 'b', 'a'],
        ['c', 'd', 'c'],
      ],
    ],
  ])('cycles are found: %s', (_, graph: Record<string, string[]>, expected) => {
    const sets = new Map(Object.entries(graph).map(([node, targets]) => [node, new Set(targets)]));
    expect(cyclesOf(sets)).toEqual(expected);
  });
});
