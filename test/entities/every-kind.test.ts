import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entity } from '@pivotkit/entities';
import {
  entitiesFromWire,
  entitiesToWire,
  entityClasses,
  entityFromJson,
  isEntity,
  mergeEntities,
} from '@pivotkit/entities';
import { attributesArbitrary, entityArbitrary } from './support/entity-arbitrary.ts';

const runs = { numRuns: 60 };

describe.each(entityClasses().map((cls) => [cls.kind, cls] as const))('%s', (_, cls) => {
  const entities = entityArbitrary(cls, 2);

  test('comes back from JSON with the same key and data', () => {
    fc.assert(
      fc.property(entities, (entity) => {
        const again = entityFromJson(JSON.parse(JSON.stringify(entity)));
        expect(again.key).toBe(entity.key);
        expect(again.toJSON()).toEqual(entity.toJSON());
        expect(cls.create(JSON.parse(JSON.stringify(entity))).equals(entity)).toBe(true);
      }),
      runs,
    );
  });

  test('keeps falsy attributes', () => {
    fc.assert(
      fc.property(attributesArbitrary(cls, 0), (attributes) => {
        const given = Object.entries(attributes).filter(([, value]) => value === 0 || value === false);
        expect(cls.create(attributes).toJSON()).toMatchObject(Object.fromEntries(given));
      }),
      runs,
    );
  });

  test('has an edge for every entity it holds', () => {
    fc.assert(
      fc.property(entities, (entity) => {
        expect(entity.edges().map(({ target }) => target)).toEqual(expect.arrayContaining(held({ ...entity })));
      }),
      runs,
    );
  });

  test('comes back from the wire, in a list with references', () => {
    fc.assert(
      fc.property(fc.array(entities, { maxLength: 3 }), (list) => {
        const wire: unknown[] = JSON.parse(JSON.stringify(entitiesToWire(list)));
        const { value, problems } = entitiesFromWire(wire);
        expect(problems).toEqual([]);
        expect(value.map((entity) => entity.key)).toEqual(list.map((entity) => entity.key));
        expect(value.map((entity) => entity.toJSON())).toEqual(list.map((entity) => entity.toJSON()));
      }),
      runs,
    );
  });

  test('merged with itself is itself', () => {
    fc.assert(
      fc.property(entities, (entity) => {
        expect(mergeEntities(entity, entity).toJSON()).toEqual(entity.toJSON());
      }),
      runs,
    );
  });

  test('is not made of an attribute that does not exist', () => {
    if (cls.kind === 'Unknown') return;
    expect(() => cls.create({ notAnAttribute: 1 })).toThrow(/has no attribute 'notAnAttribute'/);
  });
});

function held(value: unknown): Entity[] {
  if (isEntity(value)) return [value];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.values(value).flatMap(held);
}
