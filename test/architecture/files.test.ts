import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, readSource } from '../tools/source-files.ts';
import { exampleModules, productModules } from './modules.ts';
import { longFiles, maxLinesOfFile } from './rules.ts';

const written = [...productModules, ...exampleModules].map(({ path }) => path);
const lines = (path: string): number => readSource(path).trimEnd().split('\n').length;

test('files are named in kebab-case', () => {
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|bench|test-d|config|d))?\.ts$/;
  expect([...written, ...filesBelow('test')].filter((path) => !kebab.test(basename(path)))).toEqual([]);
});

test(`no source file is longer than ${String(maxLinesOfFile)} lines without a reason`, () => {
  const long = written.filter((path) => lines(path) > maxLinesOfFile && longFiles[path] === undefined);
  expect(long.map((path) => `${path}: ${String(lines(path))} lines`)).toEqual([]);
});

test('every exception for a long file is still needed', () => {
  expect(Object.keys(longFiles).filter((path) => !written.includes(path) || lines(path) <= maxLinesOfFile)).toEqual([]);
});
