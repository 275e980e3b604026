import type { Entity, EntityClass } from './entity-contract.ts';
import { EntityError } from './entity-error.ts';
import { nearest } from './nearest.ts';

const classes = new Map<string, EntityClass>();
const names = new Map<string, string>();

/** Every kind's class, in order of definition. */
export function entityClasses(): readonly EntityClass[] {
  return [...classes.values()];
}

const foldName = (name: string): string => name.toLowerCase().replaceAll(/[-_\s]/g, '');

/**
 * The class for a kind or one of its aliases in any case (`ip`, `IPAddress`, `host-logon-session`).
 * @throws ENTITY_KIND_UNKNOWN with the nearest kind.
 */
export function entityClass(name: string): EntityClass {
  const found = findEntityClass(name);
  if (found !== undefined) return found;
  const near = nearest(name, [...classes.keys(), ...names.keys()]);
  throw new EntityError('ENTITY_KIND_UNKNOWN', `There is no kind of entity called '${name}'.`, {
    details: { name, kinds: [...classes.keys()] },
    hint: near === undefined ? `Kinds: ${[...classes.keys()].join(', ')}.` : `Did you mean '${near}'?`,
  });
}

export function findEntityClass(name: string): EntityClass | undefined {
  const kind = names.get(foldName(name));
  return kind === undefined ? undefined : classes.get(kind);
}

/** Reads back what `toJSON` wrote. @throws ENTITY_KIND_UNKNOWN, ENTITY_INVALID */
export function entityFromJson(json: unknown): Entity {
  if (!isRecord(json) || typeof json['kind'] !== 'string')
    throw new EntityError('ENTITY_INVALID', 'An entity in JSON is an object with a text `kind`.');
  const { kind, ...attributes } = json;
  return entityClass(kind).create(attributes);
}

/** True for any entity, of this copy of the package or another. */
export function isEntity(value: unknown): value is Entity {
  return isRecord(value) && value[entityBrand] === true;
}

/** Marks entities across copies of the package. */
export const entityBrand = Symbol.for('pivotkit.entity');

/** Makes a class known by its kind and aliases. @throws ENTITY_KIND_UNKNOWN when a name is taken by another kind. */
export function registerEntity(cls: EntityClass): void {
  const own = [cls.kind, ...cls.aliases];
  for (const name of own) {
    const owner = names.get(foldName(name));
    if (owner !== undefined && owner !== cls.kind)
      throw new EntityError('ENTITY_KIND_UNKNOWN', `The name '${name}' is taken by the kind ${owner}.`);
  }
  for (const name of own) names.set(foldName(name), cls.kind);
  classes.set(cls.kind, cls);
}

export const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
