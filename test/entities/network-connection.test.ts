import { describe, expect, test } from 'vitest';
import { NetworkConnection, entityFromJson } from '@pivotkit/entities';

describe('NetworkConnection', () => {
  test.each([
    ['tcp 10.0.0.1:50000 -> 8.8.8.8:53', 'tcp 10.0.0.1:50000 -> 8.8.8.8:53'],
    ['UDP 10.0.0.1 → 8.8.8.8', 'udp 10.0.0.1 -> 8.8.8.8'],
    ['6 10.0.0.1:0 -> 8.8.8.8:53', 'tcp 10.0.0.1:0 -> 8.8.8.8:53'],
    ['10.0.0.1->8.8.8.8', '* 10.0.0.1 -> 8.8.8.8'],
    ['[::1]:80 -> [fe80::1%eth0]:443', '* [::1]:80 -> [fe80::1%eth0]:443'],
    ['::1 -> 2001:db8::1', '* ::1 -> 2001:db8::1'],
    ['* -> 8[.]8.8.8:53', '* * -> 8.8.8.8:53'],
    ['*:53 -> 8.8.8.8', '* *:53 -> 8.8.8.8'],
  ])('%s → %s', (text, key) => {
    const connection = NetworkConnection.create(text);
    expect(connection.key).toBe(key);
    expect(NetworkConnection.create(key).key).toBe(key);
    expect(entityFromJson(JSON.parse(JSON.stringify(connection))).key).toBe(key);
  });

  test.each([
    ['8.8.8.8', 'the form is'],
    ['a -> b', "'a': it is neither"],
    ['1.1.1.1:70000 -> 8.8.8.8', '70000 is not a port'],
  ])('%j is refused: %s', (text, reason) => {
    expect(NetworkConnection.parse(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('port 0 and the direction count', () => {
    const there = new NetworkConnection({ sourceAddress: '10.0.0.1', sourcePort: 0, destinationAddress: '8.8.8.8' });
    const back = new NetworkConnection({
      sourceAddress: '8.8.8.8',
      destinationAddress: '10.0.0.1',
      destinationPort: 0,
    });
    expect(there.toJSON()['sourcePort']).toBe(0);
    expect(there.equals(back)).toBe(false);
    expect(there.edges().map(({ name }) => name)).toEqual(['sourceAddress', 'destinationAddress']);
  });

  test('is public when both ends are', () => {
    expect(NetworkConnection.create('10.0.0.1 -> 8.8.8.8').isPublic).toBe(false);
    expect(NetworkConnection.create('1.1.1.1 -> 8.8.8.8').isPublic).toBe(true);
    expect(new NetworkConnection({ protocol: 'tcp' }).isPublic).toBeUndefined();
  });
});
