import type { Entity } from '../entity.ts';
import { entityClass, isEntity } from '../entity.ts';
import { Unknown } from '../unknown-entity.ts';
import { attributeOfWireName, wireName, wireType } from './wire-names.ts';
import { isReservedName } from './wire-shapes.ts';

type Wire = Record<string, unknown>;

/** The entity as alerts hold it: `Type`, attributes in the wire's names, entities nested. `entityFromWire` reads it. */
export function entityToWire(entity: Entity): Wire {
  return new WireWriter(false).write(entity);
}

/**
 * The entities as an alert's list: each has an `$id` where it is first named, and a `$ref` wherever it is named again.
 * `result[i]` stands for `entities[i]`; `entitiesFromWire` reads it back.
 */
export function entitiesToWire(entities: readonly Entity[]): Wire[] {
  const writer = new WireWriter(true);
  return entities.map((entity) => writer.write(entity));
}

class WireWriter {
  readonly #ids = new Map<string, string>();
  readonly #hasIds: boolean;

  constructor(hasIds: boolean) {
    this.#hasIds = hasIds;
  }

  write(entity: Entity): Wire {
    if (!this.#hasIds) return this.#attributes(entity);
    const identity = JSON.stringify(entity);
    const known = this.#ids.get(identity);
    if (known !== undefined) return { $ref: known };
    const id = String(this.#ids.size + 1);
    this.#ids.set(identity, id);
    return { $id: id, ...this.#attributes(entity) };
  }

  #attributes(entity: Entity): Wire {
    const { additionalData: _, ...attributes }: Wire = { ...entity };
    if (entity instanceof Unknown) return this.#unknown(entity);
    const written: Wire = this.#additional(entity);
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined) written[wireName(entity.kind, name)] = this.#value(value);
    return { ...written, Type: wireType(entity.kind) };
  }

  /** Additional data stands beside the attributes, as it came, unless its name would be read as one of them. */
  #additional({ kind, additionalData }: Entity): Wire {
    const entries = Object.entries(this.#open(additionalData));
    const { attributeNames } = entityClass(kind);
    const isApart = (name: string): boolean =>
      isReservedName(name) || attributeOfWireName(kind, attributeNames, name) !== undefined;
    const apart = entries.filter(([name]) => isApart(name));
    const beside = Object.fromEntries(entries.filter(([name]) => !isApart(name)));
    return apart.length === 0 ? beside : { ...beside, AdditionalData: Object.fromEntries(apart) };
  }

  #unknown({ type = 'unknown', name, data, original, marking, additionalData }: Unknown): Wire {
    const named = { Name: name, Original: original, Marking: marking, Type: type, AdditionalData: additionalData };
    const present = Object.entries(named).filter(([, value]) => value !== undefined);
    return { ...this.#open(data), ...this.#open(Object.fromEntries(present)) };
  }

  #open(data: object | undefined): Wire {
    return Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [name, this.#value(value)]));
  }

  #value(value: unknown): unknown {
    if (isEntity(value)) return this.write(value);
    if (value instanceof Date) return value.toISOString();
    if (Array.isArray(value)) return value.map((item) => this.#value(item));
    return typeof value === 'object' && value !== null ? this.#open(value) : value;
  }
}
