import { z } from 'zod';
import { heldKind, timeAttribute } from './entity.ts';

/** What an attribute's schema takes, as far as a conversion needs to know. */
export type AttributeForm =
  | { readonly type: 'entity'; readonly kind: string }
  | { readonly type: 'list'; readonly of: AttributeForm; readonly element: z.ZodType }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  | { readonly type: 'number'; readonly isInteger: boolean }
  | { readonly type: 'record'; readonly of: AttributeForm }
  | { readonly type: 'object'; readonly members: Readonly<Record<string, z.ZodType>> }
  | { readonly type: 'text' | 'boolean' | 'time' | 'open' };

const forms = new WeakMap<z.ZodType, AttributeForm>();

/** The form of an attribute, read from its schema; `kind` of an entity attribute is `*` where any kind will do. */
export function attributeForm(schema: z.ZodType): AttributeForm {
  const known = forms.get(schema) ?? readForm(schema);
  forms.set(schema, known);
  return known;
}

function readForm(schema: z.ZodType): AttributeForm {
  const kind = heldKind(schema);
  if (kind !== undefined) return { type: 'entity', kind };
  if (schema === timeAttribute) return { type: 'time' };
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPipe)
    return attributeForm(inner(schema instanceof z.ZodOptional ? schema.unwrap() : schema.in));
  if (schema instanceof z.ZodArray) {
    const element = inner(schema.element);
    return { type: 'list', of: attributeForm(element), element };
  }
  if (schema instanceof z.ZodEnum) return { type: 'choice', values: schema.options.map(String) };
  if (schema instanceof z.ZodObject) return { type: 'object', members: schema.shape };
  if (schema instanceof z.ZodRecord) return { type: 'record', of: attributeForm(inner(schema.valueType)) };
  if (schema instanceof z.ZodNumber)
    return { type: 'number', isInteger: schema.format !== null && /int/.test(schema.format) };
  if (schema instanceof z.ZodBoolean) return { type: 'boolean' };
  return schema instanceof z.ZodString ? { type: 'text' } : { type: 'open' };
}

/** Zod types what a schema holds by its core; every schema made here is one of the classic ones. */
function inner(schema: z.core.$ZodType): z.ZodType {
  return schema instanceof z.ZodType ? schema : z.unknown();
}
