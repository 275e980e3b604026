import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  Dns,
  EntityError,
  GeoLocation,
  IpAddress,
  defineEntity,
  entityAttribute,
  entityClass,
  entityClasses,
  entityFromJson,
  findEntityClass,
  isEntity,
  registerEntity,
  timeAttribute,
} from '@pivotkit/entities';

/** Gives an error's text; fails when nothing is thrown. */
function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof EntityError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('construction is strict', () => {
  test('a misspelt attribute is refused with the nearest name', () => {
    expect(messageOf(() => Reflect.construct(IpAddress, [{ adress: '8.8.8.8' }]))).toBe(
      "IpAddress has no attribute 'adress'. Did you mean 'address'?",
    );
  });

  test('a wrong value is refused with the attribute it was given for', () => {
    expect(messageOf(() => new GeoLocation({ latitude: 91 }))).toContain('latitude');
    expect(messageOf(() => Reflect.construct(IpAddress, [{ address: 5 }]))).toContain('address');
  });

  test('a value that is none of the kind is refused with the reason', () => {
    expect(messageOf(() => new IpAddress({ address: '999.1.1.1' }))).toBe(
      "'999.1.1.1' is not an IpAddress: 999 is greater than 255, the most a part of an IPv4 address can be.",
    );
    expect(messageOf(() => IpAddress.create('1.2.3'))).toBe(
      "'1.2.3' is not an IpAddress: an IPv4 address has four parts, this has 3.",
    );
  });

  test('parse gives the reason instead of throwing', () => {
    expect(IpAddress.parse('1.2.3')).toEqual({ ok: false, reason: 'an IPv4 address has four parts, this has 3' });
  });

  test('undefined attributes are absent, other falsy values are kept', () => {
    const place = new GeoLocation({ city: undefined, latitude: 0, longitude: 0 });
    expect(place.toJSON()).toEqual({ kind: 'GeoLocation', latitude: 0, longitude: 0 });
  });

  test('an entity cannot be changed', () => {
    const address = IpAddress.create('8.8.8.8');
    expect(Reflect.set(address, 'address', '1.1.1.1')).toBe(false);
    expect(address.address).toBe('8.8.8.8');
  });
});

