import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { filesBelow, readSource, repositoryRoot, workspacePackages } from '../tools/source-files.ts';

const rootPages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
/** Speaks of a package of its reader's, and is followed to the letter by a test of its own. */
const ofAnotherPackage = 'docs/write-a-provider.md';
const pages = [
  ...rootPages.filter((page) => existsSync(join(repositoryRoot, page))),
  ...['docs', ...workspacePackages().map(({ folder }) => folder)].flatMap((folder) => filesBelow(folder, '.md')),
];

const ownPages = pages.filter((page) => page !== ofAnotherPackage);

/** `page:line  what` for every match that is a fault. */
function faults(
  pattern: RegExp,
  isFault: (name: string, page: string) => boolean,
  among: readonly string[] = ownPages,
): readonly string[] {
  return among.flatMap((page) =>
    readSource(page)
      .split('\n')
      .flatMap((line, i) =>
        [...line.matchAll(pattern)]
          .map((match) => match[1] ?? '')
          .filter((name) => isFault(name, page))
          .map((name) => `${page}:${String(i + 1)}  ${name}`),
      ),
  );
}

describe('what the pages name is there', () => {
  test('scripts of the root package.json', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readSource('package.json')));
    expect(faults(/\bnpm run ([\w:-]+)/g, (name) => scripts[name] === undefined)).toEqual([]);
  });

  test('files behind links', () => {
    const isBroken = (target: string, page: string): boolean =>
      !existsSync(join(repositoryRoot, dirname(page), target));
    expect(faults(/\]\((?![a-z]+:|#)([^)#\s]+)/g, isBroken, pages)).toEqual([]);
  });

  test('paths from the root, where they are no patterns', () => {
    const isMissing = (path: string): boolean => !existsSync(join(repositoryRoot, path));
    const path = /`((?:core|entities|plugins|queries|examples|test|docs)\/[\w./-]+)`/g;
    expect(faults(path, isMissing)).toEqual([]);
  });
});
