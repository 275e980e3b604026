import { describe, expect, test } from 'vitest';
import { Url, entityFromJson } from '@pivotkit/entities';

describe('Url', () => {
  test('has the parts of a URL', () => {
    const url = Url.create('hxxps://user:pw@Evil[.]com:8443/A?b=C#frag');
    expect(url.url).toBe('https://user:pw@evil.com:8443/A?b=C#frag');
    expect(url.key).toBe('https://user:pw@evil.com:8443/A?b=C');
    expect([url.scheme, url.host, url.port, url.path, url.query, url.fragment]).toEqual([
      'https',
      'evil.com',
      8443,
      '/A',
      'b=C',
      'frag',
    ]);
    expect(url.hasCredentials).toBe(true);
    expect(entityFromJson(url.toJSON()).key).toBe(url.key);
  });

  test.each([
    ['http://evil.com/', 'Dns', 'evil.com', true],
    ['http://8.8.8.8/', 'IpAddress', '8.8.8.8', true],
    ['http://[2001:db8::1]:80/', 'IpAddress', '2001:db8::1', false],
    ['http://[::ffff:10.0.0.1]/', 'IpAddress', '10.0.0.1', false],
    ['http://2130706433/', 'IpAddress', '127.0.0.1', false],
    ['http://10.0.0.1/', 'IpAddress', '10.0.0.1', false],
    ['http://nas.lan/', 'Dns', 'nas.lan', false],
    ['http://intranet/', undefined, undefined, false],
    ['http://localhost:8080/', undefined, undefined, false],
    ['file:///etc/passwd', undefined, undefined, false],
  ])('the host of %s is %s %s, public: %s', (text, kind, key, isPublic) => {
    const url = Url.create(text);
    const host = url.hostEntity();
    expect([host?.kind, host?.key]).toEqual([kind, key]);
    expect(url.isPublic).toBe(isPublic);
    expect(url.edges().map(({ name, target }) => [name, target.kind])).toEqual(
      kind === undefined ? [] : [['host', kind]],
    );
  });

  test('two fragments of one page are one thing', () => {
    expect(Url.create('http://a.com/#x').equals(Url.create('http://a.com/#y'))).toBe(true);
    expect(Url.create('http://a.com/#x').fragment).toBe('x');
  });
});
