import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect, detectKind, entityClass, entityClasses } from '@pivotkit/entities';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('detect', () => {
  test.each([
    ['8.8.8.8', 'IpAddress', '8.8.8.8'],
    ['8[.]8.8[.]8', 'IpAddress', '8.8.8.8'],
    ['1.2.3.4:443', 'IpAddress', '1.2.3.4'],
    ['::1', 'IpAddress', '::1'],
    ['[2001:db8::1]:443', 'IpAddress', '2001:db8::1'],
    ['fe80::1%eth0', 'IpAddress', 'fe80::1%eth0'],
    ['::ffff:1.2.3.4', 'IpAddress', '1.2.3.4'],
    ['hxxps://Evil[.]com/A', 'Url', 'https://evil.com/A'],
    ['ldap://dc.contoso.com/x', 'Url', 'ldap://dc.contoso.com/x'],
    ['http://8.8.8.8/', 'Url', 'http://8.8.8.8/'],
    ['evil[.]com', 'Dns', 'evil.com'],
    ['Example.CO.UK.', 'Dns', 'example.co.uk'],
    ['bücher.ch', 'Dns', 'xn--bcher-kva.ch'],
    ['_dmarc.example.com', 'Dns', '_dmarc.example.com'],
    ['srv01.contoso.local', 'Dns', 'srv01.contoso.local'],
    ['nas.lan', 'Dns', 'nas.lan'],
    ['www.archive.zip', 'Dns', 'www.archive.zip'],
    ['example.com:8443', 'Dns', 'example.com'],
    ['bob[at]evil[.]com', 'Mailbox', 'bob@evil.com'],
    ['Bob <Bob@evil.com>', 'Mailbox', 'bob@evil.com'],
    ['mailto:bob@evil.com', 'Mailbox', 'bob@evil.com'],
    [md5.toUpperCase(), 'FileHash', md5],
    [`sha256:${sha256}`, 'FileHash', sha256],
    [`imphash=${md5}`, 'FileHash', `imphash:${md5}`],
    // a low but possible entropy: 2.504 bits a digit
    ['11111111222222223333334444455567', 'FileHash', '11111111222222223333334444455567'],
    ['3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C', 'FileHash', 'ssdeep:3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C'],
    ['tcp 10.0.0.1:50000 -> 8.8.8.8:53', 'NetworkConnection', 'tcp 10.0.0.1:50000 -> 8.8.8.8:53'],
    ['10.0.0.1 → 8.8.8.8', 'NetworkConnection', '* 10.0.0.1 -> 8.8.8.8'],
    ['HKLM\\SOFTWARE\\Run', 'RegistryKey', 'HKEY_LOCAL_MACHINE\\software\\run'],
    ['Computer\\HKEY_CURRENT_USER\\Console', 'RegistryKey', 'HKEY_CURRENT_USER\\console'],
    ['C:\\Windows\\System32\\cmd.exe', 'File', 'c:\\windows\\system32\\cmd.exe'],
    ['\\\\srv\\share\\a.txt', 'File', '\\\\srv\\share\\a.txt'],
    ['%TEMP%\\a.exe', 'File', '%temp%\\a.exe'],
    ['/usr/bin/python3', 'File', '/usr/bin/python3'],
    ['invoice.pdf', 'File', 'invoice.pdf'],
    ['cmd.exe', 'File', 'cmd.exe'],
    ['C:\\Windows\\System32\\cmd.exe /c dir', 'Process', 'C:\\Windows\\System32\\cmd.exe /c dir'],
    ['CONTOSO\\bob', 'Account', 'contoso\\bob'],
    ['NT AUTHORITY\\SYSTEM', 'Account', 'nt authority\\system'],
    ['S-1-5-21-1-2-3-500', 'Account', 'S-1-5-21-1-2-3-500'],
    ['as15169', 'AutonomousSystem', 'AS15169'],
    ['ASN 15169', 'AutonomousSystem', 'AS15169'],
    ['/subscriptions/a/resourceGroups/b', 'AzureResource', '/subscriptions/a/resourcegroups/b'],
  ])('%j is a %s', (text, kind, key) => {
    const { entity, reason } = detect(text);
    expect(reason).toBeUndefined();
    expect([entity?.kind, entity?.key]).toEqual([kind, key]);
    expect(detectKind(text)).toBe(kind);
  });

  test.each([
    ['', 'the text is empty'],
    ['  ', 'the text is empty'],
    ['999.1.1.1', '999 is greater than 255'],
    ['1.2.3', 'four parts, this has 3'],
    ['01.02.03.04', 'leading zero'],
    ['12:34:56', 'clock time'],
    ['10.0.0.0/8', 'a network'],
    ['00000000000000000000000000000000', 'repeat too much'],
    ['aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb', 'repeat too much'],
    ['deadbeefdeadbeefdeadbeefdeadbeef', 'repeat too much'],
    ['http://a b.com/x', 'white space'],
    ['http://', 'no host'],
    ['a..b.com', 'form of no kind'],
    ['-a.com', "the label '-a' begins or ends with '-'"],
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'a GUID can name'],
    ['3.14', 'a number'],
    ['hello', 'form of no kind'],
    ['Hello, world. This is text.', 'form of no kind'],
    ['SRV01', 'form of no kind'],
    ['localhost', 'form of no kind'],
    ['15169', 'a number'],
    ['1.10', 'a number'],
    ['AS', 'form of no kind'],
    ['AS15169 GOOGLE', 'form of no kind'],
    ['AS4294967296', 'greater than 4294967295'],
  ])('%j is none: %s', (text, reason) => {
    const detection = detect(text);
    expect(detection.entity).toBeUndefined();
    expect(detection.reason).toContain(reason);
  });

  test.each([
    ['invoice.zip', ['File:invoice.zip', 'Dns:invoice.zip']],
    ['setup.py', ['File:setup.py', 'Dns:setup.py']],
    ['srv01.contoso.garbage', ['Host:srv01.contoso.garbage', 'Dns:srv01.contoso.garbage']],
    ['evil.com/path', ['Url:http://evil.com/path']],
  ])('%j may be several: %j', (text, expected) => {
    const { entity, candidates = [] } = detect(text);
    expect(entity).toBeUndefined();
    expect(candidates.map(({ kind, key }) => `${kind}:${key}`)).toEqual(expected);
  });

  test.each([
    ['invoice.zip', ['Dns', 'IpAddress'], 'Dns:invoice.zip'],
    ['invoice.zip', ['domain'], 'Dns:invoice.zip'],
    ['invoice.zip', ['File', 'Url'], 'File:invoice.zip'],
    ['SRV01', ['ip', 'Host'], 'Host:srv01'],
    ['bob@evil.com', ['Account'], 'Account:bob@evil.com'],
    ['8.8.8.8', ['Url', 'ip'], 'IpAddress:8.8.8.8'],
  ])('%j among %j is %s', (text, kinds, expected) => {
    const { entity } = detect(text, { kinds });
    expect(`${entity?.kind}:${entity?.key}`).toBe(expected);
  });

  test.each([
    ['8.8.8.8', ['Dns'], 'it is an IP address'],
    ['a b', ['Url', 'ip'], 'none of Url, IpAddress'],
    ['8.8.8.8', ['IpAdress'], "no kind of entity called 'IpAdress'; did you mean 'IpAddress'?"],
  ])('%j among %j is none: %s', (text, kinds, reason) => {
    expect(detect(text, { kinds }).reason).toContain(reason);
  });

  test('the original text is kept beside the canonical form', () => {
    expect(detect('hxxp://evil[.]com/').entity?.original).toBe('hxxp://evil[.]com/');
    expect(detect('8.8.8.8').entity?.original).toBeUndefined();
  });

  const mixed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[\w.:@/\\[\](){}%<>"'-]{0,40}$/),
    fc.webUrl(),
    fc.emailAddress(),
    fc.domain(),
    fc.ipV4(),
    fc.ipV6(),
  );

  test('never throws, and always says why not', () => {
    fc.assert(
      fc.property(
        mixed,
        fc.option(fc.subarray(entityClasses().map(({ kind }) => kind)), { nil: undefined }),
        (text, kinds) => {
          const found = detect(text, kinds === undefined ? {} : { kinds });
          expect(found.entity !== undefined || (found.reason ?? '') !== '').toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('what is detected is read again from its key as the same thing', () => {
    const textual = ['IpAddress', 'Url', 'Dns', 'FileHash', 'Mailbox', 'NetworkConnection'];
    fc.assert(
      fc.property(mixed, (text) => {
        const { entity } = detect(text);
        if (entity === undefined || !textual.includes(entity.kind)) return;
        expect(entityClass(entity.kind).create(entity.key)).toMatchObject({ key: entity.key });
        expect(detect(entity.key, { kinds: [entity.kind] }).entity?.key).toBe(entity.key);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('detectKind', () => {
  test.each([
    [[], undefined],
    [['', ' '], undefined],
    [['8.8.8.8', '1.1.1.1', 'x'], 'IpAddress'],
    [['8.8.8.8', '', '', ''], 'IpAddress'],
    [['8.8.8.8', 'x', 'y'], undefined],
    [['8.8.8.8', 'evil.com', 'example.org'], 'Dns'],
  ])('%j → %s', (texts, kind) => {
    expect(detectKind(texts)).toBe(kind);
  });
});
