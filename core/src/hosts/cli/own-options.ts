import type { z } from 'zod';
import { settingsOf, textToValue } from '../../session/config-text.ts';
import { setAt } from '../../session/config.ts';
import { namedValues } from './named-values.ts';

/**
 * Options of a pivot or verb as they stand on the command line, each as the value its schema wants; `a.b=1` sets within
 * an option. Unknown names are left for the schema to refuse.
 */
export function ownOptions(texts: readonly string[], schema: z.ZodType, flag: string): Record<string, unknown> {
  const known = settingsOf(schema);
  const options: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(namedValues(texts, flag))) {
    const found = known.find(({ path }) => path.join('.') === name);
    setAt(options, found?.path ?? [name], textToValue(text, found?.schema ?? {}));
  }
  return options;
}
