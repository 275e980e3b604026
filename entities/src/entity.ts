import { z } from 'zod';
import { openAttribute } from './entity-attribute.ts';
import type { CommonAttributes, Entity, EntityEdge, Identifier } from './entity-contract.ts';
import { attributesOf, canonicalJson, edgesOf, toPlain } from './entity-data.ts';
import { EntityError } from './entity-error.ts';
import { entityBrand, isEntity, isRecord } from './entity-registry.ts';
import { nearest } from './nearest.ts';
import type { Parsed } from './parsed.ts';
import { tlpSchema } from './tlp.ts';

export * from './entity-attribute.ts';
export * from './entity-contract.ts';
export {
  entityClass,
  entityClasses,
  entityFromJson,
  findEntityClass,
  isEntity,
  registerEntity,
} from './entity-registry.ts';
export type { Parsed } from './parsed.ts';

const commonShape = {
  original: z.string().optional(),
  marking: tlpSchema.optional(),
  additionalData: openAttribute().optional(),
};

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
  /** Addresses and domain names in it, canonical. Default: none. */
  endpoints?(attributes: AttributesOut<S>): readonly (string | undefined)[];
}

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
      if (trust !== trusted) freezeLists(attributes);
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

    get endpoints(): readonly string[] {
      const named = definition.endpoints?.(this as unknown as Out) ?? [];
      return named.filter((endpoint) => endpoint !== undefined && endpoint !== '') as string[];
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

function freezeLists(attributes: object): void {
  for (const value of Object.values(attributes)) if (Array.isArray(value)) Object.freeze(value);
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

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
const article = (kind: string): string => (/^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}`);
