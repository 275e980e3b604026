import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Account,
  entitiesFromWire,
  entityFromWire,
  entityGraph,
  File,
  Host,
  Process,
  RegistryKey,
  RegistryValue,
  Unknown,
} from '@pivotkit/entities';

describe('types, names and values of the wire', () => {
  test.each([
    [{ Type: 'ip', Address: '8.8.8.8' }, 'IpAddress', '8.8.8.8'],
    [{ Type: 'IPAddress', address: '8.8.8.8' }, 'IpAddress', '8.8.8.8'],
    [{ Type: 'machine', HostName: 'SRV1' }, 'Host', 'srv1'],
    [{ type: 'user', Name: 'bob', NTDomain: 'CONTOSO' }, 'Account', 'contoso\\bob'],
    [{ kind: 'Account', properties: { accountName: 'bob', upnSuffix: 'contoso.com' } }, 'Account', 'bob@contoso.com'],
    [{ entityType: 'User', userPrincipalName: 'bob@contoso.com', accountName: 'bob' }, 'Account', 'bob@contoso.com'],
    [{ entityType: 'Ip', ipAddress: '8.8.8.8' }, 'IpAddress', '8.8.8.8'],
    [
      { '@odata.type': '#microsoft.graph.security.deviceEvidence', deviceDnsName: 'srv1.contoso.com' },
      'Host',
      'srv1.contoso.com',
    ],
    [
      {
        '@odata.type': '#microsoft.graph.security.userEvidence',
        userAccount: { accountName: 'bob', domainName: 'contoso' },
      },
      'Account',
      'contoso\\bob',
    ],
    [
      {
        '@odata.type': '#microsoft.graph.security.fileEvidence',
        fileDetails: { fileName: 'a.exe', filePath: 'C:\\t' },
      },
      'File',
      'c:\\t\\a.exe',
    ],
    [{ Type: 'registry-key', Hive: 'HKLM', Key: 'Software\\X' }, 'RegistryKey', 'HKEY_LOCAL_MACHINE\\software\\x'],
    [
      { Type: 'filehash', Algorithm: 'MD5', Value: 'D41D8CD98F00B204E9800998ECF8427E' },
      'FileHash',
      'd41d8cd98f00b204e9800998ecf8427e',
    ],
    [
      { Type: 'filehash', Algorithm: 1, Value: 'd41d8cd98f00b204e9800998ecf8427e' },
      'FileHash',
      'd41d8cd98f00b204e9800998ecf8427e',
    ],
    [{ Type: 'azure-resource', ResourceId: '/subscriptions/A' }, 'AzureResource', '/subscriptions/a'],
  ])('%j', (wire, kind, key) => {
    const { value, problems } = entityFromWire(wire);
    expect([value.kind, value.key, problems]).toEqual([kind, key, []]);
  });

  test.each([
    [0, 'Linux'],
    [1, 'Windows'],
    ['windows', 'Windows'],
    ['LINUX', 'Linux'],
  ])('operating system %j is %s', (written, osFamily) => {
    expect(entityFromWire({ Type: 'host', HostName: 'a', OSFamily: written }).value).toMatchObject({ osFamily });
  });

  test.each([
    ['TokenElevationTypeLimited (3)', undefined],
    ['%%1938', 'Limited'],
    [2, 'Limited'],
    ['full', 'Full'],
  ])('elevation %j is %s', (written, elevationToken) => {
    const { value } = entityFromWire({ Type: 'process', CommandLine: 'x', ElevationToken: written });
    expect(value instanceof Process && value.elevationToken).toBe(elevationToken);
  });

  test('falsy values stay, null and blank numbers are absent', () => {
    const { value } = entityFromWire({
      Type: 'host',
      HostName: '',
      IsDomainJoined: 'False',
      OSFamily: null,
      DeviceId: '',
    });
    expect(value.toJSON()).toEqual({ kind: 'Host', hostName: '', isDomainJoined: false, deviceId: '' });
  });
});

