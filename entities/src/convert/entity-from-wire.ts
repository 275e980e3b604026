import type { Entity, EntityClass } from '../entity.ts';
import { entityFromJson, findEntityClass, isEntity } from '../entity.ts';
import { EntityError } from '../entity-error.ts';
import type { AttributeForm } from '../schema-form.ts';
import { attributeForm } from '../schema-form.ts';
import { tlpSchema } from '../tlp.ts';
import { Unknown } from '../unknown-entity.ts';
import { adaptWire, withUserPrincipal } from './wire-shapes.ts';
import { attributeOfWireName, foldWireName } from './wire-names.ts';
import { isRecord, listItems, wireValue } from './wire-value.ts';

export interface WireOptions {
  /** Kind or alias to take where the data does not say; default: `Unknown`. */
  readonly kind?: string;
}

export interface FromWire<T> {
  readonly value: T;
  /** What could not be taken as it is, in sentences; the data itself is kept in `additionalData`. */
  readonly problems: readonly string[];
}

/**
 * The entity of one object as alerts of Microsoft Sentinel and Defender hold it: `Type` (or `kind`, `entityType`),
 * attributes in any case, nested entities with or without `Type`, `$id` and `$ref` within the object.
 * Nothing is dropped: a type nobody knows becomes an `Unknown` with its data, an attribute the kind does not have, and a
 * value that is not one, go to `additionalData` under the source's name. A circle of references is cut where it closes,
 * with an entity of the same attributes but without those that lead on round.
 */
export function entityFromWire(wire: Readonly<Record<string, unknown>>, options: WireOptions = {}): FromWire<Entity> {
  const reader = new WireReader([wire]);
  const value = reader.readTop(wire, options.kind);
  return { value, problems: reader.problems };
}

/**
 * The entities of a list whose items refer to each other by `$id` and `$ref`, forward or backward.
 * `value[i]` is the entity of `list[i]`.
 */
export function entitiesFromWire(list: readonly unknown[], options: WireOptions = {}): FromWire<readonly Entity[]> {
  const reader = new WireReader(list);
  return { value: list.map((item) => reader.readTop(item, options.kind)), problems: reader.problems };
}

type Wire = Readonly<Record<string, unknown>>;

/** How deep entities may nest; beyond it the data is kept as it is. Alerts nest some five levels. */
const maxDepth = 100;

/** How many entities one may hold, those they hold counted each time. Alerts hold some hundreds. */
const maxHeld = 10_000;

/** How deep data may nest before it is taken for an attack on the reader. */
const maxOpenDepth = 1_000;

class WireReader {
  readonly problems: string[] = [];
  readonly #byId = new Map<string, Wire>();
  readonly #copies = new Map<Wire, Wire>();
  readonly #done = new Map<Wire, Entity>();
  readonly #weights = new WeakMap<Entity, number>();
  readonly #open = new Set<Wire>();

  constructor(list: readonly unknown[]) {
    for (const item of list) this.#index(item, 0);
  }

  /** An item of the list itself, which always gives an entity. */
  readTop(item: unknown, kind: string | undefined): Entity {
    if (isEntity(item)) return item;
    if (isDeeperThan(maxOpenDepth, item)) {
      this.problems.push(`An entity nests deeper than ${maxOpenDepth} levels; it is left out.`);
      return new Unknown({});
    }
    const wire = this.#follow(item);
    if (wire !== undefined) return this.#read(wire, kind);
    this.problems.push(isRecord(item) ? `Nothing has the $id '${idOf(item['$ref'])}'.` : 'An entity is not an object.');
    return new Unknown({ data: { value: item } });
  }

