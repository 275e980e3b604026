import { parseNetwork } from '@pivotkit/entities';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7/32', '192.0.2.6', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['2001:db8::1', '2001:db8::1', true],
  ['::/0', 'fe80::1', true],
  // An IPv4 address inside an IPv6 one (NAT64, 6to4) is the IPv4 address to whoever hears of it.
  ['9.9.9.0/24', '64:ff9b::909:909', true],
  ['9.9.9.0/24', '2002:909:909::1', true],
  ['10.0.0.0/8', 'example.com', false],
  ['10.0.0.0/8', '2001:db8::1', false],
])('%s contains %s: %s', (network, address, inside) => {
  const parsed = parseNetwork(network);
  expect(parsed.ok && parsed.value.contains(address)).toBe(inside);
});

test.each([
  '',
  '10',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/x',
  '10.0.0.1/8',
  '2001:db8::1/32',
  '2001:db8::/129',
  '10.0.0.0/8/8',
  'corp',
])('refuses %j with a reason', (text) => {
  const parsed = parseNetwork(text);
  expect(parsed.ok ? '' : parsed.reason).toContain(text);
  expect(parsed.ok).toBe(false);
});

test('agrees with the bits of the addresses', () => {
  const number = fc.nat(2 ** 32 - 1);
  const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
  fc.assert(
    fc.property(number, number, fc.integer({ min: 0, max: 32 }), (left, right, bits) => {
      const prefix = (value: number): string => value.toString(2).padStart(32, '0').slice(0, bits);
      const base = Number.parseInt(prefix(left).padEnd(32, '0') || '0', 2);
      const parsed = parseNetwork(`${dotted(base)}/${String(bits)}`);
      expect(parsed.ok && parsed.value.contains(dotted(right))).toBe(prefix(left) === prefix(right));
    }),
  );
});
