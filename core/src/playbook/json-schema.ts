import { z } from 'zod';
import { parameterSchema, playbookSchema, stepSchemas } from './schema.ts';

type JsonObject = { readonly [name: string]: unknown };

/** JSON Schema of playbooks for editors (draft 2020-12). */
export function playbookJsonSchema(): JsonObject {
  const playbook = jsonSchemaOf(playbookSchema);
  const step = { anyOf: Object.values(stepSchemas).map((schema) => jsonSchemaOf(schema)) };
  const withSteps = mapObjects(playbook, (object) =>
    isObject(object['steps']) ? { ...object, steps: { ...object['steps'], items: { $ref: '#/$defs/step' } } } : object,
  );
  const { properties, ...rest } = withSteps;
  return {
    ...rest,
    title: 'PivotKit playbook',
    properties: mapObjects(isObject(properties) ? properties : {}, alsoTemplate),
    anyOf: [{ required: ['steps'] }, { required: ['pipelines'] }],
    $defs: { step: mapObjects(step, alsoTemplate), parameter: jsonSchemaOf(parameterSchema) },
  };
}

function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const json: unknown = z.toJSONSchema(schema, { io: 'input' });
  return isObject(json) ? json : {};
}

/** Where a number or a choice may stand, `${{ param.days }}` may stand too. */
function alsoTemplate(object: JsonObject): JsonObject {
  const { description, ...rest } = object;
  const isPlain = ['integer', 'number', 'boolean'].includes(String(rest['type'])) || Array.isArray(rest['enum']);
  if (!isPlain) return object;
  const template = { type: 'string', pattern: '^\\$\\{\\{.*\\}\\}$' };
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, template] };
}

/** Every object inside, innermost first. */
function mapObjects(object: JsonObject, change: (object: JsonObject) => JsonObject): JsonObject {
  const inner = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(inner) : isObject(value) ? mapObjects(value, change) : value;
  return change(Object.fromEntries(Object.entries(object).map(([name, value]) => [name, inner(value)])));
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
