import { describe, expect, test } from 'vitest';
import { importsOf, scanSource } from './scan-source.ts';

const strings = (source: string): readonly string[] => scanSource(source).strings.map(({ text }) => text);

describe('code is told from comments, strings and regular expressions', () => {
  test.each([
    ["const a = 'x'; // 'y'", ['x']],
    ['/* "no" */ f("yes")', ['yes']],
    [String.raw`const a = 'it\'s', b = '\\', c = "e"`, ["it's", '\\', 'e']],
    ["const r = /['\"/]/g; const s = 'after'", ['after']],
    ["const r = /[/']/; x('y')", ['y']],
    ["const half = n / 2; const s = 'a'; const t = m / 2", ['a']],
    ["const t = `a ${f({ b: 'c' })} d`", ['a ', 'c', ' d']],
    ["const t = `a ${`inner ${'x'}`} b`; g('z')", ['a ', 'inner ', 'x', '', ' b', 'z']],
    ["const u = 'http://example.com'; h('k')", ['http://example.com', 'k']],
    ["f('')", ['']],
  ])('%s', (source, expected) => {
    expect(strings(source)).toEqual(expected);
  });

  test('blanking keeps offsets and lines', () => {
    const source = "const a = 'fetch(' // fetch(\n/* fetch( */ fetch(a)";
    const { code } = scanSource(source);
    expect(code.length).toBe(source.length);
    expect([...code.matchAll(/fetch\(/g)].map(({ index }) => index)).toEqual([source.lastIndexOf('fetch(')]);
    expect(code.split('\n').length).toBe(2);
  });
});

describe('every way a module is named is found', () => {
  test.each([
    ["import { a } from './a.ts';", './a.ts', 'value'],
    ["import { type A } from './a.ts';", './a.ts', 'value'],
    ["import type { A } from './a.ts';", './a.ts', 'type'],
    ["import type A from './a.ts';", './a.ts', 'type'],
    ["import a, * as b from './a.ts';", './a.ts', 'value'],
    ["import './a.ts';", './a.ts', 'value'],
    ["import {\n  a,\n  b,\n} from './a.ts';", './a.ts', 'value'],
    ["export * from './a.ts';", './a.ts', 'value'],
    ["export * as a from './a.ts';", './a.ts', 'value'],
    ["export { a } from './a.ts';", './a.ts', 'value'],
    ["export type { A } from './a.ts';", './a.ts', 'type'],
    ["const a = await import('./a.ts');", './a.ts', 'value'],
    ["void import('./a.ts').then(use);", './a.ts', 'value'],
    ["const a = (await import('./a.ts')).a;", './a.ts', 'value'],
    ["let a: import('./a.ts').A;", './a.ts', 'type'],
    ["let a: Set<number, import('./a.ts').A>;", './a.ts', 'type'],
    ["let a: typeof import('./a.ts');", './a.ts', 'type'],
    ["declare module './a.ts' {}", './a.ts', 'augment'],
  ])('%s', (source, specifier, kind) => {
    expect(importsOf(source)).toMatchObject([{ specifier, kind }]);
  });

  test.each([
    "// import { a } from './a.ts'",
    'const text = "import { a } from \'./a.ts\'";',
    "export const a = 1;\nconst from = 'x';",
    'const imported = notImport(from);',
    "export function f() { return { from: 'x' }; }",
  ])('and nothing else: %s', (source) => {
    expect(importsOf(source)).toEqual([]);
  });

  test('the line and the statement are told', () => {
    expect(importsOf("\n\nimport {\n  a,\n} from './a.ts';")).toMatchObject([
      { line: 5, statement: "import { a, } from './a.ts'" },
    ]);
  });
});
