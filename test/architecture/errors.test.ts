import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogueCodes, entityCodes, errorPage } from '../tools/error-catalogue.ts';
import { filesBelow, readSource, repositoryRoot } from '../tools/source-files.ts';
import { scanSource } from '../tools/scan-source.ts';
import { productModules } from './modules.ts';

const where = new Set(['core/src/error/codes.ts', 'entities/src/entity-error.ts']);

const codes = [...new Set([...catalogueCodes().map(({ code }) => code), ...entityCodes()])];

const literalsIn = (paths: readonly string[]): ReadonlySet<string> =>
  new Set(paths.flatMap((path) => scanSource(readSource(path)).strings.map(({ text }) => text)));

describe('every error code', () => {
  test('is thrown somewhere', () => {
    const thrown = literalsIn(productModules.map(({ path }) => path).filter((path) => !where.has(path)));
    expect(codes.filter((code) => !thrown.has(code))).toEqual([]);
  });

  test('is met by a test', () => {
    const tests = filesBelow('test').filter((path) => !/^test\/(?:architecture|tools|kit|bench)\//.test(path));
    // Whole texts, since a test may name the code in a regular expression.
    const met = tests.map(readSource).join('\n');
    expect(codes.filter((code) => !new RegExp(String.raw`\b${code}\b`).test(met))).toEqual([]);
  });

  test('says what to do, or hands on the problem as it was told', () => {
    const handsOn = /\{(?:problems?|reason|detail)\}/;
    const silent = catalogueCodes().filter(({ message, hint }) => hint === '' && !handsOn.test(message));
    expect(silent.map(({ code }) => code)).toEqual([]);
  });

  test('is on the page docs/errors.md as the catalogue has it', () => {
    const page = 'docs/errors.md';
    const written = existsSync(join(repositoryRoot, page)) ? readSource(page) : '';
    expect(written === errorPage(), `${page} is out of date: run npm run docs:errors`).toBe(true);
  });
});
