import { extractIocs, type ExtractOptions } from '@pivotkit/plugin-ioc';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** `type observable` of what is found, in order. */
const found = (text: string, options: ExtractOptions = { includePaths: true }): string[] =>
  extractIocs(text, options).map(({ type, observable }) => `${type} ${observable}`);

describe('each type', () => {
  test.each([
    ['ping 8.8.8.8 -n 1', ['ipv4 8.8.8.8']],
    ['8[.]8.8[.]8, 1(.)1(.)1(.)1', ['ipv4 8.8.8.8', 'ipv4 1.1.1.1']],
    ['10.1.1.1:8080 [10.1.1.2] 10.1.1.3/24.', ['ipv4 10.1.1.1', 'ipv4 10.1.1.2', 'ipv4 10.1.1.3']],
    ['999.1.1.1 256.1.1.1 01.2.3.4 1.2.3 1.2.3.4.5', []],
    ['Version=4.0.0.0, v1.2.3.4, version 1.0.0.1', []],
    ['see section 3.2.1.4 of release 2.4.6.8', []],
    ['client.run() at com.acme.Main.run(Main.java:42)', []],
    ['evil.com(1.2.3.4)', ['dns evil.com', 'ipv4 1.2.3.4']],
    ['It was late.It rained.', []],
    ['_dmarc.corp.com _evil.com_', ['dns _dmarc.corp.com', 'dns evil.com']],
    ['commit da39a3ee5e6b4b0d3255bfef95601890afd80709', []],
    ['ASN: 13335 AS13336-NET AS13337-1', ['asn AS13335', 'asn AS13336']],
    [
      '::1 fe80::1%eth0 [2001:db8::1]:443 2001:DB8:0:0:0:0:0:2',
      ['ipv6 ::1', 'ipv6 fe80::1%eth0', 'ipv6 2001:db8::1', 'ipv6 2001:DB8:0:0:0:0:0:2'],
    ],
    ['2001[:]db8[:][:]5', ['ipv6 2001:db8::5']],
    ['::ffff:192.0.2.128', ['ipv4 192.0.2.128']],
    ['12:34:56 2026-11-28T12:34:56 std::vector [Convert]::Add(1) ::', []],
    [
      'visit evil.com, www.Example.CO.UK. and xn--bcher-kva.ch',
      ['dns evil.com', 'dns www.Example.CO.UK', 'dns xn--bcher-kva.ch'],
    ],
    ['evil[.]com evil(dot)com evil{.}org', ['dns evil.com', 'dns evil.org']],
    ['bücher.ch пример.рф 访问evil.com下载', ['dns bücher.ch', 'dns пример.рф', 'dns evil.com']],
    ['cmd.exe foo.py archive.zip readme.md kernel32.dll index.html a.out', []],
    ['evil[.]zip https://evil.zip/x bob@evil.zip', ['dns evil.zip', 'url https://evil.zip/x', 'email bob@evil.zip']],
    ['New-Object -ComObject WScript.Shell; [System.IO.File] [Net.Sockets.Network]', []],
    ['onet.pl notion.so b92.rs Example.Com', ['dns onet.pl', 'dns notion.so', 'dns b92.rs', 'dns Example.Com']],
    ['host.local srv.corp a.b', []],
    ['GET http://a.com:8080/b?c=d&e=f#g HTTP/1.1', ['url http://a.com:8080/b?c=d&e=f#g']],
    ['hxxps[:]//evil[.]com/a[.]php', ['url https://evil.com/a.php']],
    [
      '(see http://a.com/b(c)). "http://a.com/d", \'http://a.com/e\')',
      ['url http://a.com/b(c)', 'url http://a.com/d', 'url http://a.com/e'],
    ],
    ['http://a.com,http://b.com;http://c.com', ['url http://a.com', 'url http://b.com', 'url http://c.com']],
    [
      'http://[2001:db8::1]/x http://intranet/y file:///etc/hosts',
      ['url http://[2001:db8::1]/x', 'url http://intranet/y', 'url file:///etc/hosts'],
    ],
    ['https%3A%2F%2Fevil.com%2Fa', ['url https://evil.com/a']],
    ["'http://a.com/x')+'http://b.com/y'", ['url http://a.com/x', 'url http://b.com/y']],
    ['http:// https://? url', []],
    ['Bob <bob.b+x@Mail.example.org>, eve[at]evil[.]com', ['email bob.b+x@Mail.example.org', 'email eve@evil.com']],
    ['user@host user@ @evil', []],
    ['D41D8CD98F00B204E9800998ECF8427E', ['md5_hash D41D8CD98F00B204E9800998ECF8427E']],
    ['da39a3ee5e6b4b0d3255bfef95601890afd80709', ['sha1_hash da39a3ee5e6b4b0d3255bfef95601890afd80709']],
    ['d41d8cd98f00b204e9800998ecf8427e0', []],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 00000000000000000000000000000000', []],
    ['cve-2021-44228 CVE-1999-0001 CVE-21-1', ['cve CVE-2021-44228', 'cve CVE-1999-0001']],
    ['T1059.001 T1566 T2000 XT1059', ['attack_technique T1059.001', 'attack_technique T1566']],
    ['tags: attack.t1059.001', ['attack_technique T1059.001']],
    [
      'TA0043 S0154, G0007 TA505 S3 G20 S01540 G0007.1',
      ['attack_tactic TA0043', 'attack_software S0154', 'attack_group G0007'],
    ],
    [
      'pay 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 or 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
      ['bitcoin_address 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'bitcoin_address 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
    ],
    [
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
      [
        'bitcoin_address bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
        'bitcoin_address BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
      ],
    ],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      ['bitcoin_address bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0'],
    ],
    // One character changed; version 0 with the newer checksum, version 1 with the older one (BIP 350).
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3 bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', []],
    ['bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47', []],
    ['bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', []],
    [
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed 0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359',
      [
        'ethereum_address 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
        'ethereum_address 0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359',
      ],
    ],
    ['0x0000000000000000000000000000000000000000', []],
    [
      '00:1a:2B:33:44:55 00-1A-2B-33-44-56 001a.2b33.4455 00:11:22:33:44 0011.2233.4455',
      ['mac_address 00:1a:2B:33:44:55', 'mac_address 00-1A-2B-33-44-56', 'mac_address 001a.2b33.4455'],
    ],
    ['AS15169 ASN 174 AS400 AS2 AS4294967296 TAS15169 AS0000', ['asn AS15169', 'asn AS174']],
    [
      'ssdeep 3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C and 4:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C, 12:34:56',
      ['ssdeep_hash 3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C'],
    ],
    [
      'reg add HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion /v x',
      ['registry_key HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion'],
    ],
    ['"HKEY_CURRENT_USER\\Control Panel\\Desktop"', ['registry_key HKEY_CURRENT_USER\\Control Panel\\Desktop']],
    ['C:\\Windows\\System32\\cmd.exe /c dir', ['windows_path C:\\Windows\\System32\\cmd.exe']],
    ['"C:\\Program Files\\a b\\c d.exe" -x', ['windows_path C:\\Program Files\\a b\\c d.exe']],
    ['C:\\Program Files\\x\\y.exe D:\\z', ['windows_path C:\\Program Files\\x\\y.exe', 'windows_path D:\\z']],
    [
      '%TEMP%\\a.exe ..\\b \\\\srv\\c$\\d',
      ['windows_path %TEMP%\\a.exe', 'windows_path ..\\b', 'windows_path \\\\srv\\c$\\d'],
    ],
    ['\\??\\C:\\Windows\\x.exe 0xffffffff', ['windows_path C:\\Windows\\x.exe']],
    ['C:\\Users\\$env:UserName\\a.jpg', ['windows_path C:\\Users\\$env:UserName\\a.jpg']],
    ['/bin/sh -c ./run.sh ~/x /c /32 and/or 1/2/2026', ['linux_path /bin/sh', 'linux_path ./run.sh', 'linux_path ~/x']],
    ['', []],
    [' ', []],
    ['nothing to see', []],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected));
});