describe('nothing is dropped', () => {
  test('a type nobody knows becomes Unknown with its data', () => {
    const { value } = entityFromWire({ Type: 'nic', Name: 'eth0', Mac: '00:11', Up: false });
    expect(value.toJSON()).toEqual({ kind: 'Unknown', type: 'nic', name: 'eth0', data: { Mac: '00:11', Up: false } });
    expect(value instanceof Unknown && value.get('Up')).toBe(false);
  });

  test('an attribute the kind does not have is additional data', () => {
    const { value, problems } = entityFromWire({ Type: 'ip', Address: '8.8.8.8', Count: 3, AdditionalData: { a: 1 } });
    expect(value.additionalData).toEqual({ a: 1, Count: 3 });
    expect(problems).toEqual([]);
  });

  test('a value that is not one is additional data, and said', () => {
    const { value, problems } = entityFromWire({
      Type: 'account',
      Name: 'bob',
      Sid: 'none',
      IsDomainJoined: 'perhaps',
    });
    expect(value.additionalData).toEqual({ Sid: 'none', IsDomainJoined: 'perhaps' });
    expect(problems).toHaveLength(2);
  });

  test('what cannot be made stays as Unknown', () => {
    const { value, problems } = entityFromWire({ Type: 'ip', Address: 'not an address' });
    expect(value.toJSON()).toEqual({ kind: 'Unknown', type: 'ip', data: { Address: 'not an address' } });
    expect(problems[0]).toMatch(/^Kept as Unknown: .*not an address/);
  });

  test('an entity within open data is one, with an edge', () => {
    const { value } = entitiesFromWire([
      { $id: '1', Type: 'ip', Address: '8.8.8.8' },
      { $id: '2', Type: 'nic', Addresses: [{ $ref: '1' }] },
    ]);
    expect(value[1]?.edges().map(({ name, target }) => `${name} ${target.key}`)).toEqual(['Addresses 8.8.8.8']);
  });
});

describe('entities in entities', () => {
  test('without Type they are what the attribute holds', () => {
    const { value } = entityFromWire({
      Type: 'process',
      ProcessId: '0x10',
      ImageFile: {
        Directory: 'c:\\w',
        Name: 'a.exe',
        FileHashes: [{ Algorithm: 'MD5', Value: 'd41d8cd98f00b204e9800998ecf8427e' }],
      },
      Account: { Name: 'bob', Host: { HostName: 'srv1' } },
      Host: 'srv1.contoso.com',
    });
    expect(value instanceof Process && [value.imageFile, value.account?.host, value.host].map(String)).toEqual([
      'c:\\w\\a.exe',
      'srv1',
      'srv1.contoso.com',
    ]);
    expect(value instanceof Process && value.imageFile?.fileHash).toBe('d41d8cd98f00b204e9800998ecf8427e');
  });

  test('a list with strangers keeps the entities and the list', () => {
    const { value, problems } = entityFromWire({ Type: 'malware', Name: 'x', Files: [{ Name: 'a.exe' }, 7] });
    expect(value.toJSON()).toMatchObject({
      files: [{ name: 'a.exe' }],
      additionalData: { Files: [{ Name: 'a.exe' }, 7] },
    });
    expect(problems).toHaveLength(1);
  });

  test('references go forward, backward and down', () => {
    const { value } = entitiesFromWire([
      { $id: '1', Type: 'account', Name: 'bob', Host: { $ref: '3' } },
      {
        $id: '2',
        Type: 'registry-value',
        Name: 'v',
        Key: { $id: '4', Hive: 'HKCU', Key: 'Console', Type: 'registry-key' },
      },
      { $id: '3', Type: 'host', HostName: 'srv1' },
      { $ref: '4' },
      { $ref: '9' },
    ]);
    expect(value[0] instanceof Account && value[0].host).toBe(value[2]);
    expect(value[1] instanceof RegistryValue && value[1].registryKey).toBe(value[3]);
    expect(value[3]).toBeInstanceOf(RegistryKey);
    expect(value[4]?.toJSON()).toEqual({ kind: 'Unknown', data: { value: { $ref: '9' } } });
  });

  test('a reference to nothing is kept and said', () => {
    const { value, problems } = entityFromWire({ Type: 'account', Name: 'bob', Host: { $ref: '9' } });
    expect(value.additionalData).toEqual({ Host: { $ref: '9' } });
    expect(problems).toHaveLength(1);
  });

  test('a circle is cut where it closes, and whole again in the graph', () => {
    const { value, problems } = entitiesFromWire([
      { $id: '1', Type: 'process', CommandLine: 'a', ParentProcess: { $ref: '2' } },
      { $id: '2', Type: 'process', CommandLine: 'b', ParentProcess: { $ref: '3' } },
      { $id: '3', Type: 'process', CommandLine: 'c', ParentProcess: { $ref: '1' } },
    ]);
    expect(problems).toEqual([]);
    expect(() => JSON.stringify(value)).not.toThrow();
    const { nodes, edges } = entityGraph(value);
    expect(nodes.map(({ id }) => id)).toEqual(['Process a', 'Process b', 'Process c']);
    expect(edges.map(({ source, target }) => `${source.at(-1)}${target.at(-1)}`)).toEqual(['ab', 'bc', 'ca']);
  });

  test('an entity that refers to itself', () => {
    const { value } = entitiesFromWire([{ $id: '1', Type: 'process', CommandLine: 'a', ParentProcess: { $ref: '1' } }]);
    expect(entityGraph(value).edges).toEqual([{ source: 'Process a', target: 'Process a', name: 'parentProcess' }]);
  });

  test('two objects of one $id are said', () => {
    expect(
      entitiesFromWire([
        { $id: '1', Type: 'host', HostName: 'a' },
        { $id: '1', Type: 'host', HostName: 'b' },
      ]).problems,
    ).toHaveLength(1);
  });
});

