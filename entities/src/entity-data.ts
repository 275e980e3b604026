import type { EntityEdge } from './entity-contract.ts';
import { entityFromJson, isEntity, isRecord } from './entity-registry.ts';

export function attributesOf(entity: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== undefined));
}

export function edgesOf(name: string, value: unknown): EntityEdge[] {
  if (isEntity(value)) return [{ name, target: value }];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => edgesOf(name, item));
  return isPlain(value) ? Object.entries(value).flatMap(([inner, part]) => edgesOf(inner, part)) : [];
}

export function toPlain(value: Record<string, unknown>): Record<string, unknown> {
  return mapRecord(value, plainValue);
}

function plainValue(value: unknown): unknown {
  if (isEntity(value)) return value.toJSON();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  return isPlain(value) ? mapRecord(value, plainOpenValue) : value;
}

function plainOpenValue(value: unknown): unknown {
  if (isEntity(value)) return { $entity: value.toJSON() };
  if (Array.isArray(value)) return value.map(plainOpenValue);
  return plainValue(value);
}

export function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (!isPlain(value)) return value;
  const names = Object.keys(value);
  return names.length === 1 && names[0] === '$entity' ? entityFromJson(value['$entity']) : mapRecord(value, revive);
}

// Object.fromEntries defines own properties, so that data with a `__proto__` stays data.
export function mapRecord(record: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** An object literal or parsed JSON: neither an entity nor an instance of any other class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isEntity(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** JSON with sorted names: the key of an entity that nothing identifies, so that only equal data is equal. */
export function canonicalJson(attributes: Record<string, unknown>): string {
  const { original: _, ...rest } = toPlain(attributesOf(attributes));
  return JSON.stringify(rest, (__, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}
