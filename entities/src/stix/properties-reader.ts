import { wireTime } from '../convert/wire-time.ts';
import type { Tlp } from '../tlp.ts';
import type { StixProperties } from './stix-object.ts';

/** The properties of an object that are not yet in an attribute; what stays goes to `additionalData.stix`. */
export class Properties {
  readonly #rest: Map<string, unknown>;
  readonly #marking: Tlp | undefined;

  constructor(properties: StixProperties, marking: Tlp | undefined) {
    this.#rest = new Map(Object.entries(properties));
    this.#marking = marking;
  }

  text(name: string): string | undefined {
    return this.take(name, (value) => (typeof value === 'string' ? value : undefined));
  }

  number(name: string): number | undefined {
    return this.take(name, (value) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined,
    );
  }

  time(name: string): Date | undefined {
    return this.take(name, (value) => (typeof value === 'string' ? wireTime(value) : undefined));
  }

  /** What `read` makes of a property, which then has its place; undefined leaves it where it is. */
  take<T>(name: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = this.#rest.has(name) ? read(this.#rest.get(name)) : undefined;
    if (value !== undefined) this.#rest.delete(name);
    return value;
  }

  /** The marking, and what has no place, for the entity's constructor; `undefined` attributes are no attributes. */
  common(): { readonly marking?: Tlp | undefined; readonly additionalData?: Readonly<Record<string, unknown>> } {
    const stix = this.rest();
    return {
      marking: this.#marking,
      ...(Object.keys(stix).length === 0 ? {} : { additionalData: { stix } }),
    };
  }

  get marking(): Tlp | undefined {
    return this.#marking;
  }

  rest(): Record<string, unknown> {
    return Object.fromEntries(this.#rest);
  }
}
