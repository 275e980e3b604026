import { PivotKitError } from '../../error/pivotkit-error.ts';

/** `name=value` texts by name; a name given twice has its last value. @throws USAGE_INVALID */
export function namedValues(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(texts.map((text) => namedValue(text, flag)));
}

function namedValue(text: string, flag: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals).trim(), text.slice(equals + 1)];
  throw new PivotKitError('USAGE_INVALID', {
    problem: `${flag} '${text}' has no name and value`,
    suggestion: `Write ${flag} name=value.`,
  });
}

/** `a, b` → `['a', 'b']`. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
