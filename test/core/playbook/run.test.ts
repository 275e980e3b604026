import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, PivotKitError, Table } from '@pivotkit/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compilePlaybook, loadPlaybook } from '../../../core/src/playbook/index.ts';
import { misbehavingPlugin, ownersPlugin } from '../../support/plugins.ts';

const printed: string[] = [];
const asked: string[] = [];
const session = await createSession({
  plugins: [ownersPlugin(asked), misbehavingPlugin((inputs) => inputs.map(() => ({ status: 'throttled' })))],
  print: (text) => void printed.push(text),
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'playbook-'));
  printed.length = asked.length = 0;
  await writeFile(join(folder, 'flows.csv'), 'ip,bytes,host\n8[.]8.8.8,10,A\n1.1.1.1,20,B\n8.8.8.8,,A\nx,5,C\n');
  await writeFile(join(folder, 'hosts.csv'), 'host,owner\nA,Marsh\nB,Dale\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(yaml: string, options: Parameters<typeof loadPlaybook>[2] = {}) {
  await writeFile(join(folder, 'p.yaml'), yaml);
  return loadPlaybook(join(folder, 'p.yaml'), session, options);
}

const written = async (name: string): Promise<string> =>
  (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');

const two = `
version: 1
name: Two pipelines
parameters:
  least: { type: number, default: 6 }
pipelines:
  owned:
    input: { path: flows.csv, types: { bytes: number } }
    steps:
      - pivot: IpAddress.owners
        column: ip
        columns: [owner]
        prefix: ip_
      - join: { file: hosts.csv, on: host, prefix: host_ }
    output:
      - path: out/owned.csv
      - path: out/owned.ndjson
  large:
    input: { from: owned }
    steps:
      - filter: bytes >= param.least
      - derive: { kb: bytes / 1000 }
      - select: [ip, ip_owner, host_owner, kb]
      - sort: { column: kb, descending: true }
      - display: { title: Large, rows: 1, columns: [ip] }
    output: [{ path: large.json }, { path: large.md }]
  byOwner:
    input: { from: owned }
    steps:
      - group: { by: ip_owner, summarize: { flows: count, bytes: sum(bytes) } }
      - name: with the largest beside it
        join: { from: large, left: ip_owner, right: ip_owner, matches: all, columns: [ip], prefix: large_ }
    output: [{ path: owners.csv }]
summary:
  - \${{ pipelines.large.rows }} of \${{ pipelines.owned.rows }} have at least \${{ param.least }} bytes
`;

describe('several pipelines', () => {
  test('run in order, read each other and files, and write what they are to', async () => {
    const outputs: string[] = [];
    const playbook = await load(two);
    const result = await playbook.run({
      outputFolder: folder,
      onOutput: ({ pipeline, path, rows }) => outputs.push(`${pipeline} ${path} ${rows}`),
    });
    expect(await written('out/owned.csv')).toBe(
      'ip,bytes,host,ip_owner,ip_owners.status,host_owner\n' +
        '8[.]8.8.8,10,A,Google,found,Marsh\n1.1.1.1,20,B,Cloudflare,found,Dale\n8.8.8.8,,A,Google,found,Marsh\nx,5,C,,skipped(not-an-entity),\n',
    );
    expect(JSON.parse(await written('large.json'))).toEqual([
      { ip: '1.1.1.1', ip_owner: 'Cloudflare', host_owner: 'Dale', kb: 0.02 },
      { ip: '8[.]8.8.8', ip_owner: 'Google', host_owner: 'Marsh', kb: 0.01 },
    ]);
    expect(await written('large.md')).toContain('| 1.1.1.1 |');
    expect(await written('owners.csv')).toBe(
      'ip_owner,flows,bytes,large_ip\nGoogle,2,10,8[.]8.8.8\nCloudflare,1,20,1.1.1.1\n,1,5,\n',
    );
    expect(outputs).toEqual([
      'owned out/owned.csv 4',
      'owned out/owned.ndjson 4',
      'large large.json 2',
      'large large.md 2',
      'byOwner owners.csv 3',
    ]);
    expect(result.summary).toEqual(['2 of 4 have at least 6 bytes']);
    expect(printed.join('')).toMatch(/^Large\nip\s*\n1\.1\.1\.1/);
    expect(asked).toEqual(['8.8.8.8', '1.1.1.1']);
    expect(await readdir(folder)).not.toContain('large.json.part');
  });

  test('frames know where their cells came from and what can be asked next', async () => {
    const { pipelines } = await (await load(two)).run({ outputFolder: folder });
    const frame = pipelines[0]?.frame;
    expect(frame?.why(0, 'ip_owner' as never)).toMatchObject({ pivot: 'owners' });
    expect(frame?.next('ip' as never).map(({ call }) => call)).toContain('IpAddress.owners');
  });

  test('are listed and explained without asking anybody', async () => {
    const playbook = await load(two);
    expect(playbook.pipelines.map(({ name, columns, outputs }) => ({ name, columns, outputs }))).toEqual([
      {
        name: 'owned',
        columns: ['ip', 'bytes', 'host', 'ip_owner', 'ip_owners.status', 'host_owner'],
        outputs: ['out/owned.csv', 'out/owned.ndjson'],
      },
      { name: 'large', columns: ['ip', 'ip_owner', 'host_owner', 'kb'], outputs: ['large.json', 'large.md'] },
      { name: 'byOwner', columns: ['ip_owner', 'flows', 'bytes', 'large_ip'], outputs: ['owners.csv'] },
    ]);
    const text = await playbook.explain();
    expect(text).toContain(
      "pipeline owned\nfrom: 4 rows\n1. pivot IpAddress.owners of 'ip': 2 distinct entities, 2 to ask",
    );
    expect(text).toContain('pipeline large\nfrom: pipeline owned\n1. filter bytes >= param.least');
    expect(text).toContain('2. with the largest beside it');
    expect(asked).toEqual([]);
  });

  test('two runs at the same time do not meet', async () => {
    const playbook = await load(two, { parameters: { least: 0 } });
    const runs = await Promise.all([
      playbook.run({ outputFolder: join(folder, 'a') }),
      playbook.run({ outputFolder: join(folder, 'b') }),
    ]);
    expect(runs.map(({ pipelines }) => pipelines.map(({ rows }) => rows))).toEqual([
      [4, 3, 3],
      [4, 3, 3],
    ]);
  });

  test('results that nobody reads can be let go', async () => {
    const { pipelines } = await (await load(two)).run({ outputFolder: folder, releaseFrames: true });
    expect(pipelines.map(({ frame, rows }) => [frame?.size, rows])).toEqual([
      [4, 4],
      [2, 2],
      [undefined, 3],
    ]);
  });

  test('progress says which pipeline it is', async () => {
    const seen = new Set<string>();
    await (
      await load(two)
    ).run({
      outputFolder: folder,
      onProgress: ({ pipeline, pipelineNumber, pipelines }) =>
        seen.add(`${pipelineNumber} of ${pipelines} ${pipeline}`),
    });
    expect([...seen]).toEqual(['1 of 3 owned', '2 of 3 large', '3 of 3 byOwner']);
  });
});

const rows = Table.fromRows([
  { ip: '8.8.8.8', tags: '["a","b"]', bytes: 5, note: 'x' },
  { ip: null, tags: null, bytes: null, note: 'y' },
  { ip: '8.8.8.8', tags: '[]', bytes: 5, note: 'x' },
]);
const compile = (...steps: readonly string[]) =>
  compilePlaybook(['name: p', 'steps:', ...steps.map((line) => `  ${line}`)].join('\n'), {
    file: 'p.yaml',
    session,
    input: rows,
  });

describe('steps', () => {
  const result = async (...steps: readonly string[]) =>
    (await (await compile(...steps)).run()).pipelines[0]?.frame?.toRows();

  test.each([
    ['filter drops what is null', ['- filter: bytes > 1', '- select: bytes'], [{ bytes: 5 }, { bytes: 5 }]],
    [
      'derive',
      ['- derive: { double: bytes * 2 }', '- select: double'],
      [{ double: 10 }, { double: null }, { double: 10 }],
    ],
    [
      'derive over a column',
      ['- derive: { note: note + "!" }', '  overwrite: true', '- select: note', '- head: 1'],
      [{ note: 'x!' }],
    ],
    ['drop', ['- drop: [tags, ip, bytes]', '- head: 1'], [{ note: 'x' }]],
    ['rename', ['- rename: { note: remark }', '- select: remark', '- slice: { start: -1 }'], [{ remark: 'x' }]],
    ['retype', ['- retype: { bytes: text }', '- select: bytes', '- distinct: []'], [{ bytes: '5' }, { bytes: null }]],
    ['distinct', ['- distinct: [ip, bytes]', '- select: note'], [{ note: 'x' }, { note: 'y' }]],
    [
      'parseJson and explode',
      ['- parseJson: tags', '- select: tags', '- explode: tags'],
      [{ tags: 'a' }, { tags: 'b' }, { tags: null }, { tags: null }],
    ],
    [
      'sort',
      ['- sort: [note, { column: bytes, nulls: first }]', '- select: note'],
      [{ note: 'x' }, { note: 'x' }, { note: 'y' }],
    ],
    [
      'group',
      ['- group: { by: [], summarize: { n: count, notes: list(note), most: max(bytes) } }'],
      [{ n: 3, notes: ['x', 'y', 'x'], most: 5 }],
    ],
    [
      'canonical text',
      [
        '- derive:',
        '    key: canonical("8[.]8.8.8 ", "ip")',
        '    none: canonical("x", "ip")',
        '- select: [key, none]',
        '- head: 1',
      ],
      [{ key: '8.8.8.8', none: null }],
    ],
    [
      'inner join of a pivot',
      [
        '- pivot: IpAddress.neighbours',
        '  column: ip',
        '  join: inner',
        '  columns: [rank]',
        '- select: [note, rank]',
        '- head: 2',
      ],
      [
        { note: 'x', rank: 1 },
        { note: 'x', rank: 2 },
      ],
    ],
  ])('%s', async (_, steps, expected) => {
    expect(await result(...steps)).toEqual(expected);
  });
});

describe('failures', () => {
  const failureOf = async (...steps: readonly string[]): Promise<PivotKitError> => {
    const failure: unknown = await (await compile(...steps)).run().catch((error: unknown) => error);
    if (!(failure instanceof PivotKitError)) throw new Error('no failure', { cause: failure });
    return failure;
  };

  test('of an expression say step, place, row and reason', async () => {
    const { code, message } = await failureOf('- head: 3', '- name: large ones', '  filter: note > 3');
    expect(code).toBe('STEP_FAILED');
    expect(message).toBe(
      "The step 'large ones' (p.yaml:4) failed: the types do not fit: string > int (columns of a CSV are texts until `types` or `retype` says otherwise), in row 0 (counted from 0).",
    );
  });

  test('a filter must say true or false', async () => {
    expect((await failureOf('- filter: bytes + 1')).message).toContain(
      'it gives 6 in row 0 (counted from 0), which is neither',
    );
  });

  test('a look-up that fails is a status on its rows', async () => {
    const { pipelines } = await (await compile('- pivot: IpAddress.odd', '  column: ip')).run();
    expect(pipelines[0]).toMatchObject({ rows: 3, unanswered: 2 });
  });

  test('with failFast it ends the run', async () => {
    const { code, message } = await failureOf(
      '- pivot: IpAddress.odd',
      '  column: ip',
      '  prefix: odd_',
      '  onError: failFast',
    );
    expect(code).toBe('STEP_FAILED');
    expect(message).toContain('2 of 3 rows have no answer, the first is row 0 with throttled');
  });

  test('leave no half-written file', async () => {
    const playbook = await compilePlaybook('name: p\nsteps:\n  - filter: note > 3\noutput: [{ path: a.csv }]', {
      file: 'p.yaml',
      session,
      input: rows,
    });
    await expect(playbook.run({ outputFolder: folder })).rejects.toThrow('string > int');
    expect((await readdir(folder)).sort()).toEqual(['flows.csv', 'hosts.csv']);
  });

  test('a run that is cancelled says so', async () => {
    const playbook = await compile('- pivot: IpAddress.owners', '  column: ip');
    await expect(playbook.run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });

  test('a playbook that is not there', async () => {
    await expect(loadPlaybook(join(folder, 'no.yaml'), session)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('rows from outside', () => {
  const yaml = 'name: p\ninput: { path: flows.csv }\nsteps:\n  - select: host\n';

  test.each([
    ['the playbook’s file', () => ({}), 4],
    ['another file', () => ({ input: join(folder, 'hosts.csv') }), 2],
    ['rows at hand', () => ({ inputs: { main: rows.rename({ note: 'host' } as never) as Table<object> } }), 3],
    [
      'batches',
      () => ({
        input: {
          text: 'b',
          async *batches() {
            yield Table.fromRows([{ host: 'Z' }]);
          },
        },
      }),
      1,
    ],
    ['no batch at all', () => ({ input: { text: 'b', async *batches() {} } }), 0],
  ])('%s', async (_, options, count) => {
    const { pipelines } = await (await load(yaml, options())).run();
    expect(pipelines[0]?.rows).toBe(count);
  });
});
