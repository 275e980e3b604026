import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeUrl, urlParts, withoutFragment } from '../../../entities/src/normalize/url.ts';

describe('normalizeUrl', () => {
  test.each([
    ['HTTP://EXAMPLE.COM/Path?Q=A', 'http://example.com/Path?Q=A'],
    ['https://example.com:443', 'https://example.com/'],
    ['http://example.com:8080/', 'http://example.com:8080/'],
    ['http://example.com./', 'http://example.com/'],
    ['http://bücher.ch/ü?ü=ü', 'http://xn--bcher-kva.ch/%C3%BC?%C3%BC=%C3%BC'],
    ['https://example.com/a/../b/./c', 'https://example.com/b/c'],
    ['http://example.com/a b', 'http://example.com/a%20b'],
    ['http://example.com#y', 'http://example.com/#y'],
    ['http://user:pw@example.com/', 'http://user:pw@example.com/'],
    ['http://[2001:DB8::0:1]:80/x', 'http://[2001:db8::1]/x'],
    ['http://2130706433/', 'http://127.0.0.1/'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['http://010.0.0.1/', 'http://8.0.0.1/'],
    ['http://intranet/', 'http://intranet/'],
    ['file:///etc/passwd', 'file:///etc/passwd'],
    ['file://server.example.com/x', 'file://server.example.com/x'],
    ['ldap://DC.Example.com/x', 'ldap://dc.example.com/x'],
    ['ssh://BÜCHER.ch', 'ssh://xn--bcher-kva.ch'],
    ['tcp://host:80', 'tcp://host:80'],
    ['http://192.168.1.1.nip.io/', 'http://192.168.1.1.nip.io/'],
    ['https://a.com/%zz', 'https://a.com/%zz'],
    [' http://a.com/ ', 'http://a.com/'],
  ])('%j → %j', (text, url) => {
    expect(normalizeUrl(text)).toEqual({ ok: true, value: url });
  });

  test.each([
    ['', 'the text is empty'],
    ['example.com', 'no scheme'],
    ['example.com:8080/x', 'no scheme'],
    ['//example.com/x', "write 'http://example.com/x'"],
    ['http:example.com', "not followed by '//'"],
    ['http:\\\\example.com\\a', "not followed by '//'"],
    ['data:text/html,x', "not followed by '//'"],
    ['mailto:a@b.c', "not followed by '//'"],
    ['http://', 'it has no host'],
    ['foo:///x', 'it has no host'],
    ['http://[::1', "'[::1' is not a host"],
    ['http://exa mple.com/', "'exa mple.com' is not a host"],
    ['http://example.com:abc/', "'example.com:abc' is not a host"],
    ['http://example.com:65536/', '65536 is not a port'],
    ['http://1.2.3.4.5/', "'1.2.3.4.5' is not a host"],
    ['http://a.com\nb.com/', 'a line break'],
    ['http://a(dot)com/', 'has no place in a domain name'],
    ['ldap://a(b).com/', 'has no place in a domain name'],
    ['http://-a.com/', 'begins or ends'],
    ['ssh://%zz/', 'neither an address nor a name'],
  ])('%j is refused: %s', (text, reason) => {
    expect(normalizeUrl(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('is a fixpoint', () => {
    const part = fc.stringMatching(/^[\w.~:/?#[\]@!$&'()*+,;=%-]{0,20}$/);
    const url = fc
      .tuple(fc.constantFrom('http', 'HTTPS', 'ftp', 'ldap', 'ws', 'x-y', 'file'), fc.domain(), part)
      .map(([scheme, host, rest]) => `${scheme}://${host}${rest}`);
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), url), (text) => {
        const once = normalizeUrl(text);
        if (!once.ok) return;
        expect(normalizeUrl(once.value)).toEqual(once);
        expect(normalizeUrl(withoutFragment(once.value))).toMatchObject({ ok: true });
        urlParts(once.value);
      }),
      { numRuns: 1000 },
    );
  });
});

test('parts', () => {
  expect(urlParts('http://u:p@[2001:db8::1]:8080/a/b?q=1#f')).toEqual({
    scheme: 'http',
    host: '2001:db8::1',
    port: 8080,
    hasCredentials: true,
    path: '/a/b',
    query: 'q=1',
    fragment: 'f',
  });
  expect(urlParts('ldap://dc.example.com:0')).toEqual({
    scheme: 'ldap',
    host: 'dc.example.com',
    port: 0,
    hasCredentials: false,
    path: '',
    query: undefined,
    fragment: undefined,
  });
});
