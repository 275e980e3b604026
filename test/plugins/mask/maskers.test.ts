import { addressScope, IpAddress } from '@pivotkit/entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Keyed } from '../../../plugins/mask/src/keyed.ts';
import { maskAddress } from '../../../plugins/mask/src/mask-address.ts';
import { maskHash, maskSid, maskUuid } from '../../../plugins/mask/src/mask-id.ts';
import { maskAccount, maskMail, maskName, maskPath, maskUrl } from '../../../plugins/mask/src/mask-name.ts';
import { maskWord } from '../../../plugins/mask/src/mask-word.ts';
import { maskCell } from '../../../plugins/mask/src/masker.ts';

const keyed = new Keyed('a key for tests');

/** Letters by their class: what must stay as it is. */
const form = (text: string): string => text.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/\d/g, '0');

test('data masked long ago can still be joined with data masked today', () => {
  expect([
    maskWord('administrator7', keyed),
    maskUrl('https://srv7.corp.com/a?u=ann', keyed),
    maskAddress('10.1.2.3', keyed),
    maskUuid('3f2504e0-4f89-41d3-9a0c-0305e82c3301', keyed),
    maskSid('S-1-5-21-1-2-3-1104', keyed),
  ]).toEqual([
    'rpaxcdoeogzpe2',
    'https://pkp2.doye.com/b?u=zzl',
    '10.16.100.204',
    '2fe61078-34c7-424c-9d4a-926aea0dde2f',
    'S-1-5-21-2472183145-196381117-2072283448-4726',
  ]);
});

describe('words', () => {
  test('keep their form, and are the same every time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,80}$/), (word) => {
        const masked = maskWord(word, keyed);
        expect(form(masked)).toBe(form(word));
        expect(maskWord(word, new Keyed('a key for tests'))).toBe(masked);
      }),
    );
  });

  test('are the same whatever was masked before, much or little', () => {
    const used = new Keyed('a key for tests');
    for (let i = 0; i < 3_000; i++) maskWord(`w${String(i)}x`, used);
    for (const word of ['w7x', 'w2999x', 'ab12', 'Administrator', 'a', 'бухгалтерия'])
      expect(maskWord(word, used)).toBe(maskWord(word, new Keyed('a key for tests')));
  });

  test('that differ stay different: masking is a permutation', () => {
    const words = Array.from(
      { length: 26 * 10 },
      (_, i) => `${'abcdefghijklmnopqrstuvwxyz'[i % 26] ?? ''}${String(Math.floor(i / 26))}`,
    );
    expect(new Set(words.map((word) => maskWord(word, keyed))).size).toBe(260);
  });

  test('of another key are others', () => {
    expect(maskWord('administrator7', keyed)).not.toBe(maskWord('administrator7', new Keyed('another')));
  });

  test('of other scripts become a pseudonym', () => {
    expect(maskWord('бухгалтерия', keyed)).toMatch(/^x[0-9a-f]{12}$/);
  });
});

describe('addresses', () => {
  const ipv4 = fc.ipV4();
  test.each([
    ['10.1.2.3', /^10\./],
    ['172.16.5.6', /^172\.(1[6-9]|2\d|3[01])\./],
    ['192.168.1.1', /^192\.168\./],
    ['169.254.9.9', /^169\.254\./],
    ['127.0.0.1', /^127\.0\.0\.1$/],
    ['fd12:3456::1', /^f[cd]/],
    ['2001:4860:4860::8888', /^[23]/],
    ['64:ff9b::808:808', /^64:ff9b::/],
    ['::1', /^::1$/],
  ])('%s stays of its kind', (address, pattern) => {
    const masked = maskAddress(address, keyed) ?? '';
    expect(masked).toMatch(pattern);
    expect(addressScope(masked)).toBe(addressScope(address));
  });

  test('stay of their scope, and different ones different', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.oneof(
            ipv4,
            fc
              .ipV6()
              .map((text) => IpAddress.parse(text))
              .filter((parsed) => parsed.ok)
              .map((parsed) => (parsed.ok ? parsed.value.address : '')),
          ),
          { maxLength: 30 },
        ),
        (addresses) => {
          const masked = addresses.map((address) => maskAddress(address, keyed) ?? '');
          expect(masked.map((address) => addressScope(address))).toEqual(
            addresses.map((address) => addressScope(address)),
          );
          expect(new Set(masked).size).toBe(new Set(addresses).size);
        },
      ),
    );
  });

  test('of one network stay of one network, of any size', () => {
    const bits = (address: string): string =>
      address
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('');
    const shared = (left: string, right: string): number => {
      const at = Array.from(bits(left)).findIndex((bit, i) => bit !== bits(right)[i]);
      return at < 0 ? 32 : at;
    };
    fc.assert(
      fc.property(fc.nat(2 ** 24 - 1), fc.nat(2 ** 24 - 1), (left, right) => {
        const [a, b] = [left, right].map((number) => `10.${number >>> 16}.${(number >>> 8) & 255}.${number & 255}`) as [
          string,
          string,
        ];
        expect(shared(maskAddress(a, keyed) ?? '', maskAddress(b, keyed) ?? '')).toBe(shared(a, b));
      }),
    );
  });

  test('what is none is left to others', () => expect(maskAddress('10.0.0.0/8', keyed)).toBeUndefined());
});

const sid = 'S-1-5-21-1004336348-1177238915-682003330';

