import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iocExtractor } from '../../../plugins/ioc/src/extract.ts';
import { everySign, signsOf } from '../../../plugins/ioc/src/signs.ts';
import type { ExtractOptions } from '@pivotkit/plugin-ioc';
import { corpus } from './corpus.ts';
import { heldOut } from './held-out.ts';

/** Tries every finder on every text, whatever the text shows. */
const plain = (options: ExtractOptions) => iocExtractor(options, () => everySign);

const optionsOf: readonly ExtractOptions[] = [
  {},
  { includePaths: true, nested: true },
  { ignoreTlds: true, includePaths: true },
  { iocTypes: ['dns', 'ipv4', 'asn', 'attack_technique', 'mac_address'] },
];

/** Beginnings, middles and ends of what is looked for, so that what is put together of them often nearly is something. */
const pieces = [
  ['.', '[.]', '(dot)', '\\.', '。', '[.', '.]', ':', '[:]', '::', '//', '/', ']', '\\', '\\\\', '@', '[at]', '-', '_'],
  ['"', "'", ' ', '\n', '%', '%2f', '~/', './', '=', 'http', 'hxxps', '%3A%2F%2F', 'evil', 'com', 'co.uk', 'zip'],
  ['1', '10', '255', '2001', 'db8', 'ab', 'AB', '00:11:22', '33-44-55', 'a1b2', 'c3d4', 'ü', 'рф', '访问', 'µ'],
  ['HKLM\\', 'C:\\', '%TEMP%\\', 'T', 'S', 'G', 'TA', '1059', '0154', '0007', '.001', 'attack.t', 'attack.s'],
  ['CVE-', 'cve-', '2021-', '44228', 'AS', 'ASN', 'ASN ', '15169', 'v', 'version ', '0x', 'onion', 'x'],
  ['d41d8cd98f00b204e9800998ecf8427e', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', '3:AXGBicFlgVNh:AXGHsNh'],
  ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  [
    '5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '001a.2b33.4455',
    '00:1a:2b:33:44:55',
    '2001:db8:0:0:0:0:0:2',
    'fe80::1',
  ],
  ['CVE-2021-44228', 'cve-2021-44228', 'attack.t1059', 'attack.s0154', 'attack.g0007', 'TA0043', 'S0154', 'G0007'],
  ['ASN 174', 'ASN: 174', 'AS15169', 'ASN174', './run', '~/x', '/bin/sh', 'https%3a%2f%2fevil.com', 'evil[dot]com'],
  ['bob[at]evil.com', '1.2.3.4', 'hxxp[:]//evil.com', 'http:[/][/]evil.com'],
].flat();

describe('a text that does not show the signs of a type holds nothing of it', () => {
  test.each(optionsOf)('in texts put together by chance, %o', (options) => {
    const [quick, thorough] = [iocExtractor(options), plain(options)];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        expect(quick(text)).toEqual(thorough(text));
      }),
      { numRuns: 4_000 },
    );
  });

  test.each(optionsOf)('in labelled texts, %o', (options) => {
    const [quick, thorough] = [iocExtractor(options), plain(options)];
    for (const { text } of [...corpus, ...heldOut]) expect(quick(text)).toEqual(thorough(text));
  });
});

test('signs of a part are those of the part alone, or more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { maxLength: 8 }),
      fc.nat(60),
      fc.nat(60),
      (parts, from, length) => {
        const text = parts.join('');
        const [start, end] = [Math.min(from, text.length), Math.min(from + length, text.length)];
        const alone = signsOf(text.slice(start, end));
        expect(signsOf(text, start, end) & alone).toBe(alone);
      },
    ),
    { numRuns: 4_000 },
  );
});

test('an ordinary text shows none', () =>
  expect(signsOf('The service was started by the user at noon, as planned; 17 jobs ran.')).toBe(signsOf('')));
