import { entityClasses } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { lineFinder, scanSource } from '../tools/scan-source.ts';
import { readSource, workspacePackages } from '../tools/source-files.ts';
import { productModules } from './modules.ts';
import type { Door } from './rules.ts';
import { doors, wordsThatAreNoNames } from './rules.ts';

// The kit for tests stands in for the outside, so the doors are not for it.
const scanned = productModules
  .filter(({ part }) => part !== 'test/kit')
  .map((module) => {
    const source = readSource(module.path);
    return { ...module, source, lineOf: lineFinder(source), ...scanSource(source) };
  });

describe('everything outside has one door', () => {
  const isOpen = (door: Door, path: string): boolean =>
    door.allowed.some((allowed) => (allowed.endsWith('/') ? path.startsWith(allowed) : path === allowed));

  test.each(doors.map((door): [string, Door] => [door.subject, door]))('%s', (_, door) => {
    const faults = scanned
      .filter(({ path }) => !isOpen(door, path))
      .flatMap(({ path, code, source, lineOf, imports }) => [
        ...[...(door.code === undefined ? [] : code.matchAll(door.code))].map((match) => {
          const line = lineOf(match.index);
          return `${path}:${String(line)}  ${(source.split('\n')[line - 1] ?? '').trim()}`;
        }),
        ...imports
          .filter(({ specifier, kind }) => kind === 'value' && (door.modules ?? []).includes(specifier))
          .map(({ line, statement }) => `${path}:${String(line)}  ${statement}`),
      ]);
    expect(faults).toEqual([]);
  });

  test('the patterns find what they are for', () => {
    const found = (text: string): readonly string[] =>
      doors
        .filter(({ code }) => code !== undefined && scanSource(text).code.search(code) !== -1)
        .map(({ subject }) => subject);
    expect(found('const at = Date.now();')).toEqual(['the clock']);
    expect(found('const at = new Date();')).toEqual(['the clock']);
    expect(found('const at = new Date(ms);')).toEqual([]);
    expect(found('function isDate(x: Date): x is Date {}')).toEqual([]);
    expect(found('await fetch(url)')).toEqual(['fetch']);
    expect(found('await this.#http.fetch(url)')).toEqual([]);
    expect(found("'process.env' // process.env")).toEqual([]);
  });
});

describe('core names no kind of entity and no plugin', () => {
  const coreSources = scanned.filter(({ part }) => part === 'core');
  const withWord = (words: ReadonlySet<string>): readonly string[] =>
    coreSources.flatMap(({ path, strings }) =>
      strings
        .filter(({ text }) => words.has(text) && !(wordsThatAreNoNames[path] ?? []).includes(text))
        .map(({ line, text }) => `${path}:${String(line)}  '${text}'`),
    );

  test('no kind of entity', () => {
    const kinds = entityClasses().map(({ kind }) => kind);
    expect(kinds).toContain('IpAddress');
    expect(withWord(new Set(kinds))).toEqual([]);
  });

  test('no plugin', () => {
    const plugins = workspacePackages().filter(({ folder }) => folder.startsWith('plugins/'));
    const names = plugins.flatMap(({ folder, manifest }) => [folder.slice('plugins/'.length), manifest.name]);
    expect(names).toContain('@pivotkit/plugin-virustotal');
    expect(withWord(new Set(names))).toEqual([]);
  });

  test('every exception is still needed', () => {
    const unused = Object.entries(wordsThatAreNoNames).flatMap(([path, words]) =>
      words.filter(
        (word) => !coreSources.some((each) => each.path === path && each.strings.some(({ text }) => text === word)),
      ),
    );
    expect(unused).toEqual([]);
  });
});
