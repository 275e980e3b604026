import { z } from 'zod';
import { EntityError } from './entity-error.ts';
import { nearest } from './nearest.ts';
import type { Parsed } from './parsed.ts';
import type { Tlp } from './tlp.ts';
import { tlpSchema } from './tlp.ts';

export type { Parsed } from './parsed.ts';

/** What every entity may carry besides its kind's own attributes. None of it is part of the key. */
export interface CommonAttributes {
  /** The text the entity was read from, when it differs from the canonical form. */
  readonly original?: string | undefined;
  /** Who may be told of this entity (TLP 2.0); absent = unmarked. */
  readonly marking?: Tlp | undefined;
  /** What a source said beyond the kind's attributes, kept as it came. */
  readonly additionalData?: Readonly<Record<string, unknown>> | undefined;
}

const commonShape = {
  original: z.string().optional(),
  marking: tlpSchema.optional(),
  additionalData: openAttribute().optional(),
};

/**
 * One thing that tells an entity from its like. `weak` ones may contradict (two names differ: not the same thing) but do
 * not prove sameness by being equal.
 */
export interface Identifier {
  readonly name: string;
  readonly value: string | undefined;
  readonly strength: 'strong' | 'weak';
}

/** A relation from one entity to another, named by the attribute that holds it. */
export interface EntityEdge {
  readonly name: string;
  readonly target: Entity;
}

/** A typed thing in an investigation. Immutable; equality is by `kind` and `key`. */
export interface Entity<K extends string = string> {
  readonly kind: K;
  /** Canonical text: two mentions of one thing have one key within a kind. */
  readonly key: string;
  readonly original?: string | undefined;
  readonly marking?: Tlp | undefined;
  readonly additionalData?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Whether the thing is known to the outside world. `false` (a private address, an internal name) must not leave the
   * house; undefined = the notion does not apply to this kind.
   */
  readonly isPublic: boolean | undefined;
  equals(other: Entity): boolean;
  /** One hop: the entities this one's attributes name. */
  edges(): EntityEdge[];
  /** Attribute values as plain data (falsy values kept), with `kind`; `entityFromJson` reads it back without loss. */
  toJSON(): Record<string, unknown>;
  /** The text a person reads: the key, unless the kind has something better. */
  toString(): string;
}

type Shape = Readonly<Record<string, z.ZodType>>;
export type AttributesIn<S extends Shape> = z.input<z.ZodObject<S>> & CommonAttributes;
export type AttributesOut<S extends Shape> = Readonly<z.output<z.ZodObject<S>>> & CommonAttributes;

/** How one kind of entity is defined: everything the generic class needs to know of it. */
export interface EntityDefinition<K extends string, S extends Shape> {
  readonly kind: K;
  /** Other names people and products use for the kind, in lower case without separators (`ip`, `machine`). */
  readonly aliases: readonly string[];
  /** What an entity of the kind is, in one sentence. */
  readonly description: string;
  readonly attributes: S;
  /** The attribute a plain text stands for when an entity is made from text (`address` for `IpAddress`). */
  readonly primary: keyof S & string;
  /** Canonical key from the attributes, or undefined when none of them identifies the thing. */
  key(attributes: AttributesOut<S>): string | undefined;
  /** What tells things of the kind apart, strongest first; `mergeEntities` goes by it. Default: the key alone. */
  identifiers?(attributes: AttributesOut<S>): readonly Identifier[];
  /** Brings attributes into canonical form before they are kept; throw `EntityError` or return a reason to refuse them. */
  canonical?(attributes: AttributesOut<S>): Parsed<AttributesOut<S>>;
  /** Attributes a plain text stands for. Default: `{ [primary]: text }`, empty text refused. */
  parse?(text: string): Parsed<AttributesIn<S>>;
  /**
   * As `parse`, for kinds made by the hundred thousand: what it gives is valid and canonical already, so neither the
   * schema nor `canonical` is run on it. Takes precedence over `parse`.
   */
  parseCanonical?(text: string): Parsed<AttributesOut<S>>;
  isPublic?(attributes: AttributesOut<S>): boolean | undefined;
}

/** The class of one kind of entity where the kind is known only at run time. */
export interface EntityClass<E extends Entity = Entity> {
  readonly kind: E['kind'];
  readonly aliases: readonly string[];
  readonly description: string;
  readonly primary: string;
  readonly attributeNames: readonly string[];
  /** Schema of each attribute, by name. */
  readonly attributes: Readonly<Record<string, z.ZodType>>;
  /** What tells the entity from others of its kind, strongest first. */
  identifiers(entity: Entity): readonly Identifier[];
  /** @throws ENTITY_INVALID for a misspelt attribute (the nearest is named) or a value that is not one. */
  new (attributes: never): E;
  /**
   * An entity from text or attributes; an entity of the kind is returned as it is.
   * @throws ENTITY_INVALID with the reason when the input is no entity of this kind.
   */
  create(input: string | object): Entity;
  /** Text → entity, or the reason why not. Refangs, canonicalises, keeps the original text when it differs. */
  parse(text: string): Parsed<Entity>;
}

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

