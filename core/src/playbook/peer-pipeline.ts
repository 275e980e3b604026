import { stringify } from 'yaml';
import { z } from 'zod';
import { checkShape } from './check-shape.ts';
import { defined } from './defined.ts';
import { PlaybookDocument, type Path } from './document.ts';
import { requireNone, type PlaybookProblem } from './problem.ts';

/** A pipeline file of msticpy as playbooks of ours. */
export interface ConvertedPipelines {
  /** The text of one playbook for each pipeline, by its name. */
  readonly playbooks: Readonly<Record<string, string>>;
  /** Steps that were left out because they do not change the rows, with their places. */
  readonly notes: readonly PlaybookProblem[];
}

const stepSchema = z.looseObject({
  name: z.string().optional(),
  step_type: z.enum(['pivot', 'pivot_display', 'pivot_tee', 'pivot_tee_exec', 'pd_accessor']),
  function: z.string().nullish(),
  entity: z.string().nullish(),
  comment: z.string().nullish(),
  pos_params: z.array(z.unknown()).nullish(),
  params: z.record(z.string(), z.unknown()).nullish(),
});
type PeerStep = z.output<typeof stepSchema>;

const fileSchema = z.object({
  pipelines: z.record(z.string(), z.object({ description: z.string().nullish(), steps: z.array(stepSchema) })),
});

type PlaybookStep = Readonly<Record<string, unknown>>;
type Converted = { readonly steps: readonly PlaybookStep[] } | { readonly left: string } | { readonly wrong: string };

/**
 * Converts a pipeline file of msticpy 3.0 (`pipelines: {name: {description, steps}}`). The playbooks take their rows
 * when they run. Steps that only show or keep a table become `display` or are left out with a note.
 * @throws PLAYBOOK_INVALID for steps that change the rows in a way a playbook has no step for, with their places
 */
export function convertPeerPipelines(text: string, { file }: { readonly file: string }): ConvertedPipelines {
  const document = new PlaybookDocument(text, file);
  const shaped = checkShape(fileSchema, document.value, document, []);
  if (!shaped.ok) requireNone(file, shaped.problems);
  const pipelines = shaped.ok ? shaped.value.pipelines : {};
  const notes: PlaybookProblem[] = [];
  const problems: PlaybookProblem[] = [];
  const playbooks = Object.entries(pipelines).map(([name, { description, steps }]): [string, string] => {
    const converted = steps.flatMap((step, i) => {
      const path: Path = ['pipelines', name, 'steps', i];
      const result = convertStep(step);
      if ('wrong' in result) problems.push(document.problem(path, result.wrong));
      if ('left' in result) notes.push(document.problem(path, result.left));
      return 'steps' in result ? result.steps.map((one) => withNames(one, step)) : [];
    });
    return [name, stringify(defined({ version: 1, name, description: description ?? undefined, steps: converted }))];
  });
  requireNone(file, problems);
  return { playbooks: Object.fromEntries(playbooks), notes };
}

const withNames = (step: PlaybookStep, { name, comment }: PeerStep): PlaybookStep =>
  defined({ name, comment: comment ?? undefined, ...step });

function convertStep(step: PeerStep): Converted {
  switch (step.step_type) {
    case 'pivot':
      return convertPivot(step);
    case 'pivot_display':
      return convertDisplay(step);
    case 'pivot_tee':
      return { left: 'left out: it keeps the table in a variable of a notebook' };
    case 'pivot_tee_exec':
      return { left: `left out: '${step.function ?? ''}' is run for what it shows` };
    case 'pd_accessor':
      return convertAccessor(step);
  }
}

function convertPivot({ entity, function: name, params }: PeerStep): Converted {
  if (typeof entity !== 'string' || typeof name !== 'string') return { wrong: "a pivot needs 'entity' and 'function'" };
  const { column, input_column, join, ...rest } = params ?? {};
  const options = Object.fromEntries(Object.entries(rest).map(([key, value]) => [camelCase(key), value]));
  const pivot = `${entity}.${camelCase(name.replace(/^util\./, ''))}`;
  const hasOptions = Object.keys(options).length > 0;
  // Without a join a pivot of msticpy gives its own rows only.
  const how = join ?? 'inner';
  return {
    steps: [defined({ pivot, column: column ?? input_column, join: how, options: hasOptions ? options : undefined })],
  };
}

const camelCase = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function convertDisplay({ params }: PeerStep): Converted {
  const { title, cols, query, head } = params ?? {};
  if (query !== undefined && query !== null)
    return { wrong: "'query' is an expression of pandas; write a step 'filter' for it" };
  const columns = cols === undefined || cols === null ? undefined : [cols].flat();
  return { steps: [{ display: defined({ title: title ?? undefined, rows: head ?? undefined, columns }) }] };
}

type Arguments = (name: string, position: number) => unknown;

const accessors: Readonly<Record<string, (argument: Arguments) => readonly PlaybookStep[]>> = {
  head: (argument) => [{ head: argument('n', 0) ?? 5 }],
  sort_values: (argument) => [{ sort: sortKeys(argument('by', 0), argument('ascending', 1)) }],
  'mp_pivot.sort': (argument) => [{ sort: sortKeys(argument('cols', 0), argument('ascending', 1)) }],
  drop: (argument) => [{ drop: argument('columns', 0) }],
  drop_duplicates: (argument) => [{ distinct: argument('subset', 0) ?? [] }],
  rename: (argument) => [{ rename: argument('columns', 0) }],
  explode: (argument) => [argument('column', 0)].flat().map((explode) => ({ explode })),
  'mp_pivot.list_to_rows': (argument) => [argument('cols', 0)].flat().map((explode) => ({ explode })),
  'mp_pivot.parse_json': (argument) => [argument('cols', 0)].flat().map((parseJson) => ({ parseJson })),
  'mp_pivot.dict_to_dataframe': (argument) => [{ parseJson: argument('col', 0) }, { flatten: argument('col', 0) }],
};

function convertAccessor({ function: name, pos_params, params }: PeerStep): Converted {
  if (typeof name !== 'string') return { wrong: "an accessor needs a 'function'" };
  if (/^mp_plot\.|\.plot$/.test(name)) return { left: `left out: '${name}' draws a picture` };
  const convert = Object.hasOwn(accessors, name) ? accessors[name] : undefined;
  if (convert === undefined) return { wrong: `'${name}' has no step in a playbook; write one for it` };
  return { steps: convert((key, position) => params?.[key] ?? pos_params?.[position]) };
}

/** `a,b:desc`, a list of such, or { column: ascending }. */
function sortKeys(columns: unknown, ascending: unknown): unknown[] {
  if (typeof columns === 'object' && columns !== null && !Array.isArray(columns))
    return Object.entries(columns).map(([column, isUp]) => (isUp === false ? { column, descending: true } : column));
  const names = [columns].flat().flatMap((each) => String(each).split(','));
  return names.map((each, i) => {
    const [column = '', order] = each.trim().split(':');
    const isUp: unknown = Array.isArray(ascending) ? ascending[i] : ascending;
    return order === 'desc' || isUp === false ? { column, descending: true } : column;
  });
}