test.each([
  [
    'uuid',
    maskUuid,
    '{6BA7B810-9DAD-41D1-80B4-00C04FD430C8}',
    /^\{[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-8[0-9A-F]{3}-[0-9A-F]{12}\}$/,
  ],
  ['uuid of zeros', maskUuid, '00000000-0000-0000-0000-000000000000', /^0{8}-/],
  ['sid of an account', maskSid, `${sid}-1108`, /^S-1-5-21-\d+-\d+-\d+-[1-9]\d{3}$/],
  ['sid of an administrator', maskSid, `${sid}-500`, /^S-1-5-21-\d+-\d+-\d+-500$/],
  ['sid of the system', maskSid, 'S-1-5-18', /^S-1-5-18$/],
  ['hash', maskHash, 'd41d8cd98f00b204e9800998ecf8427e', /^[0-9a-f]{32}$/],
  ['name under a public suffix', maskName, 'dc01.corp-example.co.uk', /^[a-z]{2}\d{2}\.[a-z]{4}-[a-z]{7}\.co\.uk$/],
  ['name of a private network', maskName, 'SRV7.corp.local', /^[a-z]{3}\d\.[a-z]{4}\.local$/],
  ['account with a domain', maskAccount, 'CONTOSO\\ann.lee', /^[a-z]{7}\\[a-z]{3}\.[a-z]{3}$/],
  ['account of a machine', maskAccount, 'CONTOSO\\SRV7$', /^[a-z]{7}\\[a-z]{3}\d\$$/],
  ['account that every system has', maskAccount, 'NT AUTHORITY\\SYSTEM', /^NT AUTHORITY\\SYSTEM$/],
  ['administrator of a domain', maskAccount, 'CONTOSO\\Administrator', /^[a-z]{7}\\Administrator$/],
  ['mail', maskMail, 'ann.lee@corp-example.com', /^[a-z]{3}\.[a-z]{3}@[a-z]{4}-[a-z]{7}\.com$/],
  [
    'url',
    maskUrl,
    'https://ann:pw@vpn.example.org:8443/portal/home.php?id=7&n=ann#top',
    /^https:\/\/[a-z]{3}:[a-z]{2}@[a-z.]+\.org:8443\/[a-z]{6}\/[a-z]{4}\.php\?id=\d&n=[a-z]{3}#[a-z]{3}$/,
  ],
  ['url with an IPv6 address', maskUrl, 'http://[2001:4860::1]/', /^http:\/\/\[[0-9a-f:]+\]\/$/],
  [
    'path of Windows',
    maskPath,
    'C:\\Users\\ann\\AppData\\Local\\Temp\\tool.exe',
    /^C:\\Users\\[a-z]{3}\\AppData\\Local\\Temp\\[a-z]{4}\.exe$/,
  ],
  ['path of Linux', maskPath, '/home/ann/.ssh/id_rsa', /^\/home\/[a-z]{3}\/\.[a-z]{3}\/[a-z]{2}_[a-z]{3}$/],
] as const)('%s', (_, mask, text, pattern) => {
  const masked = mask(text, keyed) ?? '';
  expect(masked).toMatch(pattern);
  expect(mask(text, keyed)).toBe(masked);
});

test('names of one domain stay of one domain', () => {
  const [left, right] = ['a.corp-example.com', 'b.corp-example.com'].map((name) =>
    maskName(name, keyed).split('.').slice(1).join('.'),
  );
  expect(left).toBe(right);
});

test('accounts of one domain, and one account in each of its spellings', () => {
  expect(maskAccount('Contoso\\Ann', keyed)).toBe(maskAccount('CONTOSO\\ann', keyed));
  expect(maskSid(`${sid}-1108`, keyed)?.slice(0, -4)).toBe(maskSid(`${sid}-2207`, keyed)?.slice(0, -4));
});

test('inside a command line only what can be told is masked', () => {
  const line = 'powershell -nop -c "iwr http://files.example.org/a.ps1" -user ann@example.org 10.2.3.4';
  const masked = String(maskCell(line, 'embedded', keyed));
  expect(masked).toMatch(
    /^powershell -nop -c "iwr http:\/\/[a-z]{5}\.[a-z]{7}\.org\/[a-z]\.ps1" -user [a-z]{3}@[a-z]{7}\.org 10\.\d+\.\d+\.\d+$/,
  );
  expect(masked).not.toContain('files');
});

test('times keep their distances, weekdays and hours', () => {
  const [a, b] = [new Date('2026-11-20T08:15:00Z'), new Date('2026-11-22T09:15:00Z')].map(
    (time) => maskCell(time, 'time', keyed) as Date,
  ) as [Date, Date];
  expect(b.getTime() - a.getTime()).toBe(49 * 3_600_000);
  expect([a.getUTCDay(), a.getUTCHours()]).toEqual([5, 8]);
  expect(a.getTime()).toBeLessThan(Date.parse('2026-11-20T08:15:00Z'));
});

test('lists and objects are masked inside; numbers, booleans and null stay', () => {
  const masked = maskCell({ ip: '10.0.0.7', n: 7, ok: true, none: null, more: ['10.0.0.8'] }, 'auto', keyed);
  expect(masked).toMatchObject({
    n: 7,
    ok: true,
    none: null,
    ip: expect.stringMatching(/^10\./),
    more: [expect.stringMatching(/^10\./)],
  });
  expect(JSON.stringify(masked)).not.toContain('10.0.0.7');
});
