import type { Entity } from '@pivotkit/entities';
import type { Ioc, IocType } from './types.ts';

/** Something found, with what is inside it, which is computed only when it is wanted. */
export interface Finding {
  readonly ioc: Ioc;
  inner(): readonly Ioc[];
}

export interface FindOptions {
  readonly ignoreTlds: boolean;
}

/** Finds what does not overlap, in the order of the text. */
export type Finder = (text: string, options: FindOptions) => Finding[];

export const nothingInside = (): readonly Ioc[] => [];

interface Found {
  readonly type: IocType;
  readonly text: string;
  readonly start: number;
  readonly observable?: string;
  readonly entity?: Entity | undefined;
}

export function iocOf({ type, text, start, observable = text, entity }: Found): Ioc {
  return { type, observable, text, start, ...(entity && { kind: entity.kind, key: entity.key }) };
}

/**
 * Matches of a pattern one after the other. Patterns begin with a look-behind and have bounded repetitions, so that no
 * start position costs more than a constant: time is linear in the length of the text.
 */
export function* matchesOf(pattern: RegExp, text: string): IterableIterator<RegExpExecArray> {
  yield* text.matchAll(pattern);
}
