import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  domainParts,
  hasKnownEnding,
  isPublicDomain,
  normalizeDomain,
  unicodeDomain,
} from '../../../entities/src/normalize/domain.ts';

describe('normalizeDomain', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['example.com.', 'example.com'],
    [' example.com ', 'example.com'],
    ['bücher.ch', 'xn--bcher-kva.ch'],
    ['BÜCHER.CH', 'xn--bcher-kva.ch'],
    ['faß.de', 'xn--fa-hia.de'],
    ['ｅxample。com', 'example.com'],
    ['xn--bcher-kva.ch', 'xn--bcher-kva.ch'],
    ['☃.net', 'xn--n3h.net'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['a_b.example.com', 'a_b.example.com'],
    ['r3---sn-4g5e6n.googlevideo.com', 'r3---sn-4g5e6n.googlevideo.com'],
    ['1.168.192.in-addr.arpa', '1.168.192.in-addr.arpa'],
    [`${'a'.repeat(63)}.com`, `${'a'.repeat(63)}.com`],
  ])('%j → %j', (text, domain) => {
    expect(normalizeDomain(text)).toEqual({ ok: true, value: domain });
  });

  test.each([
    ['', 'the text is empty'],
    ['.', 'the text is empty'],
    ['localhost', 'an unqualified name'],
    ['SERVER1', 'an unqualified name'],
    ['8.8.8.8', 'it is an IP address'],
    ['1.2.3', 'ends in a number'],
    ['example.123', 'ends in a number'],
    ['v1.0x1f', 'ends in a number'],
    ['2001:db8::1', '":" has no place'],
    ['a..b.com', 'two dots follow'],
    ['.example.com', 'two dots follow each other, or the name begins'],
    ['-a.com', 'begins or ends with'],
    ['a-.com', 'begins or ends with'],
    ['dom ain.com', '" " has no place'],
    ['exam!ple.com', '"!" has no place'],
    ['büch er.ch', '" " has no place'],
    ['bü%41.ch', '"%" has no place'],
    ['*.example.com', 'a pattern'],
    [`${'a'.repeat(64)}.com`, 'at most 63'],
    [`${'abcdefg.'.repeat(32)}com`, 'at most 253'],
    ['a\u2260b.com\u0000', 'no place'],
  ])('%j is refused: %s', (text, reason) => {
    expect(normalizeDomain(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('unqualified names are accepted when asked for', () => {
    expect(normalizeDomain('LOCALHOST', { unqualified: true })).toEqual({ ok: true, value: 'localhost' });
  });

  test('is a fixpoint', () => {
    const text = fc.oneof(
      fc.domain(),
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((label) => `${label}.com`),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const once = normalizeDomain(candidate);
        if (once.ok) expect(normalizeDomain(once.value)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parts of a name', () => {
  test.each([
    ['www.example.co.uk', 'co.uk', 'example.co.uk', 'www'],
    ['a.b.example.com', 'com', 'example.com', 'a.b'],
    ['example.com', 'com', 'example.com', ''],
    ['co.uk', 'co.uk', undefined, ''],
    ['city.kawasaki.jp', 'kawasaki.jp', 'city.kawasaki.jp', ''],
    ['a.b.c.kawasaki.jp', 'c.kawasaki.jp', 'b.c.kawasaki.jp', 'a'],
    ['x.ck', 'x.ck', undefined, ''],
    ['www.ck', 'ck', 'www.ck', ''],
    ['xn--bcher-kva.ch', 'ch', 'xn--bcher-kva.ch', ''],
    ['www.contoso.garbage', undefined, undefined, ''],
    ['foo.github.io', 'io', 'github.io', 'foo'],
  ])('%s', (domain, suffix, registeredDomain, subdomain) => {
    expect(domainParts(domain)).toEqual({ suffix, registeredDomain, subdomain });
  });

  test('suffixes of companies count when asked for', () => {
    expect(domainParts('a.foo.github.io', { privateSuffixes: true })).toEqual({
      suffix: 'github.io',
      registeredDomain: 'foo.github.io',
      subdomain: 'a',
    });
  });

  test.each([
    ['xn--bcher-kva.ch', 'bücher.ch'],
    ['xn--n3h.net', '☃.net'],
    ['xn--0.com', 'xn--0.com'],
    ['example.com', 'example.com'],
  ])('%s is read as %s', (domain, name) => {
    expect(unicodeDomain(domain)).toBe(name);
  });
});

describe('isPublicDomain', () => {
  test.each([
    ['microsoft.com', true],
    ['foo.github.io', true],
    ['archive.zip', true],
    ['example.com', true],
    ['www.example.org', true],
    ['1.8.8.8.in-addr.arpa', true],
    ['8.8.8.in-addr.arpa', true],
    ['localhost', false],
    ['server1', false],
    ['srv01.contoso.garbage', false],
    ['x.internal', false],
    ['x.local', false],
    ['nas.lan', false],
    ['dc.corp', false],
    ['router.home', false],
    ['router.home.arpa', false],
    ['a.test', false],
    ['a.example', false],
    ['a.invalid', false],
    ['a.localhost', false],
    ['a.b.onion', false],
    ['a.alt', false],
    ['1.0.0.10.in-addr.arpa', false],
    ['10.in-addr.arpa', false],
    ['168.192.in-addr.arpa', false],
    ['16.172.in-addr.arpa', false],
    ['8.e.f.ip6.arpa', false],
    ['1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa', false],
    ['8.8.8.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.8.4.0.6.8.4.1.0.0.2.ip6.arpa', true],
  ])('%s: %s', (domain, expected) => {
    expect(isPublicDomain(domain)).toBe(expected);
  });

  test.each([
    ['a.com', true],
    ['a.local', true],
    ['a.corp', true],
    ['a.onion', true],
    ['readme.txt', false],
    ['a.garbage', false],
  ])('%s has a known ending: %s', (domain, expected) => {
    expect(hasKnownEnding(domain)).toBe(expected);
  });
});

interface Oracle {
  readonly validate_tld: Record<string, boolean>;
  readonly dns_components: Record<string, { subdomain: string; domain: string; suffix: string }>;
}

const oracleFile = new URL('../../../../shared/oracle/domain-utils/expected.json', import.meta.url);

/** Texts the peer reads as names although they are something else. */
const noNames = new Set([
  'com',
  'localhost',
  '',
  '192.168.1.1',
  '2001:db8::1',
  '[2001:db8::1]',
  'http://user:pw@www.example.co.uk:8080/path?q=1#f',
  'https://sub.example.org',
  'example.com/path',
  'mail@example.com',
  'a..b.com',
  '-a.com',
]);

describe.skipIf(!existsSync(oracleFile))('parts agree with tldextract (needs ../shared/oracle)', () => {
  const oracle: Oracle = existsSync(oracleFile)
    ? JSON.parse(readFileSync(oracleFile, 'utf8'))
    : { validate_tld: {}, dns_components: {} };

  test.each(Object.entries(oracle.dns_components))('%j', (text, { subdomain, domain, suffix }) => {
    const parsed = normalizeDomain(text);
    expect(parsed.ok).toBe(!noNames.has(text));
    if (!parsed.ok) return;
    const parts = domainParts(parsed.value);
    const given = (name: string): string | undefined => {
      const ascii = normalizeDomain(name, { unqualified: true });
      return ascii.ok ? ascii.value : undefined;
    };
    expect(parts.suffix).toBe(given(suffix));
    // without a known ending there is no registered domain; the peer gives the last label
    if (suffix !== '') expect(parts.registeredDomain).toBe(domain === '' ? undefined : given(`${domain}.${suffix}`));
    if (suffix !== '') expect(parts.subdomain).toBe(subdomain);
    expect(parts.suffix !== undefined).toBe(oracle.validate_tld[text]);
  });
});
