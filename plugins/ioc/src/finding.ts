import type { Entity, EntityClass } from '@pivotkit/entities';
import { Recent } from './recent.ts';
import type { Ioc } from './types.ts';

/** Something found, with what is inside it, which is computed only when it is wanted. */
export interface Finding {
  readonly ioc: Ioc;
  readonly inner?: () => readonly Ioc[];
}

export interface FindContext {
  readonly ignoreTlds: boolean;
  readonly memo: Memo;
  /** Whether anybody wants to see what is of this type. */
  readonly wants: (type: string) => boolean;
}

/**
 * Finds what does not overlap, in the order of the text. Patterns begin with a look-behind and have bounded
 * repetitions, so that no start position costs more than a constant: time is linear in the length of the text.
 */
export interface Finder {
  /** The bit of `sign` without which nothing is found. */
  readonly sign: number;
  /** `signs` are those of the text, or of more than it: what it has more of costs time, what it lacks findings. */
  find(text: string, context: FindContext, signs: number): readonly Finding[];
}

export const nothing: readonly never[] = [];

/** All matches of a global pattern. A loop over `exec` takes a third of the time of `matchAll` where there are few. */
export function matchesOf(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (match === null) return nothing;
  const matches: RegExpExecArray[] = [];
  for (; match !== null; match = pattern.exec(text)) matches.push(match);
  return matches;
}

/** What texts were read as: a log names the same few again and again. */
export class Memo {
  readonly #recent = new Map<string, Recent>();

  /** What `compute` gives for the text; `purpose` tells apart what is computed. */
  get<T>(purpose: string, text: string, compute: (text: string) => T): T {
    let recent = this.#recent.get(purpose);
    if (recent === undefined) this.#recent.set(purpose, (recent = new Recent()));
    return recent.get(text, compute);
  }

  /** The entity of the kind that a text is; undefined when it is none. */
  read<E extends Entity>(cls: EntityClass<E>, text: string): E | undefined {
    return this.get(cls.kind, text, () => {
      const parsed = cls.parse(text);
      return parsed.ok && parsed.value instanceof cls ? parsed.value : undefined;
    });
  }
}

interface Found {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly observable?: string;
  readonly entity?: Pick<Entity, 'kind' | 'key'> | undefined;
}

export function iocOf({ type, text, start, observable = text, entity }: Found): Ioc {
  return entity === undefined
    ? { type, observable, text, start }
    : { type, observable, text, start, kind: entity.kind, key: entity.key };
}
