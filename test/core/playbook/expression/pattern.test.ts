import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../../core/src/playbook/expression/pattern.ts';

describe('patterns match as those of JavaScript', () => {
  test.each([
    ['', 'a', ''],
    ['abc', 'xabcx', ''],
    ['^abc$', 'abc', ''],
    ['^abc$', 'abcd', ''],
    ['a|bc|', 'zz', ''],
    ['^(?:a|bc)+$', 'abcabc', ''],
    ['^\\d{1,3}(\\.\\d{1,3}){3}$', '30.77.161.42', ''],
    ['^\\d{1,3}(\\.\\d{1,3}){3}$', '30.77.161', ''],
    ['\\bcmd\\.exe\\b', 'C:\\Windows\\cmd.exe /c', ''],
    ['\\Bmd', 'cmd', ''],
    ['[^a-z\\s]', 'abc def', ''],
    ['[\\]\\-"]', 'a-b', ''],
    ['\\p{Lu}', 'abcÄ', ''],
    ['^.$', '😀', ''],
    ['^x{2,}$', 'xxx', ''],
    ['^x{2}?$', 'xx', ''],
    ['^(?P<name>a+?)b', 'aab', ''],
    ['a.c', 'a\nc', ''],
    ['a-b\\.c', 'a-b.c', ''],
    ['a\\"\\: c', 'a": c', ''],
    ['(a*)*$', 'aaa', ''],
    ['(?:)*x', 'x', ''],
  ])('%j in %j', (pattern, text) => {
    const inJavaScript = new RegExp(pattern.replaceAll('(?P<', '(?<').replaceAll(/\\([":])/g, '$1'), 'u').test(text);
    expect(compilePattern(pattern)(text)).toBe(inJavaScript);
  });

  test.each([
    ['(?i)POWERSHELL.*-enc', 'powershell.exe -ENC aGk=', true],
    ['(?is)a.b', 'A\nB', true],
    ['(?m)^b$', 'a\nb\nc', true],
    ['^b$', 'a\nb\nc', false],
    ['(?i)straße', 'STRAßE', true],
  ])('flags: %j in %j', (pattern, text, matches) => {
    expect(compilePattern(pattern)(text)).toBe(matches);
  });

  test('any pattern made of the parts', () => {
    const leaf = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '^', '$', '\\b');
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
        fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
        fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}'))
          .map(([part, times]) => `(?:${part})${times}`),
      ),
    }));
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 8 });
    fc.assert(
      fc.property(
        pattern,
        texts,
        (source, text) => compilePattern(source)(text) === new RegExp(source, 'u').test(text),
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('patterns that cannot be used say so', () => {
  test.each([
    ['(a)\\1', 'back reference'],
    ['(?=a)b', 'looking ahead'],
    ['(?<!a)b', 'looking ahead'],
    ['(a', "a '(' without its ')'"],
    ['a)', "a ')' without its '('"],
    ['[a', "a '[' without its ']'"],
    ['*a', 'nothing to repeat'],
    ['a{3,1}', 'ends before it begins'],
    ['a{2000}', 'more than 1000'],
    ['((a{1000}){1000}){1000}', 'too large'],
    ['a\\', 'backslash'],
    ['[z-a]', "'[z-a]'"],
  ])('%j', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(reason);
  });

  test('too many groups in each other', () => {
    expect(() => compilePattern('('.repeat(500) + ')'.repeat(500))).toThrow('deep');
  });
});

test('what is remembered does not change what is found', () => {
  const matches = compilePattern('(?:[a-c]{1,12}d|\\p{Lu}[^x]{0,9}e)$');
  const expression = /(?:[a-c]{1,12}d|\p{Lu}[^x]{0,9}e)$/u;
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'x', 'Ä', '😀', '\n'), maxLength: 30 });
  fc.assert(
    fc.property(texts, (text) => matches(text) === expression.test(text)),
    { numRuns: 3_000 },
  );
  // More different characters than are kept.
  for (let code = 0; code < 120_000; code++) matches(String.fromCodePoint(code >= 0xd800 ? code + 0x800 : code));
  expect(matches('abcd')).toBe(true);
});

test('time grows with the text, not with what a hostile text does to the pattern', () => {
  const text = 'a'.repeat(20_000);
  for (const pattern of ['(a+)+$', '(a|a)*b', 'a*a*a*a*a*b', '^(?:\\w+\\s?)*$'])
    expect(compilePattern(pattern)(`${text}!`)).toBe(false);
});