  #index(value: unknown, depth: number): void {
    if (depth > maxDepth || isEntity(value)) return;
    if (Array.isArray(value)) for (const item of value) this.#index(item, depth + 1);
    if (Array.isArray(value) || !isRecord(value)) return;
    const id = idOf(value['$id']);
    if (id !== undefined) this.#remember(id, value);
    for (const part of Object.values(value)) this.#index(part, depth + 1);
  }

  /** Some products write an entity out wherever it occurs, each time with its id. */
  #remember(id: string, wire: Wire): void {
    const known = this.#byId.get(id);
    if (known === undefined) this.#byId.set(id, wire);
    else if (sameValue(known, wire)) this.#copies.set(wire, known);
    else this.problems.push(`Two objects have the $id '${id}'; the first is meant.`);
  }

  /** The object meant: itself, or what its `$ref` names; undefined when it is none or names nothing. */
  #follow(value: unknown): Wire | undefined {
    if (!isRecord(value)) return undefined;
    const reference = idOf(value['$ref']);
    return reference === undefined ? (this.#copies.get(value) ?? value) : this.#byId.get(reference);
  }

  #read(wire: Wire, kind: string | undefined): Entity {
    const done = this.#done.get(wire);
    if (done !== undefined) return done;
    if (this.#open.has(wire)) return this.#build(wire, kind);
    this.#open.add(wire);
    const entity = this.#withinBounds(wire, kind, this.#build(wire, kind));
    this.#open.delete(wire);
    this.#done.set(wire, entity);
    return entity;
  }

  /** Two references to a thing that refers twice to another, and so on, would hold a billion things in thirty steps. */
  #withinBounds(wire: Wire, kind: string | undefined, entity: Entity): Entity {
    const weight = entity.edges().reduce((sum, { target }) => sum + (this.#weights.get(target) ?? 1), 1);
    if (weight <= maxHeld) {
      this.#weights.set(entity, weight);
      return entity;
    }
    this.problems.push(
      `${entity.kind} '${entity.toString()}' holds more than ${maxHeld} entities; they are left out of it.`,
    );
    const plain = Object.entries(wire).filter(([, value]) => typeof value !== 'object');
    return this.#build(Object.fromEntries(plain), kind);
  }

  #build(wire: Wire, kind: string | undefined): Entity {
    const { type, attributes } = adaptWire(wire);
    const cls = findEntityClass(type ?? kind ?? '');
    if (cls === undefined || cls.kind === Unknown.kind) return this.#unknown(type, attributes);
    try {
      return entityOfJson(wire) ?? cls.create(this.#attributes(cls, attributes));
    } catch (error) {
      if (!(error instanceof EntityError)) throw error;
      this.problems.push(`Kept as Unknown: ${error.message}`);
      return this.#unknown(type ?? kind, attributes);
    }
  }

  #unknown(type: string | undefined, attributes: Wire): Entity {
    const entries = Object.entries(attributes);
    const own = entries.filter(([name, value]) => isOwnOfUnknown(name, value));
    const data = entries.filter(([name, value]) => !isOwnOfUnknown(name, value));
    const known: Record<string, unknown> = {};
    for (const [name, value] of own) known[name.charAt(0).toLowerCase() + name.slice(1)] = this.#openValue(value);
    return new Unknown({
      ...(type === undefined || foldWireName(type) === 'unknown' ? {} : { type }),
      ...known,
      ...(data.length === 0 ? {} : { data: this.#openRecord(Object.fromEntries(data)) }),
    });
  }

  #attributes(cls: EntityClass, wire: Wire): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    const extra: [string, unknown][] = [];
    const named = cls.kind === 'Account' ? withUserPrincipal(wire) : wire;
    for (const [name, value] of Object.entries(named)) {
      const attribute = attributeOfWireName(cls.kind, cls.attributeNames, name);
      if (attribute === 'additionalData' && isRecord(value)) extra.unshift(...Object.entries(value));
      else if (attribute === undefined || !this.#take(cls, attribute, value, found)) extra.push([name, value]);
    }
    const kept = extra.filter(([, value]) => value !== undefined);
    if (kept.length > 0) found['additionalData'] = this.#openRecord(Object.fromEntries(kept));
    return found;
  }

  /** Sets the attribute if the value is one; false when it has to be kept elsewhere. */
  #take(cls: EntityClass, attribute: string, value: unknown, found: Record<string, unknown>): boolean {
    const schema = cls.attributes[attribute];
    if (schema === undefined) return false;
    if (value === null || value === undefined) return true;
    const form = attributeForm(schema);
    if (form.type === 'list' && form.of.type === 'entity')
      return this.#takeEntities(`${cls.kind}.${attribute}`, form.of.kind, value, (taken) => (found[attribute] = taken));
    const read = this.#value(attribute, form, value);
    if (read === absent) return true;
    if (read === wrong || !schema.safeParse(read).success) {
      if (!isClosedCircle(this.#follow(value), this.#open))
        this.problems.push(`${cls.kind}.${attribute} cannot be ${describe(value)}; it is kept as additional data.`);
      return false;
    }
    // Two names of one attribute: the first that has a value holds.
    if (found[attribute] !== undefined && found[attribute] !== '') return sameValue(found[attribute], read);
    found[attribute] = read;
    return true;
  }

  #value(attribute: string, form: AttributeForm, value: unknown): unknown {
    if (form.type === 'entity') return this.#entity(form.kind, value);
    const plain = wireValue(attribute, form, value);
    if (!plain.ok) return wrong;
    if (!('value' in plain)) return absent;
    return form.type === 'text' ? plain.value : this.#openValue(plain.value);
  }

  #entity(kind: string, value: unknown): unknown {
    if (isEntity(value)) return kind === '*' || value.kind === kind ? value : wrong;
    if (typeof value === 'string') return this.#entityOfText(kind, value);
    const wire = this.#follow(value);
    if (wire === undefined || this.#open.size > maxDepth) return wrong;
    if (this.#open.has(wire)) return this.#shallow(wire, kind);
    const entity = this.#read(wire, kind === '*' ? undefined : kind);
    return kind === '*' || entity.kind === kind ? entity : wrong;
  }

  #entityOfText(kind: string, text: string): unknown {
    if (text.trim() === '') return absent;
    const parsed = findEntityClass(kind)?.parse(text);
    return parsed?.ok === true ? parsed.value : wrong;
  }

  /** Takes the items that are entities of the kind; false when some are not, so that the list is kept as it came too. */
  #takeEntities(name: string, kind: string, value: unknown, take: (entities: unknown[]) => void): boolean {
    const items = listItems(value).map((item) => this.#entity(kind, item));
    const entities = items.filter((item) => item !== absent && item !== wrong);
    if (entities.length > 0 || items.length === 0) take(entities);
    if (!items.includes(wrong)) return true;
    this.problems.push(`${name} holds other things than ${kind}; the list is kept as additional data.`);
    return false;
  }

  /** Closes a circle: the object again, with only what does not lead into an object under construction. */
  #shallow(wire: Wire, kind: string): unknown {
    const own = Object.entries(wire).filter(([, value]) => !this.#leadsOn(value));
    const entity = this.#build(Object.fromEntries(own), kind === '*' ? undefined : kind);
    return kind === '*' || entity.kind === kind ? entity : wrong;
  }

  #leadsOn(value: unknown, seen = new Set<unknown>()): boolean {
    if (Array.isArray(value)) return value.some((item) => this.#leadsOn(item, seen));
    const wire = this.#follow(value);
    if (wire === undefined || seen.has(wire)) return false;
    seen.add(wire);
    return this.#open.has(wire) || Object.values(wire).some((part) => this.#leadsOn(part, seen));
  }

  #openRecord(record: Wire): Record<string, unknown> {
    return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, this.#openValue(value)]));
  }

  /** Open data keeps its form, but what is certainly an entity in it becomes one, so that relations are seen. */
  #openValue(value: unknown): unknown {
    if (typeof value === 'bigint') return jsonNumber(value);
    if (Array.isArray(value)) return value.map((item) => this.#openValue(item));
    if (!isRecord(value) || isEntity(value)) return value;
    const wire = this.#follow(value);
    if (wire === undefined) return value;
    const isNamed = idOf(wire['$id']) !== undefined && adaptWire(wire).type !== undefined;
    if (!isNamed) return '$ref' in value || this.#open.has(wire) ? value : this.#openRecord(wire);
    return this.#open.has(wire) ? this.#shallow(wire, '*') : this.#read(wire, undefined);
  }
}

