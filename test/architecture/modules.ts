import { posix } from 'node:path';
import { filesBelow, readSource, workspacePackages } from '../tools/source-files.ts';
import type { SourceImport } from '../tools/scan-source.ts';
import { importsOf } from '../tools/scan-source.ts';

/** A source file of the product and what it imports. */
export interface SourceModule {
  readonly path: string;
  /** `entities`, `core`, `queries`, `plugins/<name>`, `examples`, `test/kit`. */
  readonly part: string;
  readonly imports: readonly ResolvedImport[];
}

export interface ResolvedImport extends SourceImport {
  /** Path in the repository where the specifier is relative or names one of the workspaces; undefined for other packages. */
  readonly target: string | undefined;
}

const folders = workspacePackages().map(({ folder, manifest }) => ({ folder, name: manifest.name }));

/** Sources that are shipped: what the direction of imports, the doors and the error catalogue are checked on. */
export const productModules: readonly SourceModule[] = folders
  .filter(({ folder }) => folder !== 'examples')
  .flatMap(({ folder }) => filesBelow(`${folder}/src`))
  .map(readModule);

export const exampleModules: readonly SourceModule[] = filesBelow('examples').map(readModule);

/** `path:line  statement`, the form in which a test shows a fault. */
export const shown = (module: SourceModule, found: SourceImport): string =>
  `${module.path}:${String(found.line)}  ${found.statement}`;

function readModule(path: string): SourceModule {
  return {
    path,
    part: partOf(path),
    imports: importsOf(readSource(path)).map((found) => ({ ...found, target: resolve(path, found.specifier) })),
  };
}

function partOf(path: string): string {
  const longest = folders
    .filter(({ folder }) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length);
  return longest[0]?.folder ?? 'test';
}

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const workspace = folders.find(({ name }) => specifier === name);
  return workspace === undefined ? undefined : `${workspace.folder}/src/index.ts`;
}

/**
 * Cycles of a graph such that every node that can reach itself is on one: each is a shortest round trip from its first
 * node, which is named again at the end.
 */
export function cyclesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const seen = new Set<string>();
  for (const start of graph.keys()) {
    if (seen.has(start)) continue;
    const cycle = shortestRoundTrip(graph, start);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const node of cycle) seen.add(node);
  }
  return cycles;
}

function shortestRoundTrip(graph: ReadonlyMap<string, ReadonlySet<string>>, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  let frontier = [start];
  while (frontier.length > 0) {
    const next: string[] = [];
    for (const node of frontier)
      for (const target of graph.get(node) ?? []) {
        if (target === start) return [...pathBack(cameFrom, node), start];
        if (cameFrom.has(target)) continue;
        cameFrom.set(target, node);
        next.push(target);
      }
    frontier = next;
  }
  return undefined;
}

function pathBack(cameFrom: ReadonlyMap<string, string>, end: string): string[] {
  const path = [end];
  for (let node = cameFrom.get(end); node !== undefined; node = cameFrom.get(node)) path.unshift(node);
  return path;
}
