import { refang, type Entity, type EntityClass } from '@pivotkit/entities';
import type { Ioc } from './types.ts';

/** Something found, with what is inside it, which is computed only when it is wanted. */
export interface Finding {
  readonly ioc: Ioc;
  readonly inner: () => Iterable<Ioc>;
}

export interface FindContext {
  readonly ignoreTlds: boolean;
  readonly memo: Memo;
}

/**
 * Finds what does not overlap, in the order of the text. Patterns begin with a look-behind and have bounded
 * repetitions, so that no start position costs more than a constant: time is linear in the length of the text.
 */
export type Finder = (text: string, context: FindContext) => IterableIterator<Finding>;

/** More different texts than this under one purpose are read anew. */
const maxKnown = 5_000;

/** What texts were read as: a log names the same few again and again. */
export class Memo {
  readonly #known = new Map<string, Map<string, unknown>>();

  /** What `compute` gives for the text; `purpose` tells apart what is computed. */
  get<T>(purpose: string, text: string, compute: (text: string) => T): T {
    const known = this.#ofPurpose(purpose);
    // Under one purpose there are only values of its type.
    const before = known.get(text) as T;
    if (before !== undefined || known.has(text)) return before;
    if (known.size >= maxKnown) known.clear();
    const value = compute(text);
    known.set(text, value);
    return value;
  }

  #ofPurpose(purpose: string): Map<string, unknown> {
    const known = this.#known.get(purpose) ?? new Map<string, unknown>();
    if (known.size === 0) this.#known.set(purpose, known);
    return known;
  }

  /** The entity of the kind that a text is; undefined when it is none. */
  read<E extends Entity>(cls: EntityClass<E>, text: string): E | undefined {
    return this.get(cls.kind, text, () => {
      const parsed = cls.parse(text);
      return parsed.ok && parsed.value instanceof cls ? parsed.value : undefined;
    });
  }

  refang(text: string): string {
    return this.get('refang', text, refang);
  }
}

export const nothingInside = (): readonly Ioc[] => [];

interface Found {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly observable?: string;
  readonly entity?: Pick<Entity, 'kind' | 'key'> | undefined;
}

export function iocOf({ type, text, start, observable = text, entity }: Found): Ioc {
  return { type, observable, text, start, ...(entity && { kind: entity.kind, key: entity.key }) };
}