const entityBrand = Symbol.for('pivotkit.entity');

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

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `defineEntity` gives: a class to extend, whose statics keep the type of the class that extends it. */
export interface DefinedEntityClass<K extends string, S extends Shape> {
  readonly kind: K;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly primary: string;
  readonly attributeNames: readonly string[];
  readonly attributes: Readonly<Record<string, z.ZodType>>;
  identifiers(entity: Entity): readonly Identifier[];
  new (attributes: AttributesIn<S>): Entity<K> & AttributesOut<S>;
  create<T extends Entity<K>>(this: new (attributes: AttributesIn<S>) => T, input: string | AttributesIn<S> | T): T;
  parse<T extends Entity<K>>(this: new (attributes: AttributesIn<S>) => T, text: string): Parsed<T>;
}

/**
 * Makes the class of one kind of entity from its definition and makes it known by kind and aliases.
 * Extend it in the same file: `export class Host extends defineEntity({…}) {}`, then call `registerEntity(Host)`.
 */
export function defineEntity<const K extends string, S extends Shape>(
  definition: EntityDefinition<K, S>,
): DefinedEntityClass<K, S> {
  const schema = z.strictObject({ ...definition.attributes, ...commonShape });
  const attributeNames = Object.keys(schema.shape);
  type Out = AttributesOut<S>;

  class Defined {
    static readonly kind = definition.kind;
    static readonly aliases = definition.aliases;
    static readonly description = definition.description;
    static readonly primary = definition.primary;
    static readonly attributeNames = attributeNames;
    static readonly attributes = schema.shape;
    readonly #key: string;

    constructor(input: AttributesIn<S>, trust?: typeof trusted) {
      const attributes = trust === trusted ? (input as Out) : validate(definition, schema, attributeNames, input);
      Object.assign(this, attributes);
      this.#key = definition.key(attributes) ?? canonicalJson(attributes);
      Object.freeze(this);
    }

    static identifiers(entity: Entity): readonly Identifier[] {
      return (
        definition.identifiers?.(entity as unknown as Out) ?? [{ name: 'key', value: entity.key, strength: 'strong' }]
      );
    }

    static create(input: unknown): Defined {
      if (isInstance(this, input)) return input;
      if (typeof input !== 'string')
        return new this(
          (isEntity(input) ? attributesOf(input) : withoutKind(definition.kind, input)) as AttributesIn<S>,
        );
      const parsed = this.parse(input);
      if (parsed.ok) return parsed.value;
      throw new EntityError(
        'ENTITY_INVALID',
        `'${clip(input)}' is not ${article(definition.kind)}: ${parsed.reason}.`,
        {
          details: { kind: definition.kind, input, reason: parsed.reason },
        },
      );
    }

    static parse(text: string): Parsed<Defined> {
      if (definition.parseCanonical !== undefined) {
        const parsed = definition.parseCanonical(text);
        if (!parsed.ok) return parsed;
        const isCanonical = isOwnText(definition, parsed.value, text);
        const attributes = isCanonical ? parsed.value : { ...parsed.value, original: text };
        return { ok: true, value: new this(attributes as AttributesIn<S>, trusted) };
      }
      const parsed = definition.parse === undefined ? parsePrimary(definition, text) : definition.parse(text);
      if (!parsed.ok) return parsed;
      try {
        const value = new this(parsed.value);
        const canonicalText: unknown = Reflect.get(value, definition.primary);
        if (canonicalText === text || value.key === text || value.original !== undefined) return { ok: true, value };
        return { ok: true, value: new this({ ...parsed.value, original: text }) };
      } catch (error) {
        if (error instanceof EntityError) return { ok: false, reason: reasonOf(error) };
        throw error;
      }
    }

    get kind(): K {
      return definition.kind;
    }

    get key(): string {
      return this.#key;
    }

    declare readonly original?: string | undefined;

    get [entityBrand](): true {
      return true;
    }

    get isPublic(): boolean | undefined {
      return definition.isPublic?.(this as unknown as Out);
    }

    equals(other: Entity): boolean {
      return other.kind === definition.kind && other.key === this.#key;
    }

    edges(): EntityEdge[] {
      return Object.entries(this).flatMap(([name, value]) => edgesOf(name, value));
    }

    toJSON(): Record<string, unknown> {
      return { kind: definition.kind, ...toPlain(attributesOf(this)) };
    }

    toString(): string {
      return this.#key;
    }

    [Symbol.for('nodejs.util.inspect.custom')](): string {
      return `${definition.kind}(${this.#key})`;
    }
  }
  // The members named in the definition's schema are assigned in the constructor, out of the compiler's sight.
  return Defined as unknown as DefinedEntityClass<K, S>;
}

