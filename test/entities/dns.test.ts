import { describe, expect, test } from 'vitest';
import { Dns, IpAddress } from '@pivotkit/entities';

describe('Dns', () => {
  test('is cut where names are registered', () => {
    const name = Dns.create('WWW.Bücher.co.uk.');
    expect(name.key).toBe('www.xn--bcher-kva.co.uk');
    expect(name.unicodeName).toBe('www.bücher.co.uk');
    expect(name.registeredDomain).toBe('xn--bcher-kva.co.uk');
    expect(name.suffix).toBe('co.uk');
    expect(name.subdomain).toBe('www');
    expect(name.original).toBe('WWW.Bücher.co.uk.');
    expect(name.isPublic).toBe(true);
    expect(Dns.create('a.b.github.io').parts({ privateSuffixes: true }).registeredDomain).toBe('b.github.io');
  });

  test('an unqualified name is no name as text, but is kept as an attribute, and never leaves', () => {
    expect(Dns.parse('SERVER1')).toMatchObject({ ok: false, reason: expect.stringContaining('unqualified') });
    const name = new Dns({ domainName: 'SERVER1' });
    expect(name.key).toBe('server1');
    expect(name.isPublic).toBe(false);
  });

  test('a port is dropped, and kept in the original', () => {
    expect(Dns.create('example.com:8443')).toMatchObject({ key: 'example.com', original: 'example.com:8443' });
  });

  test('holds addresses as edges', () => {
    const name = new Dns({
      domainName: 'example.com',
      ipAddresses: ['1.1.1.1', IpAddress.create('::1')],
      dnsServerIp: '8.8.8.8',
    });
    expect(name.edges().map(({ name: edge, target }) => `${edge} ${target.key}`)).toEqual([
      'ipAddresses 1.1.1.1',
      'ipAddresses ::1',
      'dnsServerIp 8.8.8.8',
    ]);
  });
});