describe('identity is kind and key', () => {
  test.each([
    ['8.8.8.8', '8[.]8[.]8[.]8', true],
    ['8.8.8.8', ' 8.8.8.8 ', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::ffff:1.2.3.4', '1.2.3.4', true],
    ['fe80::1%eth0', 'fe80::1%eth1', false],
    ['2001:db8::1%eth0', '2001:db8::1', true],
    ['8.8.8.8', '8.8.4.4', false],
  ])('%s and %s: %s', (left, right, same) => {
    expect(IpAddress.create(left).equals(IpAddress.create(right))).toBe(same);
  });

  test('kinds differ', () => {
    expect(Dns.create('example.com').equals(new GeoLocation({ city: 'example.com' }))).toBe(false);
  });

  test('an entity nothing identifies is known by all its data, in any order', () => {
    const left = new GeoLocation({ asn: 'AS1', marking: 'green' });
    const right = new GeoLocation({ marking: 'green', asn: 'AS1' });
    expect(left.key).toBe(right.key);
    expect(left.equals(new GeoLocation({ asn: 'AS2', marking: 'green' }))).toBe(false);
  });
});

describe('JSON', () => {
  const address = new IpAddress({
    address: '8[.]8[.]8[.]8',
    location: { city: 'Quito', latitude: 0, longitude: -78.5 },
    threatIntelligence: [{ providerName: 'p', threatName: 't' }],
    marking: 'amber+strict',
    additionalData: { note: null, score: 0 },
  });

  test('is read back without loss', () => {
    const back = entityFromJson(JSON.parse(JSON.stringify(address)));
    expect(back).toBeInstanceOf(IpAddress);
    expect(back.toJSON()).toEqual(address.toJSON());
    expect(back.key).toBe('8.8.8.8');
    expect(back.original).toBe('8[.]8[.]8[.]8');
  });

  test('edges name the entities held', () => {
    expect(address.edges().map(({ name, target }) => [name, target.kind])).toEqual([
      ['location', 'GeoLocation'],
      ['threatIntelligence', 'ThreatIntelligence'],
    ]);
  });

  test.each([[null], [[]], [{}], ['x'], [{ kind: 5 }]])('%j is refused', (json) => {
    expect(messageOf(() => entityFromJson(json))).toContain('`kind`');
  });
});

describe('the registry of kinds', () => {
  test.each(['IpAddress', 'ipaddress', 'IP', 'ip', 'ip-address', 'Ip Address', 'IP_ADDRESS'])(
    '%s is IpAddress',
    (name) => {
      expect(entityClass(name)).toBe(IpAddress);
      expect(findEntityClass(name)).toBe(IpAddress);
    },
  );

  // the names of the peer's map of types
  test.each(
    (
      'account alert alerts azure-resource azureresource cloud-application cloudapplication cloud-logon-session ' +
      'cloudlogonsession dns dnsresolve file filehash geolocation host host-logon-session hostlogonsession incident ' +
      'iotdevice ip ipaddress location machine mail-cluster mail-message mailbox mailcluster mailmessage malware ' +
      'mailboxconfiguration network-connection networkconnection oauthapplication process registry-key registry-value ' +
      'registrykey registryvalue security-group securitygroup ServicePrincipal SubmissionMail threatintelligence ' +
      'unknown url user'
    ).split(' '),
  )('%s is a name of a kind', (name) => {
    expect(findEntityClass(name)).toBeDefined();
    expect(findEntityClass(name.toUpperCase())).toBe(findEntityClass(name));
  });

  test('an unknown name is refused with the nearest', () => {
    expect(messageOf(() => entityClass('IpAdress'))).toBe(
      "There is no kind of entity called 'IpAdress'. Did you mean 'IpAddress'?",
    );
    expect(findEntityClass('nonsense')).toBeUndefined();
  });

  test('a name of one kind cannot be taken by another', () => {
    class Thief extends defineEntity({
      kind: 'Thief',
      aliases: ['ip'],
      description: 'takes a name',
      attributes: { name: z.string() },
      primary: 'name',
      key: ({ name }) => name,
    }) {}
    expect(messageOf(() => registerEntity(Thief))).toContain("The name 'ip' is taken by the kind IpAddress");
    expect(entityClasses()).not.toContain(Thief);
  });
});

describe('a kind of one’s own', () => {
  class Badge extends defineEntity({
    kind: 'Badge',
    aliases: ['badge'],
    description: 'An access badge',
    attributes: {
      number: z.string(),
      seenAt: timeAttribute.optional(),
      reader: entityAttribute(() => IpAddress).optional(),
    },
    primary: 'number',
    key: ({ number }) => number,
    canonical: (badge) =>
      /^\d+$/.test(badge.number) ? { ok: true, value: badge } : { ok: false, reason: 'a badge has a number' },
  }) {}

  test('takes text, attributes, nested text and JSON', () => {
    const badge = new Badge({ number: '12', seenAt: '2026-01-02T03:04:05Z', reader: '10.0.0.1' });
    expect(badge.reader?.key).toBe('10.0.0.1');
    expect(badge.seenAt).toEqual(new Date('2026-01-02T03:04:05Z'));
    expect(Badge.create(badge)).toBe(badge);
    expect(Badge.create(badge.toJSON().number as string).key).toBe('12');
    expect(Badge.parse(' 12 ')).toMatchObject({ ok: true, value: { original: ' 12 ' } });
    expect(Badge.parse('x')).toEqual({ ok: false, reason: 'a badge has a number' });
    expect(Badge.parse('')).toEqual({ ok: false, reason: 'the text is empty' });
  });

  test('an entity of another kind in an attribute is refused', () => {
    expect(messageOf(() => new Badge({ number: '1', reader: Dns.create('example.com') }))).toContain(
      'Expected an entity of kind IpAddress, not Dns',
    );
  });

  test('shows what it is', () => {
    const badge = Badge.create('12');
    expect(isEntity(badge)).toBe(true);
    expect(isEntity({ kind: 'Badge' })).toBe(false);
    expect(String(badge)).toBe('12');
    expect(inspect(badge)).toBe('Badge(12)');
    expect(badge.isPublic).toBeUndefined();
  });
});

test('lists an entity holds cannot be changed, and the caller keeps his own', () => {
  const given = ['1.1.1.1'];
  const name = new Dns({ domainName: 'example.com', ipAddresses: given });
  expect(Object.isFrozen(name.ipAddresses)).toBe(true);
  expect(Object.isFrozen(given)).toBe(false);
});

test('what is no entity is an error whose code and details programs can use', () => {
  expect(() => IpAddress.create('999.1.1.1')).toThrow(
    expect.objectContaining({
      code: 'ENTITY_INVALID',
      details: expect.objectContaining({ kind: 'IpAddress', input: '999.1.1.1' }),
    }),
  );
});
