import { describe, expect, test } from 'vitest';
import type { Entity, Parsed } from '@pivotkit/entities';
import {
  Account,
  AzureResource,
  File,
  Host,
  Process,
  RegistryKey,
  RegistryValue,
  SecurityGroup,
  Unknown,
} from '@pivotkit/entities';

describe('text is read into attributes and a canonical key', () => {
  const cases: readonly (readonly [
    { create(text: string): { key: string; toJSON(): Record<string, unknown> } },
    string,
    string,
    Record<string, unknown>,
  ])[] = [
    [Host, 'srv01.contoso.com', 'srv01.contoso.com', { hostName: 'srv01', dnsDomain: 'contoso.com' }],
    [Host, 'SRV01', 'srv01', { hostName: 'SRV01' }],
    [Host, '\\\\SRV01', 'srv01', { hostName: 'SRV01' }],
    [Host, 'CONTOSO\\SRV01', 'srv01', { hostName: 'SRV01', ntDomain: 'CONTOSO' }],
    [Host, 'Srv01.Contoso.COM.', 'srv01.contoso.com', { hostName: 'Srv01', dnsDomain: 'Contoso.COM' }],
    [Account, 'CONTOSO\\Bob', 'contoso\\bob', { ntDomain: 'CONTOSO', name: 'Bob' }],
    [Account, 'Bob@Contoso.com', 'bob@contoso.com', { name: 'Bob', upnSuffix: 'Contoso.com' }],
    [Account, 'NT AUTHORITY\\SYSTEM', 'nt authority\\system', { ntDomain: 'NT AUTHORITY', name: 'SYSTEM' }],
    [Account, 's-1-5-18', 'S-1-5-18', { sid: 'S-1-5-18' }],
    [Account, 'S-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-500', { sid: 'S-1-5-21-1-2-3-500' }],
    [
      Account,
      '3F2504E0-4F89-11D3-9A0C-0305E82C3301',
      '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      { aadUserId: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' },
    ],
    [Account, 'puid:10037FFE8D0C7D3E', 'puid:10037ffe8d0c7d3e', { puid: '10037FFE8D0C7D3E' }],
    [Account, '.\\admin', 'admin', { name: 'admin' }],
    [Account, 'bob', 'bob', { name: 'bob' }],
    [
      File,
      'C:\\Windows\\System32\\CMD.EXE',
      'c:\\windows\\system32\\cmd.exe',
      { directory: 'C:\\Windows\\System32', name: 'CMD.EXE' },
    ],
    [File, 'c:/windows/cmd.exe', 'c:\\windows\\cmd.exe', { directory: 'c:/windows', name: 'cmd.exe' }],
    [File, 'C:\\x.exe', 'c:\\x.exe', { directory: 'C:\\', name: 'x.exe' }],
    [File, '\\\\srv\\share\\A.txt', '\\\\srv\\share\\a.txt', { directory: '\\\\srv\\share', name: 'A.txt' }],
    [File, '/usr/bin/Python3', '/usr/bin/Python3', { directory: '/usr/bin', name: 'Python3' }],
    [File, '/init', '/init', { directory: '/', name: 'init' }],
    [File, 'CMD.EXE', 'cmd.exe', { name: 'CMD.EXE' }],
    [
      File,
      'D41D8CD98F00B204E9800998ECF8427E',
      'd41d8cd98f00b204e9800998ecf8427e',
      { md5: 'd41d8cd98f00b204e9800998ecf8427e' },
    ],
    [
      RegistryKey,
      'HKLM\\SOFTWARE\\Run\\',
      'HKEY_LOCAL_MACHINE\\software\\run',
      { hive: 'HKEY_LOCAL_MACHINE', path: 'SOFTWARE\\Run' },
    ],
    [RegistryKey, 'Computer\\HKEY_CURRENT_USER\\Console', 'HKEY_CURRENT_USER\\console', { hive: 'HKEY_CURRENT_USER' }],
    [RegistryKey, 'hklm:\\System', 'HKEY_LOCAL_MACHINE\\system', { path: 'System' }],
    [RegistryKey, '\\REGISTRY\\MACHINE\\System', 'HKEY_LOCAL_MACHINE\\system', { path: 'System' }],
    [RegistryKey, 'HKU', 'HKEY_USERS', { hive: 'HKEY_USERS' }],
    [RegistryValue, 'HKLM\\Run|Evil', 'HKEY_LOCAL_MACHINE\\run|evil', { name: 'Evil' }],
    [Process, 'cmd.exe /c "DIR"', 'cmd.exe /c "DIR"', { commandLine: 'cmd.exe /c "DIR"' }],
    [
      AzureResource,
      '/Subscriptions/A/resourceGroups/RG/',
      '/subscriptions/a/resourcegroups/rg',
      { resourceId: '/Subscriptions/A/resourceGroups/RG/' },
    ],
    [
      SecurityGroup,
      'CN=Admins,DC=contoso,DC=com',
      'cn=admins,dc=contoso,dc=com',
      { distinguishedName: 'CN=Admins,DC=contoso,DC=com' },
    ],
  ];
  test.each(cases)('%s %s → %s', (cls, text, key, attributes) => {
    const entity = cls.create(text);
    expect(entity.key).toBe(key);
    expect(entity.toJSON()).toMatchObject(attributes);
    expect(cls.create(key).key, 'the key is its own canonical form').toBe(key);
  });
});

