import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntityClass } from '@pivotkit/entities';
import { Dns, IpAddress, Url, defang, refang } from '@pivotkit/entities';

describe('refang', () => {
  test.each([
    // web and file schemes
    ['hxxp://evil.com/a', 'http://evil.com/a'],
    ['hXXps://evil.com', 'https://evil.com'],
    ['h**p://evil.com', 'http://evil.com'],
    ['hxxps[:]//evil[.]com', 'https://evil.com'],
    ['http[:]//evil.com', 'http://evil.com'],
    ['http[://]evil.com', 'http://evil.com'],
    ['hxxp(:)//evil(.)com', 'http://evil.com'],
    ['htxp://evil.com', 'http://evil.com'],
    ['meow://evil.com', 'http://evil.com'],
    ['fxp://evil[.]com', 'ftp://evil.com'],
    ['sfxp://evil[.]com', 'sftp://evil.com'],
    ['ldap[:]//evil[.]com', 'ldap://evil.com'],
    // dots
    ['evil[.]com', 'evil.com'],
    ['evil(.)com', 'evil.com'],
    ['evil{.}com', 'evil.com'],
    ['evil[dot]com', 'evil.com'],
    ['evil(DOT)com', 'evil.com'],
    ['evil [dot] com', 'evil.com'],
    ['evil [.] com', 'evil.com'],
    ['evil\\.com', 'evil.com'],
    ['8\\.8\\.8\\.8', '8.8.8.8'],
    ['evil[.com', 'evil.com'],
    ['www.]evil.]com', 'www.evil.com'],
    ['8.8.8[.8', '8.8.8.8'],
    ['evil．com', 'evil.com'],
    ['8。8。8。8', '8.8.8.8'],
    ['8[.]8.8[.]8', '8.8.8.8'],
    ['hxxp://evil[.]com/a[.]php?b[.]c', 'http://evil.com/a.php?b.c'],
    // colons
    ['8.8.8.8[:]443', '8.8.8.8:443'],
    ['2001[:]db8::1', '2001:db8::1'],
    ['hxxp[:]//8.8.8[.]8[:]8080/x', 'http://8.8.8.8:8080/x'],
    // mail addresses
    ['bob[at]evil[.]com', 'bob@evil.com'],
    ['bob(at)evil(dot)com', 'bob@evil.com'],
    ['bob [at] evil [dot] com', 'bob@evil.com'],
    ['bob[@]evil.com', 'bob@evil.com'],
    // what surrounds an observable
    ['"8.8.8.8",', '8.8.8.8'],
    ["'evil[.]com'", 'evil.com'],
    ['<http://evil.com/a>', 'http://evil.com/a'],
    ['[8.8.8.8]', '8.8.8.8'],
    ['(evil[.]com)', 'evil.com'],
    ['8.8.8.8.', '8.8.8.8'],
    ['\u200b8.8.8.\u200b8\ufeff', '8.8.8.8'],
    [' 8.8.8.8 ', '8.8.8.8'],
  ])('%j → %j', (text, expected) => {
    expect(refang(text)).toBe(expected);
  });

  test.each([
    'Hello, (world). [see] {x}',
    'see http://x.com/(a)',
    'C:\\a\\.git',
    'src\\.git',
    'file[.ext]',
    'a[.b',
    '"hello"',
    'polka dot shop',
    'meet me at noon',
    '[::1]',
    '[2001:db8::1]:443',
    'http://[::1]:80/',
    'http://a.com/x[.]y',
    'http://a.com/list,',
    'C:\\Program Files (x86)\\a.exe',
    '/var/log/[.]hidden',
    'list[:]',
    'f(.)',
    'می‌خواهم',
    '版本二。版本三',
    'HKLM\\SOFTWARE\\.NET',
    'DOMAIN\\user.name',
    '',
  ])('leaves %j alone', (text) => {
    expect(refang(text)).toBe(text);
  });

  test('a text of words is never changed', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9àéü]+[,.;:!?]?$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 9 }), (words) => {
        const text = words.join(' ');
        expect(refang(text)).toBe(text);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        refang(text);
        defang(text);
      }),
    );
  });
});

describe('defang', () => {
  test.each([
    ['8.8.8.8', '8[.]8[.]8[.]8'],
    ['2001:db8::1', '2001[:]db8[:][:]1'],
    ['evil.com', 'evil[.]com'],
    ['https://evil.com/a.php', 'hxxps://evil[.]com/a[.]php'],
    ['ftp://evil.com/', 'fxp://evil[.]com/'],
    ['ldap://evil.com/', 'ldap[:]//evil[.]com/'],
    ['a.b@evil.com', 'a.b[@]evil[.]com'],
    ['d41d8cd98f00b204e9800998ecf8427e', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a sentence. Another.', 'a sentence. Another.'],
  ])('%j → %j', (text, expected) => {
    expect(defang(text)).toBe(expected);
  });
});

describe('refang undoes defang', () => {
  const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,10}[a-z0-9])?$/);
  const domain = fc
    .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.constantFrom('com', 'co.uk', 'zip', 'local', 'xn--p1ai'))
    .map(([labels, suffix]) => [...labels, suffix].join('.'));
  const path = fc.stringMatching(/^[a-zA-Z0-9.,;:@$&'()*+=_~!?#/[\]{}|^-]{0,24}$/);
  const scheme = fc.constantFrom('http', 'https', 'ftp', 'ftps', 'sftp', 'ldap', 'ws', 'ssh');
  const host = fc.oneof(
    domain,
    fc.ipV4(),
    fc.ipV6().map((address) => `[${address}]`),
    label,
  );
  const port = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });

  const kinds: [string, EntityClass, fc.Arbitrary<string>][] = [
    ['addresses', IpAddress, fc.oneof(fc.ipV4(), fc.ipV6())],
    ['names', Dns, domain],
    [
      'URLs',
      Url,
      fc
        .tuple(scheme, host, port, path)
        .map(([s, h, p, rest]) => `${s}://${h}${p === undefined ? '' : `:${p}`}/${rest}`),
    ],
  ];

  test.each(kinds)('%s', (_, kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (text) => {
        const parsed = kind.parse(text);
        fc.pre(parsed.ok);
        const { key } = parsed.value;
        expect(refang(defang(key))).toBe(key);
        expect(refang(key)).toBe(key);
        expect(kind.create(defang(key)).key).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  test('mail addresses', () => {
    const local = fc.stringMatching(/^[a-zA-Z0-9_+-]+(\.[a-zA-Z0-9_+-]+)?$/);
    fc.assert(
      fc.property(local, domain, (name, at) => {
        const address = `${name}@${at}`;
        expect(refang(defang(address))).toBe(address);
      }),
    );
  });
});