describe('what is inside another', () => {
  const text = 'http://evil.com/1.2.3.4/?u=http%3A%2F%2Finner.org%2F bob@corp.com \\\\9.9.9.9\\share\\x';

  test('is hidden by it', () =>
    expect(found(text, {})).toEqual([
      'url http://evil.com/1.2.3.4/?u=http%3A%2F%2Finner.org%2F',
      'email bob@corp.com',
      'ipv4 9.9.9.9',
    ]));

  test('is found when it is asked for', () =>
    expect(found(text, { nested: true }).toSorted()).toEqual(
      [
        'url http://evil.com/1.2.3.4/?u=http%3A%2F%2Finner.org%2F',
        'dns evil.com',
        'ipv4 1.2.3.4',
        'url http://inner.org/',
        'dns inner.org',
        'email bob@corp.com',
        'dns corp.com',
        'ipv4 9.9.9.9',
      ].toSorted(),
    ));

  test('is found when the outer type is not wanted', () =>
    expect(found(text, { iocTypes: ['dns', 'ipv4'] }).toSorted()).toEqual(
      ['dns corp.com', 'dns evil.com', 'dns inner.org', 'ipv4 1.2.3.4', 'ipv4 9.9.9.9'].toSorted(),
    ));

  test('a name in a path is no domain, whether paths are wanted or not', () =>
    expect(found('C:\\evil.com\\x.org\\y /srv/evil.com/z', {})).toEqual([]));
});