const wrong = Symbol('wrong');
const absent = Symbol('absent');

const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

const isClosedCircle = (wire: Wire | undefined, open: ReadonlySet<Wire>): boolean =>
  wire !== undefined && open.has(wire);

/** Level by level, so that the test itself cannot run out of stack. */
function isDeeperThan(limit: number, value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(parts);
  }
  return false;
}

function parts(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null && !isEntity(value) ? Object.values(value) : [];
}

function isOwnOfUnknown(name: string, value: unknown): boolean {
  if (name === 'Name' || name === 'Original') return typeof value === 'string';
  if (name === 'Marking') return tlpSchema.safeParse(value).success;
  return name === 'AdditionalData' && isRecord(value);
}

function sameValue(own: unknown, other: unknown): boolean {
  return JSON.stringify(own) === JSON.stringify(other);
}

/** What this package itself wrote as JSON says its kind exactly. */
function entityOfJson(wire: Wire): Entity | undefined {
  const { kind } = wire;
  if (typeof kind !== 'string' || findEntityClass(kind)?.kind !== kind || wire['Type'] !== undefined) return undefined;
  if (isRecord(wire['properties'])) return undefined;
  try {
    return entityFromJson(wire);
  } catch {
    return undefined;
  }
}

/** JSON has no integers beyond the safe ones; as text they stay exact. */
const jsonNumber = (value: bigint): number | string =>
  BigInt.asIntN(53, value) === value ? Number(value) : value.toString();

function describe(value: unknown): string {
  const text = typeof value === 'bigint' ? value.toString() : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
