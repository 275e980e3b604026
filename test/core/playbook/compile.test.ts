import { createSession, defineVerb, definePlugin, PivotKitError, Table, text } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compilePlaybook, type PlaybookProblem } from '../../../core/src/playbook/index.ts';
import { ownersPlugin } from '../../support/plugins.ts';

const shout = defineVerb({
  name: 'shout.loud',
  description: 'Upper case',
  options: z.strictObject({ column: z.string() }),
  columns: { loud: text('Louder') },
  result: 'added-columns',
  run: (table) => table,
});
const session = await createSession({
  plugins: [ownersPlugin(), definePlugin({ name: 'shout', version: '1.0.0', description: 'Shouts', verbs: [shout] })],
});
const rows = Table.fromRows([{ ip: '8.8.8.8', bytes: 5, host: 'A' }]);

async function errorOf(yaml: string, options: object = {}): Promise<PivotKitError> {
  const failure: unknown = await compilePlaybook(yaml, { file: 'p.yaml', session, input: rows, ...options }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof PivotKitError)) throw new Error('no error', { cause: failure });
  return failure;
}

async function problemsOf(yaml: string, options: object = {}): Promise<string[]> {
  const error = await errorOf(yaml, options);
  expect(error.code).toBe('PLAYBOOK_INVALID');
  const problems = error.details['problems'] as PlaybookProblem[];
  for (const { line, column, message } of problems)
    expect(error.message).toContain(`p.yaml:${line}:${column} ${message}`);
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const steps = (...lines: readonly string[]): string =>
  ['name: p', 'steps:', ...lines.map((line) => `  ${line}`)].join('\n');

describe('each mistake has its place and a suggestion', () => {
  test.each([
    ['a kind of step', steps('- pivott: IpAddress.owners'), ["3:5 there is no step 'pivott'; did you mean 'pivot'?"]],
    ['a kind of a later version', steps('- report: x'), ["3:5 steps of kind 'report' are not in this version"]],
    [
      'two kinds',
      steps('- filter: bytes > 1', '  sort: bytes'),
      ["4:5 a step does one thing; this one has 'filter' and 'sort'"],
    ],
    [
      'no kind',
      steps('- name: x'),
      [expect.stringMatching(/^3:5 this step says not what to do; there are: pivot, verb/)],
    ],
    ['a step that is no map', steps('- filter'), [expect.stringContaining("3:5 a step is written as 'kind: …'")]],
    [
      'a pivot',
      steps('- pivot: IpAddress.ownrs', '  column: ip'),
      [expect.stringContaining("3:12 There is no pivot 'IpAddress.ownrs'. Did you mean 'IpAddress.owners'?")],
    ],
    [
      'a pivot without its kind',
      steps('- pivot: owners', '  column: ip'),
      [expect.stringContaining("3:12 'owners' is no pivot of a kind of entity")],
    ],
    ['a kind of entity', steps('- pivot: IpAdress.owners', '  column: ip'), [expect.stringContaining('IpAddress')]],
    [
      'a column of a pivot',
      steps('- pivot: IpAddress.owners', '  column: ipp'),
      [expect.stringMatching(/^4:13 There is no column 'ipp'.*Did you mean 'ip'\?$/)],
    ],
    [
      'a column that the answer has',
      steps('- pivot: IpAddress.owners', '  column: ip', '  columns: [ownr]'),
      [expect.stringContaining("did you mean 'owner'?")],
    ],
    [
      'an option of a pivot',
      steps('- pivot: IpAddress.owners', '  column: ip', '  options: { strickt: true }'),
      [expect.stringContaining('5:5 ')],
    ],
    [
      'a key of a step',
      steps('- pivot: IpAddress.owners', '  column: ip', '  prefx: x'),
      ["5:5 there is no 'prefx' here; did you mean 'prefix'?"],
    ],
    [
      'a choice',
      steps('- pivot: IpAddress.owners', '  column: ip', '  join: lefft'),
      ["5:11 'join': it must be one of left, inner, right, outer"],
    ],
    ['what is missing', steps('- pivot: IpAddress.owners'), ["3:5 'column': it is missing"]],
    ['a verb', steps('- verb: shout.lod'), [expect.stringContaining("3:11 There is no verb 'shout.lod'.")]],
    [
      'a verb of a plugin that is not in use',
      steps('- verb: decode.base64'),
      [expect.stringMatching(/^3:11 There is no verb 'decode\.base64'\. No plugin 'decode' .*`--plugin decode`/)],
    ],
    [
      'an option of a verb',
      steps('- verb: shout.loud', '  options: { colum: host }'),
      [expect.stringContaining("4:5 The options of 'shout.loud' are wrong")],
    ],
    [
      'a column in an expression',
      steps('- filter: bytes > 1 && hots == "A"'),
      [expect.stringContaining("3:26 There is no column 'hots'. Did you mean 'host'?")],
    ],
    ['an expression in quotes', steps('- filter: \'bytes > 1 && hots == "A"\''), [expect.stringContaining('3:27 ')]],
    [
      'an expression over lines',
      steps('- filter: >', '    bytes > 1', '    && hots == "A"'),
      [expect.stringContaining('5:10 ')],
    ],
    ['syntax of an expression', steps('- filter: bytes >'), ['3:20 Unexpected token: end of the expression']],
    [
      'an expression of a new column',
      steps('- derive: { kb: bytes / 1024, x: byts * 2 }'),
      [expect.stringContaining("3:36 There is no column 'byts'")],
    ],
    [
      'a column that is there already',
      steps('- derive: { bytes: "1" }'),
      [expect.stringContaining("3:15 The column 'bytes' exists already")],
    ],
    [
      'a column to select',
      steps('- select: [host, byts]'),
      [expect.stringContaining("3:20 There is no column 'byts' for select host, byts. Did you mean 'bytes'?")],
    ],
    [
      'a column dropped before',
      steps('- drop: host', '- filter: host == "A"'),
      [expect.stringContaining("4:13 There is no column 'host'")],
    ],
    ['a column to rename', steps('- rename: { hots: x }'), [expect.stringContaining("3:15 There is no column 'hots'")]],
    ['a column to sort by', steps('- sort: [{ column: byts, descending: true }]'), [expect.stringContaining('3:22 ')]],
    [
      'an aggregate',
      steps('- group: { by: host, summarize: { n: summ(bytes) } }'),
      ["3:40 there is no aggregate 'summ'; did you mean 'sum'?"],
    ],
    [
      'a column of an aggregate',
      steps('- group: { by: host, summarize: { n: sum(byts) } }'),
      [expect.stringContaining("There is no column 'byts'")],
    ],
    [
      'an aggregate without its column',
      steps('- group: { by: host, summarize: { n: sum } }'),
      ["3:40 'sum' needs a column: sum(bytes)"],
    ],
    ['a number', steps('- head: many'), ["3:11 'head': it must be a number"]],
    ['a join without keys', steps('- join: { from: x }'), [expect.stringContaining('no earlier pipeline')]],
    [
      'a parameter',
      steps('- filter: bytes > param.mim'),
      [expect.stringContaining("3:21 there is no parameter 'mim'")],
    ],
    [
      'a parameter in a template',
      steps('- head: ${{ param.rows }}'),
      [expect.stringContaining("3:15 there is no parameter 'rows'")],
    ],
    ['a key of the playbook', 'name: p\nstpes: []', ["2:1 there is no 'stpes' here; did you mean 'steps'?"]],
    ['no name', 'steps:\n  - head: 1', ["1:1 'name': it is missing"]],
    ['a version', 'version: 2\nname: p\nsteps:\n  - head: 1', [expect.stringContaining('1:10 ')]],
    ['no steps', 'name: p', ["1:1 it has neither 'steps' nor 'pipelines'"]],
    [
      'a file that is not there',
      'name: p\ninput: { path: no.csv }\nsteps:\n  - head: 1',
      [expect.stringContaining('2:16 There is no file')],
      { input: undefined },
    ],
    [
      'a format',
      'name: p\nsteps:\n  - head: 1\noutput: [{ path: x.xlsx }]',
      [expect.stringContaining("4:18 The format of 'x.xlsx' is not known")],
    ],
    [
      'an output elsewhere',
      'name: p\nsteps:\n  - head: 1\noutput: [{ path: ../x.csv }]',
      [expect.stringContaining('4:18 ')],
    ],
    [
      'an output twice',
      'name: p\nsteps:\n  - head: 1\noutput: [{ path: x.csv }, { path: ./x.csv }]',
      [expect.stringContaining('4:35 ')],
    ],
    [
      'a default',
      'name: p\nparameters: { n: { type: number, default: x } }\nsteps:\n  - head: 1',
      ['2:43 the parameter \'n\' is a number, not "x"'],
    ],
    [
      'a pipeline in a summary',
      `${steps('- head: 1')}\nsummary:\n  - \${{ pipelines.mian.rows }}`,
      [expect.stringContaining('5:')],
    ],
  ])('%s', async (_, yaml, expected, options: object = {}) => {
    expect(await problemsOf(yaml, options)).toEqual(expected);
  });
});

test('all mistakes come at once, in the order of the text, and one mistake is one problem', async () => {
  const yaml = steps(
    '- filter: byts > 1',
    '- pivot: IpAddress.ownrs',
    '  column: ip',
    '- filter: owner == "x"',
    '- hed: 3',
  );
  expect((await problemsOf(yaml)).map((problem) => problem.split(' ')[0])).toEqual(['3:13', '4:12', '7:5']);
});

describe('YAML', () => {
  test.each([
    ['syntax', 'name: p\nsteps: [', /^2:\d+ /],
    [
      'quotes inside a flow map',
      'name: p\nsteps:\n  - derive: { x: a("b[.]c ", "d"), y: a("e") }',
      /^3:\d+ .*'single quotes'$/,
    ],
    ['a key twice', 'name: p\nname: q\nsteps:\n  - head: 1', /^2:1 Map keys must be unique/],
    ['an alias of nothing', 'name: p\nsteps: *nothing', /^\d+:\d+ .*alias/i],
    [
      'too many aliases',
      [
        'a: &a [x, x]',
        ...Array.from(
          'bcdefghijkl',
          (name, i) => `${name}: &${name} [${'*'.concat('abcdefghijk'[i] ?? '', ' , ').repeat(4)}]`,
        ),
      ].join('\n'),
      /alias/,
    ],
    ['not a map', '- a', /^1:1 /],
    ['empty', '', /^1:1 /],
  ])('%s', async (_, yaml, expected) => {
    const [first] = await problemsOf(yaml);
    expect(first).toMatch(expected);
  });
});

describe('what is given when it runs', () => {
  const yaml = [
    'name: p',
    'parameters:',
    '  rows: { type: number, required: true }',
    '  hosts: { type: list, default: [A] }',
    'steps:',
    '  - filter: host in param.hosts',
    '  - head: ${{ param.rows }}',
  ].join('\n');

  test.each([
    ['left out', {}, "the parameter 'rows' must be given"],
    ['of another type', { rows: 'many' }, 'the parameter \'rows\' is a number, not "many"'],
    ['of another name', { row: 1, rows: 1 }, "there is no parameter 'row'; did you mean 'rows'?"],
  ])('a parameter %s', async (_, parameters, message) => {
    const error = await errorOf(yaml, { parameters });
    expect(error.code).toBe('PLAYBOOK_ARGUMENTS');
    expect(error.message).toContain(message);
  });

  test('texts are read as the type of the parameter', async () => {
    const playbook = await compilePlaybook(yaml, {
      file: 'p',
      session,
      input: rows,
      parameters: { rows: '1', hosts: 'A, B' },
    });
    expect((await playbook.run()).pipelines[0]?.rows).toBe(1);
  });

  test('rows for a pipeline that is not there', async () => {
    const error = await errorOf(yaml, { parameters: { rows: 1 }, input: undefined, inputs: { mian: rows } });
    expect(error.message).toContain("did you mean 'main'?");
  });

  test('no rows at all', async () => {
    expect((await errorOf(yaml, { parameters: { rows: 1 }, input: undefined })).message).toContain('give it rows');
  });
});
