import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { isCell } from '../table/cell-type.ts';
import { convertCell, type Cell } from '../table/index.ts';
import type { PlaybookDocument } from './document.ts';
import type { ParameterValues } from './expression/expression.ts';
import type { PlaybookProblem } from './problem.ts';
import type { ParameterDefinition } from './schema.ts';

type Definitions = Readonly<Record<string, ParameterDefinition>>;

/**
 * Values of all parameters: those given, else the defaults, else null.
 * @throws PLAYBOOK_ARGUMENTS with every name that is not declared, value of a wrong type and required one left out.
 */
export function parameterValues(
  playbook: string,
  definitions: Definitions,
  given: Readonly<Record<string, unknown>>,
): ParameterValues {
  const problems = unknownNames(definitions, given);
  const values = Object.entries(definitions).map(([name, definition]): [string, Cell] => {
    const value: unknown = Object.hasOwn(given, name) ? given[name] : definition.default;
    if (value === undefined || value === null) {
      if (definition.required === true) problems.push(`the parameter '${name}' must be given`);
      return [name, null];
    }
    const converted = convertParameter(value, definition);
    if (converted === undefined) problems.push(wrongType(name, value, definition));
    return [name, converted ?? null];
  });
  if (problems.length > 0)
    throw new PivotKitError('PLAYBOOK_ARGUMENTS', { name: playbook, problems: problems.join('; ') });
  return Object.fromEntries(values);
}

/** Defaults that are not of the type they are declared with. */
export function defaultProblems(definitions: Definitions, document: PlaybookDocument): PlaybookProblem[] {
  return Object.entries(definitions).flatMap(([name, definition]) => {
    const value = definition.default;
    if (value === undefined || value === null || convertParameter(value, definition) !== undefined) return [];
    return [document.problem(['parameters', name, 'default'], wrongType(name, value, definition))];
  });
}

function unknownNames(definitions: Definitions, given: Readonly<Record<string, unknown>>): string[] {
  const names = Object.keys(definitions);
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearest(name, names);
      const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
      return `there is no parameter '${name}'; ${near === undefined ? known : `did you mean '${near}'?`}`;
    });
}

/** From the command line all values are texts; a list is written with commas. */
function convertParameter(value: unknown, { type = 'text' }: ParameterDefinition): Cell | undefined {
  if (type === 'list') return listOf(value);
  if (type === 'text' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return isCell(value) ? convertCell(value, type) : undefined;
}

function listOf(value: unknown): Cell | undefined {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  return items;
}

const wrongType = (name: string, value: unknown, { type = 'text' }: ParameterDefinition): string =>
  `the parameter '${name}' is a ${type}, not ${JSON.stringify(value)}`;