describe('options', () => {
  test('paths only when they are asked for', () => {
    expect(found('C:\\a\\b.exe 1.2.3.4', {})).toEqual(['ipv4 1.2.3.4']);
    expect(found('C:\\a\\b.exe 1.2.3.4', { iocTypes: ['windows_path'] })).toEqual(['windows_path C:\\a\\b.exe']);
  });

  test('endings nobody delegated only with ignoreTlds', () => {
    expect(found('srv1.corp.garbage', {})).toEqual([]);
    expect(found('srv1.corp.garbage', { ignoreTlds: true })).toEqual(['dns srv1.corp.garbage']);
  });
});

describe("types of one's own", () => {
  const ticket = { name: 'ticket', pattern: String.raw`\bINC-\d{4,8}\b` };

  test('are found beside the others, with their places', () => {
    expect(extractIocs('see INC-12345 at 8.8.8.8', { customTypes: [ticket] })).toMatchObject([
      { type: 'ticket', observable: 'INC-12345', start: 4 },
      { type: 'ipv4' },
    ]);
    expect(found('see INC-12345 at 8.8.8.8', { iocTypes: ['cve'], customTypes: [ticket] })).toEqual([
      'ticket INC-12345',
    ]);
  });

  test('a group called observable is what is found', () =>
    expect(
      found('user=bob;', { customTypes: [{ name: 'user', pattern: String.raw`user=(?P<observable>\w+)` }] }),
    ).toEqual(['user bob']));

  test.each([
    ['before', ['own_host evil.com']],
    ['after', ['dns evil.com']],
  ] as const)('%s the own types, they hide or are hidden', (precedence, expected) =>
    expect(found('evil.com', { customTypes: [{ name: 'own_host', pattern: 'evil\\.com', precedence }] })).toEqual(
      expected,
    ),
  );

  test.each(['(', '(?=a)b', String.raw`(a)\1`, 'a*', '(?:a{1,1000}){1,1000}', ''])(
    'the pattern %j is refused with its reason',
    (pattern) => expect(() => found('a', { customTypes: [{ name: 'x', pattern }] })).toThrow(pattern),
  );

  test.each(['INC-1234 ', 'x INC-', 'INC-123456789', 'ä INC-9876\n'])(
    'in a text of 300 kB of %j all are found',
    (piece) => {
      const text = piece.repeat(300_000 / piece.length);
      const expected = [...text.matchAll(/\bINC-\d{4,8}\b/g)].length > 0 ? 1 : 0;
      expect(extractIocs(text, { iocTypes: ['cve'], customTypes: [ticket] })).toHaveLength(expected);
    },
  );

  test('places are those of the pattern over the whole text, wherever windows end', () => {
    const numbered = Array.from({ length: 5_000 }, (_, i) => `${'-'.repeat(i % 7)}id${i}`).join(' ');
    const type = { name: 'id', pattern: String.raw`\bid\d+\b` };
    const starts = extractIocs(numbered, { iocTypes: ['cve'], customTypes: [type] }).map(({ start }) => start);
    expect(starts).toEqual(Array.from(numbered.matchAll(/\bid\d+\b/g), ({ index }) => index));
  });

  test.each([
    ['(a|a)+b', 0],
    ['(a+)+$', 0],
    ['(x+x+)+y', 0],
    ['a.*b|a', 1],
  ])('%j, which a backtracking engine never ends with, finds %i', (pattern, findings) => {
    const text = 'a'.repeat(10_000) + 'x'.repeat(10_000);
    expect(extractIocs(text, { customTypes: [{ name: 'x', pattern }] })).toHaveLength(findings);
  });
});