test('any JSON gives entities and no throw', () => {
  const names = fc.constantFrom(
    'Type',
    '$id',
    '$ref',
    'Host',
    'Account',
    'Name',
    'Address',
    'ParentProcess',
    'Files',
    'kind',
    'properties',
    'ImageFile',
    'Entities',
    'OSFamily',
  );
  const words = fc.constantFrom('1', '2', '3', 'host', 'account', 'process', 'file', 'alert', 'ip', '8.8.8.8', 'x');
  const { wire } = fc.letrec((tie) => ({
    wire: fc.dictionary(
      names,
      fc.oneof(
        { maxDepth: 4 },
        words,
        fc.jsonValue({ maxDepth: 1 }),
        tie('wire'),
        fc.array(tie('wire'), { maxLength: 3 }),
      ),
      { maxKeys: 6 },
    ),
  }));
  fc.assert(
    fc.property(fc.array(wire, { maxLength: 5 }), (list) => {
      const { value } = entitiesFromWire(list);
      expect(value).toHaveLength(list.length);
      JSON.stringify(value);
    }),
    { numRuns: 500 },
  );
});

test('deep nesting does not overflow', () => {
  const nested = (levels: number): Record<string, unknown> => {
    let wire: Record<string, unknown> = { Type: 'process', CommandLine: 'leaf' };
    for (let level = 0; level < levels; level++)
      wire = { Type: 'process', CommandLine: `${level}`, ParentProcess: wire };
    return wire;
  };
  const { value, problems } = entitiesFromWire([nested(900), nested(20_000), nested(1)]);
  expect(value.map(({ key }) => key)).toEqual(['899', '{}', '0']);
  expect(problems).toHaveLength(2);
});

test('references that double at each step do not explode', () => {
  const list = Array.from({ length: 60 }, (_, at) => ({
    $id: `${at}`,
    Type: 'nic',
    Name: `n${at}`,
    Left: { $ref: `${at + 1}` },
    Right: { $ref: `${at + 1}` },
  }));
  const { value, problems } = entitiesFromWire(list);
  expect(value).toHaveLength(60);
  expect(problems.filter((problem) => problem.includes('holds more than 10000 entities')).length).toBeGreaterThan(0);
});

test('Host and File here are the exported classes', () => {
  expect(entityFromWire({ Type: 'host', HostName: 'a' }).value).toBeInstanceOf(Host);
  expect(entityFromWire({ Type: 'file', Name: 'a' }).value).toBeInstanceOf(File);
});