describe('text that is none is refused with a reason', () => {
  test.each<readonly [{ parse(text: string): Parsed<Entity> }, string, RegExp]>([
    [Host, '10.0.0.1', /IP address/],
    [Host, '', /empty/],
    [Host, 'two words', /letters, digits and hyphens/],
    [Account, '  ', /empty/],
    [Account, 'a\\b\\c\\d', /DOMAIN\\name/],
    [Account, '@contoso.com', /name@suffix/],
    [File, 'https://contoso.com/x', /URL/],
    [RegistryKey, 'SOFTWARE\\X', /hive/],
    [AzureResource, 'vm1', /resource id/],
    [SecurityGroup, '', /empty/],
  ])('%s %s', (cls, text, reason) => {
    const parsed = cls.parse(text);
    expect(parsed.ok ? parsed.value.key : parsed.reason).toMatch(reason);
  });
});

describe('computed values', () => {
  test('an account is named by domain, principal, host or bare name', () => {
    expect(new Account({ name: 'bob', ntDomain: 'C', upnSuffix: 'c.com' }).qualifiedName).toBe('C\\bob');
    expect(new Account({ name: 'bob', upnSuffix: 'c.com' })).toMatchObject({
      qualifiedName: 'bob@c.com',
      upn: 'bob@c.com',
    });
    expect(new Account({ name: 'bob', host: 'srv1' }).qualifiedName).toBe('srv1\\bob');
    expect(new Account({ name: 'bob' })).toMatchObject({ qualifiedName: 'bob', upn: undefined });
    expect(new Account({}).qualifiedName).toBeUndefined();
    expect(new Account({ objectGuid: '3F2504E0-4F89-11D3-9A0C-0305E82C3301' }).objectId).toMatch(/^3f2504e0/);
  });

  test('a name that holds domain or suffix is taken apart', () => {
    expect(new Account({ name: 'CONTOSO\\bob' })).toMatchObject({ name: 'bob', ntDomain: 'CONTOSO' });
    expect(new Account({ name: 'bob@contoso.com', ntDomain: '' })).toMatchObject({
      name: 'bob',
      upnSuffix: 'contoso.com',
    });
    expect(new Host({ hostName: 'srv1.contoso.com' })).toMatchObject({ hostName: 'srv1', fqdn: 'srv1.contoso.com' });
    expect(new Host({ hostName: 'srv1.contoso.com', dnsDomain: 'contoso.com' }).key).toBe('srv1.contoso.com');
  });

  test('the identifier known to be strongest is the key', () => {
    const all = {
      sid: 's-1-5-21-1-2-3-500',
      aadUserId: '{3F2504E0-4F89-11D3-9A0C-0305E82C3301}',
      objectGuid: '11111111-4f89-11d3-9a0c-0305e82c3301',
      puid: '10037FFE',
      name: 'Bob',
      ntDomain: 'CONTOSO',
    };
    const { sid: _, ...directory } = all;
    const { aadUserId: __, ...domain } = directory;
    const { objectGuid: ___, ...puid } = domain;
    expect([all, directory, domain, puid].map((attributes) => new Account(attributes).key)).toEqual([
      'S-1-5-21-1-2-3-500',
      '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      '11111111-4f89-11d3-9a0c-0305e82c3301',
      'puid:10037ffe',
    ]);
  });

  test('accounts that every computer has are told apart by computer', () => {
    const [one, two] = ['srv1', 'srv2'].map((host) => new Account({ sid: 'S-1-5-18', host }));
    expect([one?.key, two?.key]).toEqual(['srv1\\S-1-5-18', 'srv2\\S-1-5-18']);
    expect(new Account({ name: 'SYSTEM', ntDomain: 'NT AUTHORITY', host: 'SRV1' }).key).toBe(
      'srv1\\nt authority\\system',
    );
    expect(new Account({ sid: 'S-1-5-21-1-2-3-500', host: 'srv1' }).key).toBe('S-1-5-21-1-2-3-500');
  });

  test('a file without a name has no path, not "None"', () => {
    expect(new File({ directory: 'C:\\x' }).fullPath).toBeUndefined();
    expect(new File({ directory: '/usr/bin/', name: 'id' }).fullPath).toBe('/usr/bin/id');
    expect(new File({ directory: 'bin', name: 'Id', osFamily: 'Linux' })).toMatchObject({
      fullPath: 'bin/Id',
      key: 'bin/Id',
    });
    expect(new File({ sizeInBytes: 0, name: 'x' }).toJSON()).toMatchObject({ sizeInBytes: 0 });
  });

  test('the strongest digest of a file, from attributes or hashes', () => {
    const [md5, sha1, sha256] = [32, 40, 64].map((digits) => '0123456789abcdef'.repeat(4).slice(0, digits));
    expect(new File({ md5, sha1 }).fileHash).toBe(sha1);
    expect(new File({ md5, fileHashes: [sha256 ?? ''] }).fileHash).toBe(sha256);
    expect(() => new File({ md5: sha256 })).toThrow(/not 32 hexadecimal digits/);
  });

  test('one content at two places is two files', () => {
    const sha256 = '0123456789abcdef'.repeat(4);
    const [one, two] = ['C:\\a.exe', 'C:\\b.exe'].map((fullPath) => new File({ fullPath, sha256 }));
    expect(one?.key).not.toBe(two?.key);
  });

  test('a process is one by host, id and time, however the id is written', () => {
    const at = { host: 'srv1', creationTimeUtc: '2024-01-01T00:00:00Z' };
    const [hexadecimal, decimal] = [
      new Process({ ...at, processId: '0x1F' }),
      new Process({ ...at, processId: '31', commandLine: 'x' }),
    ];
    expect(hexadecimal.key).toBe(decimal.key);
    expect(new Process({ processId: '0x1F', imageFile: 'C:\\w\\cmd.exe' })).toMatchObject({
      processName: 'cmd.exe',
      processFilePath: 'C:\\w\\cmd.exe',
      processNumber: 31,
    });
  });

  test('a registry key has its hive long and short', () => {
    expect(RegistryKey.create('HKCU\\Console')).toMatchObject({
      hive: 'HKEY_CURRENT_USER',
      hiveShortName: 'HKCU',
      fullPath: 'HKEY_CURRENT_USER\\Console',
      shortPath: 'HKCU\\Console',
    });
  });

  test('the parts of a resource id', () => {
    const id =
      '/subscriptions/40DCC8BF-0478-4F3B-B275-ED0A94F2C013/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1';
    expect(AzureResource.create(id)).toMatchObject({
      subscriptionId: '40dcc8bf-0478-4f3b-b275-ed0a94f2c013',
      resourceGroup: 'rg',
      provider: 'Microsoft.Compute',
      resourceType: 'Microsoft.Compute/virtualMachines',
      resourceName: 'vm1',
    });
    expect(AzureResource.create(`https://portal.azure.com/#@contoso.com/resource${id}`).key).toBe(id.toLowerCase());
    expect(AzureResource.create('/subscriptions/a')).toMatchObject({ resourceGroup: undefined, provider: undefined });
  });

  test('an unknown thing keeps whatever it is given', () => {
    const unknown = new Unknown({ type: 'nic', name: 7, up: false, data: { mac: 'a' } });
    expect(unknown.toJSON()).toEqual({ kind: 'Unknown', type: 'nic', data: { mac: 'a', name: 7, up: false } });
    expect(new Unknown({ b: 1, a: 2 }).key).toBe(new Unknown({ a: 2, b: 1 }).key);
  });
});

test.each([
  [Host.create('SRV1'), false],
  [Host.create('srv1.contoso.local'), false],
  [Host.create('www.Contoso.com'), true],
  [Account.create('CONTOSO\\bob'), false],
  [Account.create('bob@contoso.internal'), false],
  [Account.create('bob@contoso.com'), true],
  [Account.create('S-1-5-18'), false],
  [File.create('C:\\x'), undefined],
])('%s is public: %s', (entity, isPublic) => {
  expect(entity.isPublic).toBe(isPublic);
});
