import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Entity } from '@pivotkit/entities';
import {
  canMerge,
  entitiesFromWire,
  entityClass,
  entityFromWire,
  Host,
  mergeEntities,
  Process,
} from '@pivotkit/entities';

const folder = '../shared/oracle/entities-testjson';
const isHere = existsSync(`${folder}/expected.json`);
const read = (name: string) => (isHere ? JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) : {});

/** Names of the peer's classes that are others here; `User` and `Machine` are aliases and no classes of their own. */
const ourNames: Readonly<Record<string, string>> = {
  Machine: 'Host',
  User: 'Account',
  UnknownEntity: 'Unknown',
  Threatintelligence: 'ThreatIntelligence',
};

describe.skipIf(!isHere)(`the peer's types and entities (needs ${folder})`, () => {
  const expected = read('expected');
  const input: Record<string, Record<string, unknown>> = read('input');

  test('every type name it knows names a kind here, in any case', () => {
    const names: [string, string][] = Object.entries(expected.entity_name_map);
    expect(names).toHaveLength(46);
    for (const [name, peerClass] of names)
      for (const written of [name, name.toUpperCase()])
        expect(entityClass(written).kind).toBe(ourNames[peerClass] ?? peerClass);
  });

  test('each of its test entities is of the same kind, with the same path or name', () => {
    for (const [id, wire] of Object.entries(input)) {
      const peer = expected[id].objects[0];
      const { value } = entityFromWire(wire);
      expect(value.kind).toBe(ourNames[peer.class] ?? peer.class);
      if (value.kind === 'File') expect(value.toString()).toBe(peer.properties.FullPath);
    }
  });

  test('references that the peer leaves as they are lead to entities', () => {
    const { value, problems } = entitiesFromWire(Object.values(input));
    const mimikatz = value[5];
    expect(problems).toEqual([]);
    // The image files are written out twice, in place and on their own, under one id.
    expect(mimikatz instanceof Process && mimikatz.imageFile).toBe(value[4]);
    const names = (entity: Entity | undefined): string[] =>
      (entity?.edges() ?? []).map(({ name, target }) => `${name} ${target.kind}`);
    expect(names(mimikatz)).toEqual(['imageFile File', 'account Account', 'parentProcess Process', 'host Host']);
    expect(mimikatz instanceof Process && mimikatz.parentProcess?.host?.hostName).toBe('MSTICALERTSWIN1');
  });

  test('every class has something that tells its things apart, where the peer has', () => {
    const known: [string, string[]][] = Object.entries(expected.id_properties);
    const told = known
      .filter(([, ids]) => ids.length > 0)
      .map(([peerClass]) => entityClass(ourNames[peerClass] ?? peerClass).kind);
    expect(told).toHaveLength(31);
    expect(told).not.toContain('Unknown');
  });

  test('two hosts of one full name are one; of one short name they are not certainly, as they are there', () => {
    const hosts = [{ hostName: 'a', dnsDomain: 'x.y' }, { hostName: 'a', dnsDomain: 'x.y', osVersion: '10' }, { hostName: 'b' }, { hostName: 'a' }]; // prettier-ignore
    const [first, same, other, short] = hosts.map((of) => new Host(of));
    if (first === undefined || same === undefined || other === undefined || short === undefined)
      throw new Error('four');
    expect([canMerge(first, same), canMerge(first, other)]).toEqual([true, expected.merge['h1.can_merge(h3)']]);
    const merged = expected.merge.merged.objects[0].properties;
    const ours = mergeEntities(first, same);
    expect([ours.hostName, ours.dnsDomain, ours.osVersion]).toEqual([merged.HostName, merged.DnsDomain, '10']);
    expect(() => mergeEntities(first, other)).toThrow();
    expect([canMerge(first, short), expected.merge['h1.can_merge(h2)']]).toEqual([false, true]);
  });
});
