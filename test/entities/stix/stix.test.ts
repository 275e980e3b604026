import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entity, StixBundle, StixObject } from '@pivotkit/entities';
import {
  Account,
  Alert,
  AutonomousSystem,
  Dns,
  entitiesFromStix,
  entitiesToStix,
  File,
  FileHash,
  Host,
  IpAddress,
  Mailbox,
  MailMessage,
  NetworkConnection,
  Process,
  RegistryKey,
  RegistryValue,
  stixObservableId,
  Unknown,
  Url,
} from '@pivotkit/entities';
import { canonicalJson } from '../../../entities/src/stix/stix-id.ts';
import { anyEntityArbitrary } from '../support/entity-arbitrary.ts';

// The first is STIX 2.1's own (§2.9); most ids in the examples of §6 are made up. The others are as other tools compute them.
test.each([
  ['ipv4-addr', { value: '198.51.100.3', x_other: 1 }, '28bb3599-77cd-5a82-a950-b5bc3caf07c4'],
  ['domain-name', { value: 'example.com' }, 'bedb4899-d24b-5401-bc86-8f6b4cc18ec7'],
  ['autonomous-system', { number: 15139, name: 'Slime Industries' }, '3aa27478-50b5-5ab8-9da9-cdc12b657fff'],
  ['directory', { path: 'C:\\Windows\\System32' }, '0a58d0c1-59e6-5afd-8252-dcd3f13e5622'],
  ['ipv6-addr', { value: '2001:db8::1' }, '6469e3a9-b053-5e34-a025-9396ae051d26'],
])('the id of %s %j', (type, properties, uuid) => {
  expect(stixObservableId(type, properties)).toBe(`${type}--${uuid}`);
});

test('one hash contributes to an id, the order of names does not matter', () => {
  const [md5, sha256] = ['0123456789abcdef'.repeat(2), '0123456789abcdef'.repeat(4)];
  expect(stixObservableId('file', { hashes: { 'SHA-256': sha256, MD5: md5 } })).toBe(
    stixObservableId('file', { hashes: { MD5: md5 } }),
  );
  expect(stixObservableId('process', { pid: 1 })).toBeUndefined();
  expect(canonicalJson({ b: [1, { d: null, c: 'é\n' }], a: 1e21, 10: true, 9: false })).toBe(
    '{"10":true,"9":false,"a":1e+21,"b":[1,{"c":"é\\n","d":null}]}',
  );
});

