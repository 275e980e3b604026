import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AutonomousSystem } from '@pivotkit/entities';

test.each([
  ['AS64496', 64_496],
  ['as64496', 64_496],
  ['ASN64496', 64_496],
  ['ASN 64496', 64_496],
  ['64496', 64_496],
  [' 64496 ', 64_496],
  ['0', 0],
  ['AS4294967295', 4_294_967_295],
  ['1.10', 65_546],
  ['AS1.10', 65_546],
  ['0.64496', 64_496],
  ['65535.65535', 4_294_967_295],
])('%j is number %i', (text, number) => {
  const system = AutonomousSystem.create(text);
  expect([system.number, system.key]).toEqual([number, `AS${number}`]);
  expect(system.original).toBe(text === system.key ? undefined : text);
});

test.each([
  ['', 'no number'],
  ['AS', 'no number'],
  ['ASX', 'no number'],
  ['-1', 'no number'],
  ['1e3', 'no number'],
  ['AS 1 2', 'no number'],
  ['1.2.3.4', 'no number'],
  ['１２', 'no number'],
  ['AS007', 'leading zero'],
  ['1.010', 'leading zero'],
  ['4294967296', 'greater than 4294967295'],
  ['65536.1', 'greater than 65535'],
  ['1.65536', 'greater than 65535'],
  ['99999999999', 'no number'],
])('%j is none: %s', (text, reason) => {
  const parsed = AutonomousSystem.parse(text);
  expect(parsed.ok ? parsed.value.key : parsed.reason).toContain(reason);
});

test.each([-1, 1.5, 4_294_967_296, Number.NaN])('the number %d is refused', (number) => {
  expect(() => new AutonomousSystem({ number })).toThrow(/number/);
});

// IANA, Special-Purpose AS Numbers and AS Numbers: the numbers on both sides of each edge.
test.each([
  [0, false, 'RFC 7607'],
  [1, true, ''],
  [112, true, 'RFC 7534: many announce it, all the world sees it'],
  [23_455, true, ''],
  [23_456, false, 'AS_TRANS'],
  [23_457, true, ''],
  [64_495, true, ''],
  [64_496, false, 'documentation'],
  [64_511, false, 'documentation'],
  [64_512, false, 'private use'],
  [65_535, false, 'RFC 7300'],
  [65_551, false, 'documentation'],
  [65_552, false, 'reserved'],
  [131_071, false, 'reserved'],
  [131_072, true, ''],
  [4_199_999_999, true, ''],
  [4_200_000_000, false, 'private use'],
  [4_294_967_294, false, 'private use'],
  [4_294_967_295, false, 'RFC 7300'],
])('AS%i is public: %s', (number, isPublic) => {
  expect(new AutonomousSystem({ number }).isPublic).toBe(isPublic);
});

test('every number is read again from each of its forms', () => {
  fc.assert(
    fc.property(fc.nat({ max: 4_294_967_295 }), (number) => {
      const system = new AutonomousSystem({ number });
      const forms = [system.key, system.asdot, String(number), `asn ${number}`];
      for (const form of forms) expect(AutonomousSystem.create(form).number).toBe(number);
      expect(system.asdot.includes('.')).toBe(number > 65_535);
    }),
  );
});

test('two mentions are one system, whatever else is known', () => {
  const named = new AutonomousSystem({ number: 64_496, name: 'EXAMPLE-AS', registry: 'arin', country: 'US' });
  expect(named.equals(AutonomousSystem.create('64496'))).toBe(true);
  expect(named.endpoints).toEqual([]);
});
