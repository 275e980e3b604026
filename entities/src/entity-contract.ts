import type { z } from 'zod';
import type { Parsed } from './parsed.ts';
import type { Tlp } from './tlp.ts';

/** What every entity may carry besides its kind's own attributes. None of it is part of the key. */
export interface CommonAttributes {
  /** The text the entity was read from, when it differs from the canonical form. */
  readonly original?: string | undefined;
  /** Who may be told of this entity (TLP 2.0); absent = unmarked. */
  readonly marking?: Tlp | undefined;
  /** What a source said beyond the kind's attributes, kept as it came. */
  readonly additionalData?: Readonly<Record<string, unknown>> | undefined;
}

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
  /**
   * Addresses and domain names that a question about the thing would tell of: the host of a URL, the domain of a mail
   * address. Canonical; empty for kinds that name none, such as a hash.
   */
  readonly endpoints: readonly string[];
  equals(other: Entity): boolean;
  /** One hop: the entities this one's attributes name. */
  edges(): EntityEdge[];
  /** Attribute values as plain data (falsy values kept), with `kind`; `entityFromJson` reads it back without loss. */
  toJSON(): Record<string, unknown>;
  /** The text a person reads: the key, unless the kind has something better. */
  toString(): string;
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
