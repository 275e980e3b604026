import { z } from 'zod';
import { settingsOf, textToValue, type SettingSchema } from '../../session/config-text.ts';
import { setAt } from '../../session/config.ts';
import { listed, namedValues } from './named-values.ts';

/**
 * Options of a pivot or verb as they stand on the command line, each as the value its schema wants; `a.b=1` sets within
 * an option, and `a,b` is a list where a list of texts may stand beside a text. Unknown names are left for the schema to refuse.
 */
export function ownOptions(texts: readonly string[], schema: z.ZodType, flag: string): Record<string, unknown> {
  const known = settingsOf(schema);
  const options: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(namedValues(texts, flag))) {
    const found = known.find(({ path }) => path.join('.') === name);
    setAt(options, found?.path ?? [name], valueOf(text, found?.schema ?? {}));
  }
  return options;
}

function valueOf(text: string, schema: SettingSchema['schema']): unknown {
  const value = textToValue(text, schema);
  const { anyOf } = schema;
  const takesTexts = Array.isArray(anyOf) && anyOf.some(isListOfTexts) && text.includes(',') && value === text;
  return takesTexts ? listed(text) : value;
}

const isListOfTexts = (schema: unknown): boolean =>
  z.object({ items: z.object({ type: z.literal('string') }) }).safeParse(schema).success;
