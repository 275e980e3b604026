import { describe, expect, test } from 'vitest';
import { IpAddress } from '@pivotkit/entities';

describe('IpAddress', () => {
  test.each([
    ['8.8.8.8', '8.8.8.8', 4, 'public', true],
    ['10.1.2.3', '10.1.2.3', 4, 'private', false],
    ['::ffff:10.1.2.3', '10.1.2.3', 4, 'private', false],
    ['::ffff:127.0.0.1', '127.0.0.1', 4, 'loopback', false],
    ['2A00:1450:4001:0:0:0:0:200E', '2a00:1450:4001::200e', 6, 'public', true],
    ['fe80::1%eth0', 'fe80::1%eth0', 6, 'link-local', false],
    ['2a00::1%eth0', '2a00::1', 6, 'public', true],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1', 6, 'nat64', false],
  ])('%s', (text, ...expected) => {
    const address = IpAddress.create(text);
    expect([address.key, address.version, address.scope, address.isPublic]).toEqual(expected);
    expect(IpAddress.create(address.key).key).toBe(address.key);
  });

  test('keeps what was written, and the zone, beside the canonical form', () => {
    expect(IpAddress.create('[FE80::1%25en0]:443').toJSON()).toEqual({
      kind: 'IpAddress',
      address: 'fe80::1',
      zone: 'en0',
      original: '[FE80::1%25en0]:443',
    });
    expect(IpAddress.create('fe80::1%en0').original).toBeUndefined();
    expect(new IpAddress({ address: '1.2.3.4:80' }).original).toBe('1.2.3.4:80');
  });

  test('the address inside is an entity of its own', () => {
    expect(IpAddress.create('2002:808:808::1').embeddedIpv4?.key).toBe('8.8.8.8');
    expect(IpAddress.create('8.8.8.8').embeddedIpv4).toBeUndefined();
  });

  test('text and attributes make the same entity', () => {
    for (const text of ['8.8.8.8', ' 8.8.8.8', '::ffff:1.2.3.4', 'fe80::1%x', '2001:DB8::1', '[::1]:80'])
      expect(new IpAddress({ address: text }).toJSON()).toEqual({
        ...IpAddress.create(text).toJSON(),
        ...(new IpAddress({ address: text }).original === undefined ? {} : { original: text }),
      });
  });
});