/** Makes a class known by its kind and aliases. @throws ENTITY_KIND_UNKNOWN when a name is taken by another kind. */
export function registerEntity(cls: EntityClass): void {
  for (const name of [cls.kind, ...cls.aliases]) {
    const owner = names.get(foldName(name));
    if (owner !== undefined && owner !== cls.kind)
      throw new EntityError('ENTITY_KIND_UNKNOWN', `The name '${name}' is taken by the kind ${owner}.`);
    names.set(foldName(name), cls.kind);
  }
  classes.set(cls.kind, cls);
}

function validate<K extends string, S extends Shape>(
  definition: EntityDefinition<K, S>,
  schema: z.ZodType,
  attributeNames: readonly string[],
  input: unknown,
): AttributesOut<S> {
  if (!isRecord(input)) throw new EntityError('ENTITY_INVALID', `${definition.kind} is made from attributes or text.`);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(given))
    if (!attributeNames.includes(name)) throw misspelt(definition.kind, name, attributeNames);
  const result = schema.safeParse(given);
  if (!result.success) {
    const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`);
    throw new EntityError('ENTITY_INVALID', `${definition.kind}: ${issues.join('; ')}.`, {
      details: { kind: definition.kind, issues },
    });
  }
  const attributes = result.data as AttributesOut<S>;
  const canonical = definition.canonical?.(attributes) ?? { ok: true, value: attributes };
  if (canonical.ok) return canonical.value;
  const { reason } = canonical;
  const primary: unknown = Reflect.get(attributes, definition.primary);
  const what = typeof primary === 'string' ? `'${clip(primary)}' is not ${article(definition.kind)}` : definition.kind;
  throw new EntityError('ENTITY_INVALID', `${what}: ${reason}.`, { details: { kind: definition.kind, reason } });
}

function reasonOf(error: EntityError): string {
  const { reason } = error.details;
  return typeof reason === 'string' ? reason : error.message;
}

/** Says that attributes come from `parseCanonical`; never leaves this file. */
const trusted = Symbol('trusted');

function isInstance<T>(cls: abstract new (...input: never[]) => T, value: unknown): value is T {
  return value instanceof cls;
}

function isOwnText<S extends Shape>(
  definition: EntityDefinition<string, S>,
  attributes: AttributesOut<S>,
  text: string,
): boolean {
  return Reflect.get(attributes, definition.primary) === text || definition.key(attributes) === text;
}

function misspelt(kind: string, name: string, attributeNames: readonly string[]): EntityError {
  const near = nearest(name, attributeNames);
  return new EntityError('ENTITY_INVALID', `${kind} has no attribute '${name}'.`, {
    details: { kind, attribute: name, attributes: attributeNames },
    hint: near === undefined ? `Attributes: ${attributeNames.join(', ')}.` : `Did you mean '${near}'?`,
  });
}

function parsePrimary<S extends Shape>(definition: EntityDefinition<string, S>, text: string): Parsed<AttributesIn<S>> {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, reason: 'the text is empty' };
  return { ok: true, value: { [definition.primary]: trimmed } as AttributesIn<S> };
}

/** JSON of an entity says its kind, which is no attribute; of another kind it stays and is refused as one. */
function withoutKind(kind: string, input: unknown): unknown {
  if (!isRecord(input) || input['kind'] !== kind) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== 'kind'));
}

function attributesOf(entity: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== undefined));
}

function edgesOf(name: string, value: unknown): EntityEdge[] {
  if (isEntity(value)) return [{ name, target: value }];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => edgesOf(name, item));
  return isPlain(value) ? Object.entries(value).flatMap(([inner, part]) => edgesOf(inner, part)) : [];
}

function toPlain(value: Record<string, unknown>): Record<string, unknown> {
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

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (!isPlain(value)) return value;
  const names = Object.keys(value);
  return names.length === 1 && names[0] === '$entity' ? entityFromJson(value['$entity']) : mapRecord(value, revive);
}

// Object.fromEntries defines own properties, so that data with a `__proto__` stays data.
function mapRecord(record: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** An object literal or parsed JSON: neither an entity nor an instance of any other class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isEntity(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** JSON with sorted names: the key of an entity that nothing identifies, so that only equal data is equal. */
function canonicalJson(attributes: Record<string, unknown>): string {
  const { original: _, ...rest } = toPlain(attributesOf(attributes));
  return JSON.stringify(rest, (__, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
const article = (kind: string): string => (/^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}`);
