import type { z } from 'zod';
import { optionNames } from '../pivot/check-options.ts';
import type { OutputColumns } from '../pivot/output-column.ts';
import { settingsOf, type SettingSchema } from './config-text.ts';

type Schema = SettingSchema['schema'];

/** One option a line: name, type, whether it is required or what it is by default, what it is for. */
export function optionLines(options: z.ZodType): string[] {
  const required = new Set(requiredOptions(options));
  const all = settingsOf(options);
  const names = all.map(({ path }) => path.join('.'));
  const width = Math.max(...names.map((name) => name.length));
  return all.map(({ path, schema }, i) => {
    const fallback = schema['default'];
    const standard = fallback === undefined ? '' : `, default ${JSON.stringify(fallback)}`;
    const stated = required.has(path[0] ?? '') ? ', required' : standard;
    const { description } = schema;
    const told = typeof description === 'string' ? `: ${description}` : '';
    return `${(names[i] ?? '').padEnd(width)}  ${typeText(schema)}${stated}${told}`;
  });
}

/** Names of the options that cannot be left out. */
export function requiredOptions(options: z.ZodType): string[] {
  const issues = options.safeParse({}).error?.issues ?? [];
  const missing = new Set(issues.map(({ path }) => String(path[0])));
  return optionNames(options).filter((name) => missing.has(name));
}

/** One column a line: name, type and unit, what is in it, when it is null. */
export function columnLines(columns: OutputColumns): string[] {
  const width = Math.max(...Object.keys(columns).map((name) => name.length));
  return Object.entries(columns).map(([name, spec]) => {
    const unit = spec.unit === undefined ? '' : `, ${spec.unit}`;
    const entity = spec.entity === undefined ? '' : ` → ${spec.entity}`;
    const nothing = spec.nullWhen === undefined ? '' : `; null when ${spec.nullWhen}`;
    return `${name.padEnd(width)}  ${spec.type}${unit}${entity}: ${spec.description}${nothing}`;
  });
}

export const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'names with values',
};

function typeText(schema: Schema): string {
  const { type, anyOf, items, const: only, enum: choices = only === undefined ? undefined : [only] } = schema;
  if (Array.isArray(choices)) return choices.map(String).join(' | ');
  if (Array.isArray(anyOf)) return [...new Set(anyOf.filter(isSchema).map(typeText))].join(' or ');
  if (type === 'array') return isSchema(items) ? `list of ${typeText(items)}` : 'list';
  const { additionalProperties: values } = schema;
  if (type === 'object' && isSchema(values) && Object.keys(values).length > 0) return `names with ${typeText(values)}`;
  return typeof type === 'string' ? (typeNames[type] ?? type) : 'value';
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
