import { crc32 } from 'node:zlib';
import {
  charOrdScore,
  crc32Hash,
  delimCount,
  delimHash,
  lastSegment,
  logScore,
  tokenCount,
  userAgentHash,
} from '@pivotkit/plugin-cluster';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textFeatureNames, textFeatures } from '../../../plugins/cluster/src/text-features.ts';

/** White space as Unicode has it, the separators of ASCII, and the punctuation of paths and command lines. */
const separators = '\u0085\u001c\u001d\u001e\u001f';
const isDelimiter = (character: string): boolean =>
  separators.includes(character) || /[\s\-\\/.,"'|&:;%$()]/.test(character);

test('one pass finds what the slow and obvious ways find', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      // JavaScript counts the byte-order mark as white space, Unicode does not.
      const plain = text.replaceAll('\ufeff', '');
      const delimiters = Array.from(plain).filter(isDelimiter);
      expect(charOrdScore(plain)).toBe(
        Array.from(plain).reduce((sum, character) => sum + character.codePointAt(0)!, 0),
      );
      expect(delimCount(plain)).toBe(delimiters.length);
      expect(crc32Hash(plain)).toBe(crc32(plain));
      expect(delimHash(plain)).toBe(crc32(delimiters.join('')));
      expect(tokenCount(plain)).toBe(plain.split(' ').length);
    }),
    { numRuns: 500, seed: 1 },
  );
});

describe('edges', () => {
  test.each([
    ['a lone surrogate is U+FFFD in UTF-8', crc32Hash('\ud800x'), crc32('\ufffdx')],
    ['code points, not UTF-16 units', charOrdScore('😀'), 0x1f600],
    ['a scale rounds down', charOrdScore('abc', 7), 42],
    ['tokens of another delimiter', tokenCount('a::b:c', '::'), 2],
    ['tokens of no delimiter', tokenCount('abc', ''), 1],
    ['the logarithm of nothing', logScore(0), 0],
    ['name of a path of Windows', lastSegment(String.raw`C:\Windows\cmd.exe`), 'cmd.exe'],
    ['name of a path of Linux with a backslash in it', lastSegment(String.raw`/tmp/a\b`), String.raw`a\b`],
    ['name of a path of Windows with slashes', lastSegment('C:/Windows/cmd.exe'), 'cmd.exe'],
    ['name of a bare name', lastSegment('cmd.exe'), 'cmd.exe'],
  ])('%s', (_, ours, expected) => {
    expect(ours).toBe(expected);
  });

  test('user agents of one browser have one hash, on any platform', () => {
    const browser = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
    const [windows, linux] = [`Mozilla/5.0 (Windows NT 10.0) ${browser}`, `Mozilla/5.0 (X11; Linux x86_64) ${browser}`];
    expect(userAgentHash(windows)).toBe(userAgentHash(linux));
    expect(userAgentHash(windows)).not.toBe(userAgentHash(windows.replace('120', '119')));
    expect(userAgentHash('curl/8.5.0')).toBe(crc32('curl/8.5.0'));
  });

  test('the list of names is that of the features', () => {
    expect(textFeatureNames.toSorted()).toEqual(Object.keys(textFeatures).toSorted());
  });
});

test('a text of 10 MB', () => {
  const text = 'powershell -enc '.repeat(655_360);
  expect([charOrdScore(text), delimCount(text)]).toEqual([charOrdScore('powershell -enc ') * 655_360, 3 * 655_360]);
});
