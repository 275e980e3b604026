import { nearest } from '@pivotkit/entities';
import { z } from 'zod';
import { issueText } from '../error/issue-text.ts';
import type { Path, PlaybookDocument } from './document.ts';
import type { PlaybookProblem } from './problem.ts';

/** A value of the schema's type, or everything that is wrong with it and where. */
export type Shaped<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly PlaybookProblem[] };

/** Checks the part of a playbook that stands at `path` against its schema. */
export function checkShape<S extends z.ZodType>(
  schema: S,
  value: unknown,
  document: PlaybookDocument,
  path: Path,
): Shaped<z.output<S>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema, { document, path })) };
}

interface Place {
  readonly document: PlaybookDocument;
  readonly path: Path;
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, { document, path }: Place): PlaybookProblem[] {
  const inner = issue.path.filter((name) => typeof name !== 'symbol');
  const at = [...path, ...inner];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      ...document.atKey([...at, key]),
      message: unknownKey(key, namesAt(schema, inner)),
    }));
  if (issue.code === 'invalid_key')
    return [{ ...document.atKey(at), message: `'${String(at.at(-1))}': ${issue.issues[0]?.message ?? issue.message}` }];
  return [{ ...document.at(at), message: `${shownPath(inner)}${issueText(issue)}` }];
}

function unknownKey(key: string, names: readonly string[]): string {
  const near = nearest(key, names);
  return `there is no '${key}' here; ${near === undefined ? `there are: ${names.join(', ')}` : `did you mean '${near}'?`}`;
}

const shownPath = (path: Path): string => (path.length === 0 ? '' : `'${path.join('.')}': `);

/** Names an object of the schema may have at a path. */
function namesAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  for (const name of path) at = stepInto(at, name);
  return propertyNames(at);
}

function stepInto(schema: unknown, name: string | number): unknown {
  if (typeof name === 'number') return member(schema, 'items');
  return member(member(schema, 'properties'), name) ?? member(schema, 'additionalProperties');
}

function propertyNames(schema: unknown): string[] {
  const properties = member(schema, 'properties');
  if (typeof properties === 'object' && properties !== null) return Object.keys(properties);
  const choices = member(schema, 'anyOf');
  return Array.isArray(choices) ? choices.flatMap(propertyNames) : [];
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
