import { z } from 'zod';

/** A setting by its name, with the JSON Schema of its values. */
export interface SettingSchema {
  readonly path: readonly string[];
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Every setting of an object schema, those of objects within it by their path; settings that may also be switched off
 * come as a whole too. None for other schemas.
 */
export function settingsOf(schema: z.ZodType): SettingSchema[] {
  return leaves([], jsonSchemaOf(schema));
}

function jsonSchemaOf(schema: z.ZodType): unknown {
  try {
    return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  } catch {
    return {};
  }
}

function leaves(path: readonly string[], schema: unknown): SettingSchema[] {
  if (!isRecord(schema)) return [];
  const properties = schema['properties'];
  if (isRecord(properties))
    return Object.entries(properties).flatMap(([name, property]) => leaves([...path, name], property));
  const own = path.length === 0 ? [] : [{ path, schema }];
  const inner = switchable(schema);
  return inner === undefined ? own : [...own, ...leaves(path, inner)];
}

/** The object among what a setting may be, where everything else it may be is `true` or `false`. */
function switchable({ anyOf }: Readonly<Record<string, unknown>>): unknown {
  if (!Array.isArray(anyOf)) return undefined;
  const objects: readonly unknown[] = anyOf;
  const [inner, second] = objects.filter((each) => isRecord(each) && each['type'] !== 'boolean');
  return second === undefined && isRecord(inner) && isRecord(inner['properties']) ? inner : undefined;
}

/**
 * A text as the value its schema wants: numbers, `true` or `false`, lists (`a,b` or JSON), objects (JSON). What cannot
 * be read so stays text, for the schema to refuse.
 */
export function textToValue(text: string, schema: Readonly<Record<string, unknown>>): unknown {
  const types = typesOf(schema);
  if (types.has('number') || types.has('integer')) {
    const number = Number(text);
    if (text.trim() !== '' && !Number.isNaN(number)) return number;
  }
  if (types.has('boolean')) {
    if (/^(true|yes|1)$/i.test(text)) return true;
    if (/^(false|no|0)$/i.test(text)) return false;
  }
  if (types.has('object') || types.has('array')) {
    const parsed = parseJson(text);
    if (parsed !== undefined) return parsed;
  }
  return types.has('array') && !types.has('string') ? text.split(',').map((item) => itemOf(item.trim(), schema)) : text;
}

function itemOf(text: string, { items }: Readonly<Record<string, unknown>>): unknown {
  return isRecord(items) ? textToValue(text, items) : text;
}

function typesOf(schema: Readonly<Record<string, unknown>>): Set<unknown> {
  const { type, anyOf } = schema;
  const inner = Array.isArray(anyOf) ? anyOf.filter(isRecord).flatMap((each) => [...typesOf(each)]) : [];
  return new Set([...(Array.isArray(type) ? (type as unknown[]) : [type]), ...inner]);
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
