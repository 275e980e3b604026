import { createSession, PivotKitError, Table } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compilePlaybook, convertPeerPipelines, type PlaybookProblem } from '../../../core/src/playbook/index.ts';
import { ownersPlugin } from '../../support/plugins.ts';

const steps = (...items: readonly object[]): string => JSON.stringify({ pipelines: { triage: { steps: items } } });
const stepsOf = (text: string): unknown =>
  parse(convertPeerPipelines(text, { file: 'peer.yaml' }).playbooks['triage'] ?? '').steps;
const accessor = (name: string, params: object | null = null, positional: readonly unknown[] = []): string =>
  steps({ step_type: 'pd_accessor', function: name, params, pos_params: positional });

describe('steps of pipeline files', () => {
  test.each<[string, string, unknown]>([
    [
      'a pivot, with its name and comment',
      steps({
        name: 'who',
        step_type: 'pivot',
        function: 'util.whois',
        entity: 'IpAddress',
        comment: 'c',
        params: { column: 'src', join: 'left', all_columns: true },
      }),
      [
        {
          name: 'who',
          comment: 'c',
          pivot: 'IpAddress.whois',
          column: 'src',
          join: 'left',
          options: { allColumns: true },
        },
      ],
    ],
    [
      'a pivot without a join',
      steps({ step_type: 'pivot', function: 'util.ip_type', entity: 'IpAddress', params: { input_column: 'src' } }),
      [{ pivot: 'IpAddress.ipType', column: 'src', join: 'inner' }],
    ],
    [
      'a display',
      steps({ step_type: 'pivot_display', params: { title: 'T', cols: ['a'], head: 3 } }),
      [{ display: { title: 'T', rows: 3, columns: ['a'] } }],
    ],
    [
      'tee, and what is run in passing',
      steps({ step_type: 'pivot_tee', params: { var_name: 'x' } }, { step_type: 'pivot_tee_exec', function: 'f' }),
      [],
    ],
    ['a picture', accessor('mp_plot.timeline', { source_columns: ['a'] }), []],
    ['head', accessor('head', null, [7]), [{ head: 7 }]],
    [
      'sort by text',
      accessor('mp_pivot.sort', { cols: 'a, b:desc' }),
      [{ sort: ['a', { column: 'b', descending: true }] }],
    ],
    [
      'sort by names',
      accessor('sort_values', { by: ['a', 'b'], ascending: [true, false] }),
      [{ sort: ['a', { column: 'b', descending: true }] }],
    ],
    [
      'sort by a map',
      accessor('mp_pivot.sort', { cols: { a: false, b: true } }),
      [{ sort: [{ column: 'a', descending: true }, 'b'] }],
    ],
    [
      'rename, drop, distinct',
      steps(
        { step_type: 'pd_accessor', function: 'rename', params: { columns: { a: 'b' } } },
        { step_type: 'pd_accessor', function: 'drop', params: { columns: ['c'] } },
        { step_type: 'pd_accessor', function: 'drop_duplicates' },
      ),
      [{ rename: { a: 'b' } }, { drop: ['c'] }, { distinct: [] }],
    ],
    [
      'lists and JSON',
      steps(
        { step_type: 'pd_accessor', function: 'mp_pivot.list_to_rows', params: { cols: ['a', 'b'] } },
        { step_type: 'pd_accessor', function: 'mp_pivot.dict_to_dataframe', params: { col: 'd' } },
      ),
      [{ explode: 'a' }, { explode: 'b' }, { parseJson: 'd' }, { flatten: 'd' }],
    ],
  ])('%s', (_, text, expected) => {
    expect(stepsOf(text)).toEqual(expected);
  });
});

test('what is left out and what cannot be converted is told with its place', () => {
  const text = [
    'pipelines:',
    '  a:',
    '    steps:',
    '      - step_type: pivot_tee',
    '        params: { var_name: x }',
    '      - step_type: pd_accessor',
    '        function: query',
    '        pos_params: [a > 1]',
    '      - step_type: pivot_dsplay',
  ].join('\n');
  expect(convertPeerPipelines(text.slice(0, text.indexOf('      - step_type: pd')), { file: 'f' }).notes).toEqual([
    { line: 4, column: 9, message: 'left out: it keeps the table in a variable of a notebook' },
  ]);
  const problems = (part: string): readonly PlaybookProblem[] => {
    try {
      convertPeerPipelines(part, { file: 'f' });
      return [];
    } catch (error) {
      return PivotKitError.is(error) ? (error.details['problems'] as PlaybookProblem[]) : [];
    }
  };
  expect(problems(text.slice(0, text.lastIndexOf('      - ')))).toEqual([
    { line: 6, column: 9, message: "'query' has no step in a playbook; write one for it" },
  ]);
  expect(problems(text)).toMatchObject([{ line: 9, column: 20 }]);
});

test('a converted pipeline runs', async () => {
  await using session = await createSession({ plugins: [ownersPlugin()] });
  const text = steps(
    { step_type: 'pivot', function: 'util.owners', entity: 'IpAddress', params: { column: 'ip', join: 'left' } },
    { step_type: 'pd_accessor', function: 'head', pos_params: [1] },
  );
  const playbook = await compilePlaybook(convertPeerPipelines(text, { file: 'f' }).playbooks['triage'] ?? '', {
    file: 'triage',
    session,
    input: Table.fromRows([{ ip: '8.8.8.8' }, { ip: '1.1.1.1' }]),
  });
  expect((await playbook.run()).pipelines[0]?.frame?.toRows()).toMatchObject([{ ip: '8.8.8.8', owner: 'Google' }]);
});
