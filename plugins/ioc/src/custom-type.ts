import { PivotKitError } from '@pivotkit/core';
import { RE2JS } from 're2js';
import { iocOf, type Finder } from './finding.ts';
import { sign } from './signs.ts';
import type { CustomType } from './types.ts';

/** Steps of a compiled pattern: each character costs at most as many. */
const largestProgram = 2_000;
const longestMatch = 1_024;
/** Of a long text so much is looked at together. A search for one match never leaves it, so that all of them stay linear. */
const windowLength = 4 * longestMatch;
/** What stands before a window, so that edges of words are seen. */
const context = 16;

/** What is wrong with a pattern; undefined where nothing is. */
export function patternProblem(pattern: string): string | undefined {
  const compiled = compile(pattern);
  return typeof compiled === 'string' ? compiled : undefined;
}

function compile(pattern: string): RE2JS | string {
  try {
    const compiled = RE2JS.compile(pattern);
    if (compiled.programSize() > largestProgram)
      return `'${pattern}' is too large: ask for fewer or shorter repetitions`;
    return compiled.matcher('').find() ? `'${pattern}' matches the empty text` : compiled;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `'${pattern}' is no pattern of RE2, which has neither look-around nor back-references (${why})`;
  }
}

/** Finds what a type of one's own matches. @throws OPTIONS_INVALID when its pattern cannot be used */
export function customFinder({ name, pattern }: CustomType): Finder {
  const compiled = compile(pattern);
  if (typeof compiled === 'string')
    throw new PivotKitError('OPTIONS_INVALID', { name: 'ioc', problems: compiled, suggestion: 'Mend the pattern.' });
  const group = 'observable' in compiled.namedGroups() ? 'observable' : 0;
  return {
    sign: sign.always,
    find: (text) =>
      [...places(text, compiled, group)].map(([start, end]) => ({
        ioc: iocOf({ type: name, text: text.slice(start, end), start }),
      })),
  };
}

function* places(text: string, pattern: RE2JS, group: string | 0): IterableIterator<readonly [number, number]> {
  let done = 0;
  for (let at = 0; at < text.length; at += windowLength - longestMatch) {
    const from = Math.max(0, at - context);
    const window = text.slice(from, at + windowLength);
    const matcher = pattern.matcher(window);
    let next = Math.max(at, done) - from;
    while (next <= window.length && next < at + windowLength - from && matcher.find(next)) {
      const start = matcher.start() + from;
      const end = matcher.end() + from;
      next = Math.max(matcher.end(), next + 1);
      // What begins later belongs to the next window, which sees all of it.
      if (start >= at + windowLength - longestMatch && at + windowLength < text.length) break;
      if (end === start || end - start > longestMatch) continue;
      done = end;
      const [first, last] = [matcher.start(group) + from, matcher.end(group) + from];
      if (first >= start && last > first) yield [first, last];
    }
    if (at + windowLength >= text.length) return;
  }
}
