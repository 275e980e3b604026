import type { Entity, Identifier } from './entity.ts';
import { entityClass, isEntity } from './entity.ts';
import { EntityError } from './entity-error.ts';
import { strictestTlp } from './tlp.ts';

/**
 * One entity with what two mentions of the same thing say: absent attributes are filled from `other`, own values win,
 * lists are united in order, the strictest marking holds. Neither input is changed.
 * @throws ENTITY_NOT_SAME when they are of two kinds, share no identifier or contradict each other in one.
 */
export function mergeEntities<E extends Entity>(own: E, other: Entity): E {
  const reason = whyNotSame(own, other);
  if (reason !== undefined)
    throw new EntityError('ENTITY_NOT_SAME', `${own.kind} '${own.key}' and ${other.kind} '${other.key}' ${reason}.`, {
      details: { own: own.key, other: other.key },
      hint: 'Keep both, or give one of them the identifier they have in common.',
    });
  // A class of a session's own stays the class of the merged entity.
  const merged: unknown = Reflect.construct(own.constructor, [unite(own, other)]);
  const isSameClass = (entity: unknown): entity is E => entity instanceof own.constructor;
  if (isSameClass(merged)) return merged;
  throw new EntityError('ENTITY_INVALID', `The class of ${own.kind} makes entities of another class.`);
}

/** Whether two mentions are certainly of one thing: same kind, an identifier in common, none that contradicts. */
export function canMerge(own: Entity, other: Entity): boolean {
  return whyNotSame(own, other) === undefined;
}

function whyNotSame(own: Entity, other: Entity): string | undefined {
  if (own.kind !== other.kind) return 'are of different kinds';
  const cls = entityClass(own.kind);
  const pairs = pairUp(cls.identifiers(own), cls.identifiers(other));
  const conflict = pairs.find(([left, right]) => left.value !== right.value);
  if (conflict !== undefined)
    return `differ in ${conflict[0].name}: '${conflict[0].value}' is not '${conflict[1].value}'`;
  const isShared = own.key === other.key || pairs.some(([left]) => left.strength === 'strong');
  return isShared ? undefined : 'have no identifier in common';
}

/** The identifiers both have a value for. */
function pairUp(own: readonly Identifier[], other: readonly Identifier[]): [Identifier, Identifier][] {
  return own.flatMap((left): [Identifier, Identifier][] => {
    const right = other.find(({ name }) => name === left.name);
    return left.value === undefined || right?.value === undefined ? [] : [[left, right]];
  });
}

function unite(own: Entity, other: Entity): Record<string, unknown> {
  const united: Record<string, unknown> = { ...other };
  for (const [name, value] of Object.entries(own)) united[name] = uniteValues(value, united[name]);
  const marking = strictestTlp([own.marking, other.marking]);
  return marking === undefined ? united : { ...united, marking };
}

function uniteValues(own: unknown, other: unknown): unknown {
  if (own === undefined || own === '') return other ?? own;
  if (Array.isArray(own) && Array.isArray(other)) return uniteLists(own, other);
  if (isEntity(own) && isEntity(other)) return canMerge(own, other) ? mergeEntities(own, other) : own;
  return isRecord(own) && isRecord(other) ? { ...other, ...own } : own;
}

function uniteLists(own: readonly unknown[], other: readonly unknown[]): unknown[] {
  const seen = new Set(own.map(identity));
  return [...own, ...other.filter((item) => !seen.has(identity(item)))];
}

const identity = (item: unknown): string =>
  isEntity(item) ? `${item.kind} ${item.key}` : `${typeof item} ${JSON.stringify(item)}`;

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !isEntity(value) && !(value instanceof Date);
}