const sha256 = '0123456789abcdef'.repeat(4);
const parent = new Process({ processId: '4', commandLine: 'services.exe' });
const held: readonly (readonly [Entity, string])[] = [
  [IpAddress.create('198.51.100.3'), 'ipv4-addr'],
  [IpAddress.create('2001:db8::1'), 'ipv6-addr'],
  [Url.create('https://example.com/a?b=c#d'), 'url'],
  [Dns.create('example.com'), 'domain-name'],
  [new Dns({ domainName: 'example.com', ipAddresses: ['198.51.100.3', '198.51.100.4'] }), 'domain-name'],
  [new Mailbox({ mailboxPrimaryAddress: 'ann@example.com', displayName: 'Ann' }), 'email-addr'],
  [FileHash.create(sha256), 'file'],
  [new FileHash({ value: 'd41d8cd98f00b204e9800998ecf8427e', algorithm: 'imphash' }), 'file'],
  [new File({ fullPath: 'C:\\t\\a.exe', sha256, sizeInBytes: 0, mimeType: 'application/x' }), 'file'],
  [new File({ name: 'id', directory: '/usr/bin' }), 'file'],
  [
    new Account({
      name: 'bob',
      ntDomain: 'CONTOSO',
      sid: 'S-1-5-21-1-2-3-4',
      isDomainJoined: true,
      displayName: 'Bob',
    }),
    'user-account',
  ],
  [
    new Account({ name: 'bob', upnSuffix: 'contoso.com', aadUserId: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' }),
    'user-account',
  ],
  [new Account({ name: 'root', uid: 0 }), 'user-account'],
  [RegistryKey.create('HKLM\\Software\\X'), 'windows-registry-key'],
  [
    new RegistryValue({ registryKey: 'HKLM\\Software\\X', name: 'v', value: '1', valueType: 'REG_SZ' }),
    'windows-registry-key',
  ],
  [
    new NetworkConnection({
      sourceAddress: '198.51.100.3',
      sourcePort: 0,
      destinationAddress: '8.8.8.8',
      destinationPort: 53,
      protocol: 'udp',
    }),
    'network-traffic',
  ],
  [new NetworkConnection({ destinationAddress: '2001:db8::1' }), 'network-traffic'],
  [AutonomousSystem.create('AS0'), 'autonomous-system'],
  [new AutonomousSystem({ number: 15_139, name: 'Slime Industries', registry: 'arin' }), 'autonomous-system'],
  [
    new Process({
      processId: '472',
      creationTimeUtc: '2024-01-01T00:00:00.000Z',
      commandLine: 'cmd /c dir',
      currentDirectory: 'C:\\',
      imageFile: 'C:\\w\\cmd.exe',
      account: 'CONTOSO\\bob',
      parentProcess: parent,
    }),
    'process',
  ],
  [
    new MailMessage({
      p2Sender: 'ann@example.com',
      p2SenderDisplayName: 'Ann',
      recipient: 'bob@example.com',
      subject: 'Hello',
      internetMessageId: '<1@example.com>',
      receivedDate: '2024-01-01T00:00:00.000Z',
    }),
    'email-message',
  ],
];

describe('what STIX can hold comes back whole', () => {
  test.each(held.map(([entity, type]) => [type, entity] as const))('%s %s', (type, entity) => {
    for (const marking of [undefined, 'amber+strict'] as const) {
      const marked = marking === undefined ? entity : entityWith(entity, { marking });
      const { bundle, problems } = entitiesToStix([marked]);
      expect(problems).toEqual([]);
      expect(bundle.objects.at(-1)).toMatchObject({ type, spec_version: '2.1' });
      const read = entitiesFromStix(JSON.parse(JSON.stringify(bundle)));
      expect(read.problems).toEqual([]);
      const again = read.value.find(({ kind, key }) => kind === entity.kind && key === entity.key);
      expect(comparable(again)).toEqual(comparable(marked));
    }
  });

  test('a bundle read and written again is the same bundle', () => {
    const { bundle } = entitiesToStix(held.map(([entity]) => entity));
    const { value } = entitiesFromStix(bundle);
    expect(new Set(entitiesToStix(value).bundle.objects.map((object) => object.id))).toEqual(
      new Set(bundle.objects.map((object) => object.id)),
    );
  });
});

describe('objects of others', () => {
  const bundle = (...objects: readonly Readonly<Record<string, unknown>>[]): object => ({
    type: 'bundle',
    id: 'bundle--1',
    objects,
  });
  const address = {
    type: 'ipv4-addr',
    spec_version: '2.1',
    id: 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd',
    value: '198.51.100.3',
  };

  test('what has no attribute, and ids that are not computed, are kept and given back', () => {
    const objects = [
      {
        ...address,
        id: 'ipv4-addr--11111111-1111-4111-8111-111111111111',
        belongs_to_refs: ['autonomous-system--f720c34b-98ae-597f-ade5-27dc241e8c74'],
        x_score: 5,
      },
      {
        type: 'autonomous-system',
        spec_version: '2.1',
        id: 'autonomous-system--f720c34b-98ae-597f-ade5-27dc241e8c74',
        number: 15139,
        name: 'Slime',
        rir: 'arin',
        x_peers: [64496],
      },
      {
        type: 'indicator',
        spec_version: '2.1',
        id: 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
        pattern: "[ipv4-addr:value = '198.51.100.3']",
        name: 'bad',
      },
      {
        type: 'user-account',
        spec_version: '2.1',
        id: 'user-account--11111111-1111-4111-8111-111111111111',
        account_type: 'facebook',
        user_id: 'thegrugq',
        account_login: 'grugq',
      },
    ];
    const { value, problems } = entitiesFromStix(bundle(...objects));
    expect(problems).toEqual([]);
    expect(value.map(({ kind }) => kind)).toEqual(['IpAddress', 'AutonomousSystem', 'Unknown', 'Account']);
    expect(value[1]).toMatchObject({ key: 'AS15139', name: 'Slime', registry: 'arin' });
    expect(value[2] instanceof Unknown && [value[2].type, value[2].name, value[2].get('pattern')]).toEqual([
      'indicator',
      'bad',
      "[ipv4-addr:value = '198.51.100.3']",
    ]);
    expect(entitiesToStix(value)).toMatchObject({ bundle: { objects }, problems: [] });
  });

  test.each([undefined, '15139', -1, 4_294_967_296])(
    'an autonomous system with the number %j becomes Unknown',
    (number) => {
      const id = 'autonomous-system--11111111-1111-4111-8111-111111111111';
      const { value, problems } = entitiesFromStix(bundle({ type: 'autonomous-system', id, number }));
      expect(value[0]).toMatchObject({ kind: 'Unknown', type: 'autonomous-system' });
      expect(problems.join()).toContain(`${id} is kept as Unknown`);
    },
  );

  test('a value that is none becomes Unknown', () => {
    const { value, problems } = entitiesFromStix(bundle({ ...address, value: '198.51.100.0/24' }));
    expect(value[0]?.toJSON()).toMatchObject({
      kind: 'Unknown',
      type: 'ipv4-addr',
      data: { value: '198.51.100.0/24' },
    });
    expect(problems).toHaveLength(1);
  });

  test('a registry key with values is one entity per value', () => {
    const key = {
      type: 'windows-registry-key',
      id: 'windows-registry-key--1',
      key: 'hkey_local_machine\\system\\foo',
      values: [{ name: 'a', data: '1', data_type: 'REG_SZ' }, { name: 'b' }],
    };
    expect(entitiesFromStix([key]).value.map(String)).toEqual(['HKLM\\system\\foo\\a', 'HKLM\\system\\foo\\b']);
  });

  test('an image of which only a hash is known is a file for the process', () => {
    const { value } = entitiesFromStix([
      { type: 'process', id: 'process--1', pid: 5, image_ref: 'file--1' },
      { type: 'file', id: 'file--1', hashes: { 'SHA-256': sha256 } },
    ]);
    expect(value[0] instanceof Process && value[0].imageFile?.sha256).toBe(sha256);
    expect(value[1]).toBeInstanceOf(FileHash);
  });

  test('processes that are each other’s parent are read', () => {
    const { value } = entitiesFromStix([
      { type: 'process', id: 'process--1', pid: 1, parent_ref: 'process--2' },
      { type: 'process', id: 'process--2', pid: 2, parent_ref: 'process--1' },
    ]);
    expect(value.map((entity) => entity instanceof Process && entity.processId)).toEqual(['1', '2']);
  });

  test('what is no object is said', () => {
    expect(entitiesFromStix([1, { type: 'url' }]).problems).toHaveLength(2);
    expect(() => entitiesFromStix('text')).toThrow(/bundle, an object or a list/);
  });
});

describe('markings', () => {
  const levels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;

  test.each(levels.flatMap((level) => [[level, '2.0'] as const, [level, '1.0'] as const]))(
    'TLP %s of version %s',
    (marking, tlpVersion) => {
      const { bundle } = entitiesToStix([new IpAddress({ address: '198.51.100.3', marking })], { tlpVersion });
      expect(bundle.objects.map(({ type }) => type)).toEqual(['marking-definition', 'ipv4-addr']);
      expect(bundle.objects[1]?.['object_marking_refs']).toEqual([bundle.objects[0]?.id]);
      expect(entitiesFromStix(bundle).value.map((entity) => entity.marking)).toEqual([marking]);
      const withoutDefinition = bundle.objects.slice(1);
      expect(entitiesFromStix(withoutDefinition).value.map((entity) => entity.marking)).toEqual([marking]);
    },
  );

  test('the ids are those of OASIS', () => {
    const ids = levels.map(
      (marking) => entitiesToStix([new IpAddress({ address: '8.8.8.8', marking })]).bundle.objects[0]?.id,
    );
    expect(ids).toEqual([
      'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
      'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
      'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
      'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
      'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
    ]);
  });

  test('of several the strictest holds, others are kept', () => {
    const own = {
      type: 'marking-definition',
      id: 'marking-definition--11111111-1111-4111-8111-111111111111',
      name: 'TLP:AMBER+STRICT',
      definition_type: 'statement',
      definition: { statement: 'x' },
    };
    const statement = {
      type: 'marking-definition',
      id: 'marking-definition--22222222-2222-4222-8222-222222222222',
      definition_type: 'statement',
      definition: { statement: 'Copyright' },
    };
    const refs = ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da', own.id, statement.id];
    const { value } = entitiesFromStix([
      {
        type: 'ipv4-addr',
        id: 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd',
        value: '198.51.100.3',
        object_marking_refs: refs,
      },
      own,
      statement,
    ]);
    expect(value[0]).toMatchObject({
      marking: 'amber+strict',
      additionalData: { stix: { object_marking_refs: [statement.id] } },
    });
    expect(value.map(({ kind }) => kind)).toEqual(['IpAddress', 'Unknown']);
    const written: StixBundle = entitiesToStix(value).bundle;
    expect(written.objects.find(({ type }) => type === 'ipv4-addr')?.['object_marking_refs']).toEqual([
      'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
      statement.id,
    ]);
  });

  test('two mentions of one thing are one object with the strictest marking', () => {
    const { bundle } = entitiesToStix([
      new IpAddress({ address: '8.8.8.8', marking: 'red' }),
      new IpAddress({ address: '8.8.8.8', marking: 'green' }),
    ]);
    const addresses = bundle.objects.filter(({ type }) => type === 'ipv4-addr');
    expect(addresses).toHaveLength(1);
    expect(addresses[0]?.['object_marking_refs']).toEqual(['marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1']);
  });
});

test('what STIX has no place for is said, and what it holds is there', () => {
  const alert = new Alert({ systemAlertId: 'a', entities: [{ kind: 'IpAddress', address: '8.8.8.8' }] });
  const account = new Account({ name: 'bob', host: new Host({ hostName: 'srv1' }), logonId: '0x3e7' });
  const { bundle, problems } = entitiesToStix([alert, account]);
  expect(bundle.objects.map(({ type }) => type)).toEqual(['ipv4-addr', 'user-account']);
  expect(problems).toEqual([
    'STIX has no observable for Alert a.',
    'STIX has no observable for Host srv1.',
    'STIX has no place for host, logonId of Account srv1\\bob.',
  ]);
});

test('any entities give a bundle whose references hold, the same each time, and it reads back', () => {
  fc.assert(
    fc.property(fc.array(anyEntityArbitrary(1), { maxLength: 3 }), (entities) => {
      const { bundle } = entitiesToStix(entities);
      expect(JSON.stringify(entitiesToStix(entities).bundle)).toBe(JSON.stringify(bundle));
      const ids = new Set(bundle.objects.map(({ id }) => id));
      expect(ids.size).toBe(bundle.objects.length);
      for (const reference of bundle.objects.flatMap(references)) expect(ids).toContain(reference);
      const read = entitiesFromStix(JSON.parse(JSON.stringify(bundle)));
      expect(read.problems).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function references(object: StixObject): unknown[] {
  return Object.entries(object).flatMap(([name, value]) =>
    name.endsWith('_ref') || name.endsWith('_refs') ? [value].flat() : [],
  );
}

function entityWith<E extends Entity>(entity: E, more: object): Entity {
  const cls = entity.constructor as unknown as { create(input: object): Entity };
  return cls.create({ ...entity.toJSON(), ...more });
}

/** Without the original text, and without the markings of held entities, which inherit that of the whole. */
function comparable(entity: Entity | undefined): unknown {
  const { marking, ...rest }: Record<string, unknown> = { ...entity?.toJSON() };
  const parts: unknown = JSON.parse(JSON.stringify(rest), (name, value: unknown) =>
    name === 'original' || name === 'marking' ? undefined : value,
  );
  return { marking, parts };
}
