import { z } from 'zod';
import { EntityError } from './entity-error.ts';
import { nearest } from './nearest.ts';
import type { Tlp } from './tlp.ts';
import { tlpSchema } from './tlp.ts';

/** A text that is an entity of some kind, or the reason why it is not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

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
  additionalData: z.record(z.string(), z.unknown()).optional(),
};

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
  /** Brings attributes into canonical form before they are kept; throw `EntityError` or return a reason to refuse them. */
  canonical?(attributes: AttributesOut<S>): Parsed<AttributesOut<S>>;
  /** Attributes a plain text stands for. Default: `{ [primary]: text }`, empty text refused. */
  parse?(text: string): Parsed<AttributesIn<S>>;
  isPublic?(attributes: AttributesOut<S>): boolean | undefined;
}

/** The class of one kind of entity, as everything outside this package sees it. */
export interface EntityClass<E extends Entity = Entity, In extends object = never> {
  readonly kind: E['kind'];
  readonly aliases: readonly string[];
  readonly description: string;
  readonly primary: string;
  readonly attributeNames: readonly string[];
  /** @throws ENTITY_INVALID for a misspelt attribute (the nearest is named) or a value that is not one. */
  new (attributes: In): E;
  /**
   * An entity from text or attributes; an entity of the kind is returned as it is.
   * @throws ENTITY_INVALID with the reason when the text is no entity of this kind.
   */
  create(input: string | In | E): E;
  /** Text → entity, or the reason why not. Refangs, canonicalises, keeps the original text when it differs. */
  parse(text: string): Parsed<E>;
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
  return new (entityClass(kind) as EntityClass<Entity, Record<string, unknown>>)(attributes);
}

/** True for any entity, of this copy of the package or another. */
export function isEntity(value: unknown): value is Entity {
  return isRecord(value) && value[entityBrand] === true;
}

const entityBrand = Symbol.for('pivotkit.entity');

/**
 * Schema of an attribute that holds another entity: takes an entity, its JSON, its attributes or its text.
 * `kind` undefined = an entity of any kind (then attributes need a `kind`).
 */
export function entityAttribute<E extends Entity>(getClass: () => EntityClass<E, never>): z.ZodType<E, E | string | object> {
  return z.custom<E | string | object>().transform((value, context): E => {
    try {
      return readEntity(getClass() as unknown as EntityClass<E, Record<string, unknown>>, value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  }) as unknown as z.ZodType<E, E | string | object>;
}