test('broken UTF-16 is text like any other', () =>
  expect(found('\ud800 8.8.8.8 \udc00http://evil.com/\ud800 evil.org\udfff')).toEqual([
    'ipv4 8.8.8.8',
    'url http://evil.com/\ud800',
    'dns evil.org',
  ]));

describe('places and keys', () => {
  test('the text as written stands where `start` says', () => {
    const text = 'x 8[.]8.8.8 hxxp://evil[.]com/ "C:\\a b\\c" bob[at]corp[.]com http://u:p@h.com/1.2.3.4 \\\\h.com\\x';
    const iocs = extractIocs(text, { includePaths: true, nested: true });
    expect(iocs.length).toBeGreaterThan(7);
    for (const { start, text: written } of iocs) expect(text.slice(start, start + written.length)).toBe(written);
  });

  test('entities are named by kind and key', () => {
    const iocs = extractIocs('8[.]8.8.8 WWW.Evil.COM http://Evil.com/#x');
    expect(iocs.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      'IpAddress 8.8.8.8',
      'Dns www.evil.com',
      'Url http://evil.com/',
    ]);
  });

  test('a wallet of the newer form before one of the older moves nothing behind them', () => {
    const text = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 evil.com';
    expect(extractIocs(text).map(({ start }) => start)).toEqual([0, 43, 78]);
  });

  test('one text is found once', () => expect(found('1.2.3.4 1.2.3.4 evil.com evil.com')).toHaveLength(2));
});

const pieces = [
  'a',
  '.',
  ':',
  '/',
  '\\',
  '@',
  '-',
  '_',
  '"',
  "'",
  ' ',
  '[.]',
  '%',
  'http://',
  'C:\\',
  '1.2.3.4',
  'evil.com',
  'ü',
  '(',
  ')',
  '::',
  'HKLM\\',
];

test('whatever stands around them, places are right, and nothing is found outside the text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      for (const ioc of extractIocs(text, { includePaths: true, nested: true })) {
        expect(ioc.start).toBeGreaterThanOrEqual(0);
        expect(text.slice(ioc.start, ioc.start + ioc.text.length)).toBe(ioc.text);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('an observable between spaces is found whatever precedes it', () => {
  const observable = fc.oneof(
    fc.ipV4().map((text) => ['ipv4', text] as const),
    fc.stringMatching(/^[a-z]{3,10}\.(com|org|co\.uk)$/).map((text) => ['dns', text] as const),
    fc.stringMatching(/^[0-9a-f]{64}$/).map((text) => ['sha256_hash', text] as const),
  );
  fc.assert(
    fc.property(fc.array(observable, { minLength: 1, maxLength: 8 }), (list) => {
      const text = list.map(([, one]) => one).join(' ');
      const expected = new Set(list.map(([type, one]) => `${type} ${one}`));
      expect(new Set(found(text))).toEqual(expected);
    }),
  );
});

describe('time grows with the length alone', () => {
  const repeated = [
    'a',
    'a.',
    '.',
    ':',
    '1:',
    'a@',
    '@',
    '/',
    '/a',
    '\\',
    'a\\',
    'C:\\',
    '"C:\\a b',
    '%a%\\',
    '..\\',
    '[.]',
    'http://',
    '0123456789abcdef',
    'HKLM\\a',
    "'",
    'https%3A%2F%2F',
    '访问',
    '(',
    'a b\\',
    '_-',
    'CVE-2020-',
  ];

  test.each(repeated)('a line of 1 MB of %j', (piece) => {
    const line = piece.repeat(Math.ceil(1_000_000 / piece.length));
    // Square time would outlast the time limit of a test.
    const iocs = extractIocs(line, { includePaths: true, nested: true });
    expect(iocs.every(({ start }) => start >= 0 && start < line.length)).toBe(true);
  });
});
