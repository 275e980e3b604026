import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipv4Number, ipv4Text, ipv6Words, normalizeIp } from '../../../entities/src/normalize/ip.ts';

describe('normalizeIp', () => {
  test.each([
    ['8.8.8.8', { address: '8.8.8.8' }],
    [' 8.8.8.8\t', { address: '8.8.8.8' }],
    ['1.2.3.4:443', { address: '1.2.3.4' }],
    ['1.2.3.4:0', { address: '1.2.3.4' }],
    ['[::1]', { address: '::1' }],
    ['[::1]:443', { address: '::1' }],
    ['[1.2.3.4]:443', { address: '1.2.3.4' }],
    ['2001:DB8:0:0:0:0:0:A', { address: '2001:db8::a' }],
    // RFC 5952 §4.2: the longest run is shortened, the first of equals, never a single group
    ['2001:db8:0:0:1:0:0:1', { address: '2001:db8::1:0:0:1' }],
    ['2001:db8:0:1:1:1:1:1', { address: '2001:db8:0:1:1:1:1:1' }],
    ['2001:0:0:1:0:0:0:1', { address: '2001:0:0:1::1' }],
    ['64:ff9b::192.0.2.33', { address: '64:ff9b::c000:221' }],
    ['::ffff:1.2.3.4', { address: '1.2.3.4' }],
    ['::FFFF:0102:0304', { address: '1.2.3.4' }],
    ['0:0:0:0:0:ffff:1.2.3.4', { address: '1.2.3.4' }],
    ['fe80::1%eth0', { address: 'fe80::1', zone: 'eth0' }],
    ['fe80::1%12', { address: 'fe80::1', zone: '12' }],
    ['[fe80::1%25en0]:80', { address: 'fe80::1', zone: 'en0' }],
    ['fe80::1%25', { address: 'fe80::1', zone: '25' }],
  ])('%j → %j', (text, expected) => {
    expect(normalizeIp(text)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ['', 'the text is empty'],
    ['   ', 'the text is empty'],
    ['999.1.1.1', '999 is greater than 255'],
    ['1.2.3', 'four parts, this has 3'],
    ['1.2.3.4.5', 'four parts, this has 5'],
    ['01.02.03.04', "'01' has a leading zero"],
    ['0x7f.0.0.1', 'hexadecimal forms'],
    ['0x7f000001', 'hexadecimal forms'],
    ['2130706433', 'one number is not accepted'],
    ['10.0.0.0/8', 'a network (CIDR block)'],
    ['2001:db8::/32', 'a network (CIDR block)'],
    ['8.8.8.8/index', "no '/'"],
    ['1.2.3.4:65536', '65536 is not a port'],
    ['12:34:56', 'reads as a clock time'],
    ['12:34', 'reads as a clock time'],
    ['00:11:22:33:44:55', 'a MAC address'],
    ['1::2::3', "'::' may stand only once"],
    ['12345::1', "'12345' is longer than the four"],
    ['1:2:3', 'eight groups'],
    ['1:2:3:4:5:6:7:8:9', 'eight groups'],
    ['2001:db8::g', "'g' has no place"],
    ['::ffff:1.2.3.04', 'eight groups'],
    ['fe80::1%', 'not the name of an interface'],
    ['fe80::1%a b', 'not the name of an interface'],
    ['8.8.8.8%eth0', 'neither an IPv4 nor an IPv6'],
    ['example.com', 'neither an IPv4 nor an IPv6'],
    ['１.1.1.1', 'neither an IPv4 nor an IPv6'],
  ])('%j is refused: %s', (text, reason) => {
    const parsed = normalizeIp(text);
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('accepts just what node:net calls an address', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.stringMatching(/^[0-9a-f:.]{1,24}$/),
      fc.stringMatching(/^(\d{1,3}\.){3}\d{1,3}$/),
      fc.stringMatching(/^([0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$/),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        expect(ipv4Number(candidate) >= 0).toBe(isIPv4(candidate));
        expect(ipv6Words(candidate) !== undefined).toBe(isIPv6(candidate));
      }),
      { numRuns: 5000 },
    );
  });

  test('is a fixpoint, and agrees with the form URL gives', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const parsed = normalizeIp(text);
        if (!parsed.ok) throw new Error(parsed.reason);
        const { address } = parsed.value;
        expect(normalizeIp(address)).toEqual(parsed);
        if (address.includes(':')) expect(`[${address}]`).toBe(new URL(`http://[${text}]/`).hostname);
      }),
      { numRuns: 2000 },
    );
  });

  test('numbers of addresses and back', () => {
    fc.assert(fc.property(fc.nat({ max: 0xffff_ffff }), (value) => ipv4Number(ipv4Text(value)) === value));
  });
});
