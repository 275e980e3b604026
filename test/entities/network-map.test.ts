import { NetworkMap, parseIpNetwork } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';

describe('a network', () => {
  test.each([
    ['192.0.2.0/24', [0xc0000200], 24],
    ['192.0.2.77/24', [0xc0000200], 24],
    [' 192.0.2.77 ', [0xc000024d], 32],
    ['0.0.0.0/0', [0], 0],
    ['2001:DB8::1/32', [0x20010db8, 0, 0, 0], 32],
    ['2001:db8::1', [0x20010db8, 0, 0, 1], 128],
  ])('%s', (text, words, prefixLength) => {
    expect(parseIpNetwork(text)).toEqual({ words, prefixLength });
  });

  test.each([
    '192.0.2.0/33',
    '2001:db8::/129',
    '192.0.2/24',
    '192.0.2.0/',
    '/24',
    'x',
    '',
    '192.0.2.0/-1',
    '192.0.2.0/24/1',
  ])('%j is none', (text) => {
    expect(parseIpNetwork(text)).toBeUndefined();
  });
});

test('what belongs to the networks around an address, the smallest first', () => {
  const texts = ['0.0.0.0/0', '192.0.0.0/8', '192.0.2.0/24', '192.0.2.7', '::/0', '2001:db8::/32', '192.0.2.0/24'];
  const map = new NetworkMap(
    texts.flatMap((text, i) => {
      const network = parseIpNetwork(text);
      return network === undefined ? [] : [[network, `${text} (${i})`] as const];
    }),
  );
  expect(map.size).toBe(7);
  expect(map.around('192.0.2.7')).toEqual(['192.0.2.7 (3)', '192.0.2.0/24 (2)', '192.0.2.0/24 (6)', '192.0.0.0/8 (1)', '0.0.0.0/0 (0)']); // prettier-ignore
  expect(map.around('8.8.8.8')).toEqual(['0.0.0.0/0 (0)']);
  expect(map.around('2001:db8::9')).toEqual(['2001:db8::/32 (5)', '::/0 (4)']);
  expect(new NetworkMap([]).around('8.8.8.8')).toEqual([]);
});
