import { nearest } from '@pivotkit/entities';
import type { z } from 'zod';
import { issueText } from '../error/issue-text.ts';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { reservedOptions } from './pivot-types.ts';

/** Options by their schema. @throws OPTIONS_INVALID with every problem, and the nearest name of an unknown option. */
export function checkOptions<T>(name: string, schema: z.ZodType<T>, options: unknown): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const problems: string[] = [];
  const suggestions: string[] = [];
  for (const issue of result.error.issues) {
    problems.push(`${issue.path.length === 0 ? '' : `'${issue.path.join('.')}': `}${issueText(issue)}`);
    if (issue.code !== 'unrecognized_keys') continue;
    for (const key of issue.keys) {
      // Where a reserved name is not taken (a verb has none of them), it is no suggestion either.
      const reserved = reservedOptions.some((name) => name === key) ? [] : reservedOptions;
      const near = nearest(key, [...optionNames(schema), ...reserved]);
      if (near !== undefined) suggestions.push(`Did you mean '${near}' instead of '${key}'?`);
    }
  }
  const known = optionNames(schema);
  const list = known.length === 0 ? 'It has no options of its own.' : `Its options: ${known.join(', ')}.`;
  throw new PivotKitError('OPTIONS_INVALID', {
    name,
    problems: problems.join('; '),
    suggestion: suggestions.length === 0 ? list : suggestions.join(' '),
  });
}

/** Names of an object schema's options; none for other schemas. */
export function optionNames(schema: z.ZodType): string[] {
  const shape: unknown = Reflect.get(schema, 'shape');
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}
