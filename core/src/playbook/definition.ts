import { isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { checkShape } from './check-shape.ts';
import type { Path, PlaybookDocument } from './document.ts';
import type { ParameterValues } from './expression/expression.ts';
import { fillTemplates } from './fill-templates.ts';
import { outputFormat, type OutputFormat } from './outputs.ts';
import { defaultProblems, parameterValues } from './parameters.ts';
import { requireNone, type PlaybookProblem } from './problem.ts';
import {
  parameterSchema,
  playbookSchema,
  type InputDefinition,
  type OutputDefinition,
  type PlaybookDefinition,
  type StepDefinition,
} from './schema.ts';
import { stepDefinition } from './step-definition.ts';

/** A playbook whose every part has the right shape; whether its names exist is not looked at yet. */
export interface CheckedPlaybook {
  readonly document: PlaybookDocument;
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: ParameterValues;
  readonly pipelines: readonly CheckedPipeline[];
  readonly summary: readonly string[];
}

export interface CheckedPipeline {
  readonly name: string;
  readonly description: string | undefined;
  /** Where it stands in the document. */
  readonly path: Path;
  readonly input: InputDefinition;
  readonly steps: readonly CheckedStep[];
  readonly outputs: readonly Output[];
}

export interface CheckedStep {
  readonly definition: StepDefinition;
  readonly path: Path;
}

export interface Output {
  readonly path: string;
  readonly format: OutputFormat;
}

/** Name of the only pipeline of a playbook without `pipelines`. */
export const mainPipeline = 'main';

/**
 * Checks the shape of a playbook, with its parameters filled in. Problems of single steps go to the list, so that the
 * other steps are looked at too.
 * @throws PLAYBOOK_INVALID, PLAYBOOK_ARGUMENTS
 */
export function checkPlaybook(
  document: PlaybookDocument,
  given: Readonly<Record<string, unknown>>,
  problems: PlaybookProblem[],
): CheckedPlaybook {
  const parameters = checkParameters(document, given);
  const filled = fillTemplates(document, parameters, problems);
  // What could not be filled in has no shape.
  requireNone(document.file, problems);
  const shaped = checkShape(playbookSchema, filled, document, []);
  if (!shaped.ok) requireNone(document.file, shaped.problems);
  const definition = shaped.ok ? shaped.value : undefined;
  if (definition === undefined) throw new PivotKitError('INTERNAL', { problem: 'a wrong playbook without a problem' });
  problems.push(...structureProblems(definition, document));
  const pipelines = pipelinesOf(definition, document, problems);
  problems.push(...outputProblems(pipelines, document));
  const { name, description, summary = [] } = definition;
  return { document, name, description, parameters, pipelines, summary };
}

function checkParameters(document: PlaybookDocument, given: Readonly<Record<string, unknown>>): ParameterValues {
  const value = memberOf(document.value, 'parameters') ?? {};
  const shaped = checkShape(z.record(z.string(), parameterSchema), value, document, ['parameters']);
  const name = memberOf(document.value, 'name');
  requireNone(document.file, shaped.ok ? defaultProblems(shaped.value, document) : shaped.problems);
  return parameterValues(typeof name === 'string' ? name : document.file, shaped.ok ? shaped.value : {}, given);
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function structureProblems(definition: PlaybookDefinition, document: PlaybookDocument): PlaybookProblem[] {
  const { pipelines, steps } = definition;
  if (pipelines === undefined)
    return steps === undefined ? [document.problem([], "it has neither 'steps' nor 'pipelines'")] : [];
  const names = (['input', 'steps', 'output'] as const).filter((name) => definition[name] !== undefined);
  const problems = names.map((name) => ({
    ...document.atKey([name]),
    message: `beside 'pipelines' there is no '${name}': put it into one of them`,
  }));
  if (Object.keys(pipelines).length === 0) problems.push(document.problem(['pipelines'], 'there is no pipeline'));
  return problems;
}

function pipelinesOf(
  definition: PlaybookDefinition,
  document: PlaybookDocument,
  problems: PlaybookProblem[],
): CheckedPipeline[] {
  const { input, steps = [], output, pipelines } = definition;
  const only = { input, steps, output, description: definition.description };
  const all: (readonly [string, Path, typeof only])[] =
    pipelines === undefined
      ? [[mainPipeline, [], only]]
      : Object.entries(pipelines).map(([name, each]) => [
          name,
          ['pipelines', name],
          { input: each.input, steps: each.steps, output: each.output, description: each.description },
        ]);
  return all.map(([name, path, each]) => ({
    name,
    path,
    description: each.description,
    input: each.input ?? {},
    steps: stepsOf(each.steps, [...path, 'steps'], { document, problems }),
    outputs: (each.output ?? []).flatMap((one, i) => outputOf(one, [...path, 'output', i], { document, problems })),
  }));
}

interface Collecting {
  readonly document: PlaybookDocument;
  readonly problems: PlaybookProblem[];
}

function stepsOf(values: readonly unknown[], path: Path, { document, problems }: Collecting): CheckedStep[] {
  return values.flatMap((value, i) => {
    const at = [...path, i];
    const shaped = stepDefinition(value, document, at);
    if (shaped.ok) return [{ definition: shaped.value, path: at }];
    problems.push(...shaped.problems);
    return [];
  });
}

function outputOf(definition: OutputDefinition, path: Path, { document, problems }: Collecting): Output[] {
  try {
    return [{ path: definition.path, format: outputFormat(definition) }];
  } catch (cause) {
    if (!PivotKitError.is(cause)) throw cause;
    problems.push(document.problem([...path, 'path'], cause.message));
    return [];
  }
}

/** Files that leave the folder for output, or that two outputs would write. */
function outputProblems(pipelines: readonly CheckedPipeline[], document: PlaybookDocument): PlaybookProblem[] {
  const seen = new Set<string>();
  return pipelines.flatMap(({ path, outputs }) =>
    outputs.flatMap((output, i) => {
      const at = [...path, 'output', i, 'path'];
      const target = resolve('/', output.path);
      const isTaken = seen.has(target);
      seen.add(target);
      if (leavesFolder(output.path))
        return [document.problem(at, `'${output.path}' leaves the folder for output; name a file inside it`)];
      return isTaken ? [document.problem(at, `'${output.path}' is written twice`)] : [];
    }),
  );
}

const leavesFolder = (path: string): boolean =>
  isAbsolute(path) || /^[A-Za-z]:/.test(path) || relative('folder', resolve('folder', path)).startsWith('..');
