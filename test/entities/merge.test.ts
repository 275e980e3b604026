import { describe, expect, test } from 'vitest';
import { Account, canMerge, File, Host, mergeEntities, Process } from '@pivotkit/entities';

describe('mentions of one thing become one', () => {
  test('absent attributes are filled, own values win, inputs stay as they are', () => {
    const own = new Host({ hostName: 'SRV1', dnsDomain: 'contoso.com', osVersion: '10', marking: 'green' });
    const other = new Host({
      hostName: 'srv1',
      dnsDomain: 'contoso.com',
      osVersion: '11',
      isDomainJoined: false,
      marking: 'red',
    });
    const before = [JSON.stringify(own), JSON.stringify(other)];
    expect(mergeEntities(own, other).toJSON()).toEqual({
      kind: 'Host',
      hostName: 'SRV1',
      dnsDomain: 'contoso.com',
      osVersion: '10',
      isDomainJoined: false,
      marking: 'red',
    });
    expect([JSON.stringify(own), JSON.stringify(other)]).toEqual(before);
  });

  test('false and 0 are values, empty text is none', () => {
    const own = new Host({ hostName: 'a', dnsDomain: 'c.com', isDomainJoined: false, ntDomain: '' });
    const other = new Host({ hostName: 'a', dnsDomain: 'c.com', isDomainJoined: true, ntDomain: 'C' });
    expect(mergeEntities(own, other)).toMatchObject({ isDomainJoined: false, ntDomain: 'C' });
  });

  test('lists and additional data are united, held entities merged', () => {
    const sha256 = '0123456789abcdef'.repeat(4);
    const own = new File({
      sha256,
      fileHashes: [sha256],
      host: { hostName: 'a', dnsDomain: 'c.com' },
      additionalData: { x: 1, y: 1 },
    });
    const other = new File({
      sha256,
      name: 'a.exe',
      fileHashes: [sha256, '0123456789abcdef'.repeat(2)],
      host: { hostName: 'a', dnsDomain: 'c.com', osFamily: 'Linux' },
      additionalData: { y: 2, z: 2 },
    });
    const merged = mergeEntities(own, other);
    expect(merged.fileHashes?.map(({ key }) => key)).toEqual([sha256, '0123456789abcdef'.repeat(2)]);
    expect(merged).toMatchObject({ name: 'a.exe', host: { osFamily: 'Linux' }, additionalData: { x: 1, y: 1, z: 2 } });
  });

  test('an entity of a derived class stays one', () => {
    class SessionHost extends Host {
      greet(): string {
        return `I am ${this.key}`;
      }
    }
    const own = new SessionHost({ hostName: 'a', dnsDomain: 'c.com' });
    expect(mergeEntities(own, new Host({ hostName: 'a', dnsDomain: 'c.com', osVersion: '10' })).greet()).toBe(
      'I am a.c.com',
    );
  });

  test('an identifier in common is enough, though the keys differ', () => {
    const own = new Account({ sid: 'S-1-5-21-1-2-3-500' });
    const other = new Account({ sid: 'S-1-5-21-1-2-3-500', name: 'bob', ntDomain: 'contoso' });
    expect(mergeEntities(own, other).qualifiedName).toBe('contoso\\bob');
    const [upn, both] = [
      new Account({ name: 'bob', upnSuffix: 'c.com' }),
      new Account({ name: 'Bob', upnSuffix: 'C.com', puid: '1' }),
    ];
    expect(upn.key).not.toBe(both.key);
    expect(mergeEntities(upn, both).puid).toBe('1');
  });
});

describe('what is not certainly one thing is refused', () => {
  test.each([
    ['two names', new Account({ name: 'a' }), new Account({ name: 'b' })],
    [
      'one SID, two names',
      new Account({ sid: 'S-1-5-21-1-2-3-4', name: 'a' }),
      new Account({ sid: 'S-1-5-21-1-2-3-4', name: 'b' }),
    ],
    [
      'one name, two SIDs',
      new Account({ name: 'a', ntDomain: 'c', sid: 'S-1-5-21-1-2-3-4' }),
      new Account({ name: 'a', ntDomain: 'c', sid: 'S-1-5-21-1-2-3-5' }),
    ],
    ['a bare name and a qualified one', new Account({ name: 'a' }), new Account({ name: 'a', ntDomain: 'c' })],
    ['nothing and something', new Account({}), new Account({ name: 'a' })],
    ['two kinds', new Account({ name: 'a' }), new Host({ hostName: 'a' })],
    ['one bare name in two domains', new Host({ hostName: 'a' }), new Host({ hostName: 'a', dnsDomain: 'c.com' })],
    [
      'one id, two command lines',
      new Process({ processId: '1', commandLine: 'a' }),
      new Process({ processId: '1', commandLine: 'b' }),
    ],
  ])('%s', (_, own, other) => {
    expect(canMerge(own, other)).toBe(false);
    expect(() => mergeEntities(own, other)).toThrow(expect.objectContaining({ code: 'ENTITY_NOT_SAME' }));
  });
});
