import { z } from 'zod';
import type { Entity } from './entity-contract.ts';
import { mapRecord, revive } from './entity-data.ts';
import { EntityError } from './entity-error.ts';
import { entityFromJson, isEntity, isRecord } from './entity-registry.ts';

/**
 * Schema of an attribute that holds another entity: takes an entity, its JSON, its attributes or its text.
 * The class is given by a function, so that a kind can hold its own kind.
 */
export function entityAttribute<E extends Entity>(getClass: () => ClassOf<E>): z.ZodType<E, E | string | object> {
  const schema = attribute<E, E | string | object>((value) => readEntity(getClass(), value));
  heldKinds.set(schema, getClass);
  return schema;
}

const heldKinds = new WeakMap<z.ZodType, () => { readonly kind: string }>();
const anyKind = { kind: '*' };

/** Kind of entity an attribute's schema holds: `*` for any kind, undefined for an attribute that holds no entity. */
export function heldKind(schema: z.ZodType): string | undefined {
  return heldKinds.get(schema)?.().kind;
}

/** Schema of an attribute that holds an entity of any kind: takes an entity or its JSON (which names its `kind`). */
export function anyEntityAttribute(): z.ZodType<Entity, Entity | object> {
  const schema = attribute<Entity, Entity | object>((value) => (isEntity(value) ? value : entityFromJson(value)));
  heldKinds.set(schema, () => anyKind);
  return schema;
}

/**
 * Schema of open data: an object of any values. Entities among them are kept as entities; in JSON they are marked
 * `{ "$entity": … }`, so that reading back restores them and nothing else is mistaken for one.
 */
export function openAttribute(): z.ZodType<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>> {
  return z.record(z.string(), z.unknown()).transform((data) => mapRecord(data, revive));
}

/** Schema of an instant: takes a `Date` or ISO 8601 text, gives a `Date`. */
export const timeAttribute = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);

/** What `entityAttribute` needs of a class: the construction input stays open, since kinds refer to each other. */
interface ClassOf<E extends Entity> {
  readonly kind: E['kind'];
  new (attributes: never): E;
  create(input: string | object): Entity;
}

function attribute<T, In>(read: (value: unknown) => T): z.ZodType<T, In> {
  const schema = z.unknown().transform((value, context): T => {
    try {
      return read(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
  return schema as unknown as z.ZodType<T, In>;
}

function readEntity<E extends Entity>(cls: ClassOf<E>, value: unknown): E {
  const isOfClass = (entity: Entity): entity is E => entity.kind === cls.kind;
  const entity = isEntity(value) ? value : makeEntity(cls, value);
  if (isOfClass(entity)) return entity;
  throw new EntityError('ENTITY_INVALID', `Expected an entity of kind ${cls.kind}, not ${entity.kind}.`);
}

function makeEntity(cls: ClassOf<Entity>, value: unknown): Entity {
  if (typeof value === 'string') return cls.create(value);
  if (!isRecord(value)) throw new EntityError('ENTITY_INVALID', `Expected an entity of kind ${cls.kind}.`);
  return value['kind'] === undefined ? cls.create(value) : entityFromJson(value);
}
