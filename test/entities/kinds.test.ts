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
