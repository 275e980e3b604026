import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArrow, readCsv } from '@pivotkit/core';
import { afterAll, expect, test } from 'vitest';
import { hostile, pivotkit, removeFolder, workFolder } from './run-cli.ts';

// Cells that a reader could spoil: leading zeros, exponents, dates, quotes, line ends, formulas, blanks, empty text.
const awkward = [
  'id,address,note,amount',
  '007,8.8.8.8,"a ""quoted"", note",1e5',
  '1.10,9.9.9.9,"two\nlines",-78.375',
  '+41,not an address,=1+1,""',
  ',,  blanks  ,2026-11-20',
  '5,8[.]8.8[.]8,@x,',
  '',
].join('\n');

const folder = workFolder({
  'rows.csv': awkward,
  'rows.tsv': 'address\tn\n8.8.8.8\t1\n1.1.1.1\t2\n',
  'rows.ndjson': '{"address":"8.8.8.8","n":1}\n{"address":"1.1.1.1","n":2}\n',
  'rows.json': '[{"address":"8.8.8.8","n":1},{"address":"1.1.1.1","n":2}]',
});
afterAll(() => removeFolder(folder));

const greet = (...parameters: string[]): ReturnType<typeof pivotkit> =>
  pivotkit(['--plugin', hostile, 'pivot', 'ip.greet', ...parameters], { cwd: folder });

test('values on the command line: a row each, in order, statuses beside', async () => {
  const { code, out, err } = await greet('8.8.8.8', '9.9.9.9', 'x', '8[.]8.8.8');
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      'input,answer,score,hostile.greet.status',
      '8.8.8.8,hello you,1,found',
      '9.9.9.9,,,not-found',
      'x,,,skipped(not-an-entity)',
      '8[.]8.8.8,hello you,1,found',
      '',
    ].join('\n'),
  });
  expect(err).toBe('hostile.greet of input: 2 found, 1 not-found, 1 skipped(not-an-entity)\n');
});

test('values from standard input, one a line, Windows line ends too', async () => {
  const piped = await pivotkit(
    ['--plugin', hostile, '--quiet', 'pivot', 'IPADDRESS.hostile.greet', '--columns', 'score'],
    {
      cwd: folder,
      input: '8.8.8.8\r\n\n9.9.9.9\r\n',
    },
  );
  expect(piped).toEqual({
    code: 0,
    err: '',
    out: 'input,score,hostile.greet.status\n8.8.8.8,1,found\n9.9.9.9,,not-found\n',
  });
});

test('a CSV comes back with every cell of its own as it was, and the answer beside', async () => {
  const { code, out } = await greet('--input', 'rows.csv', '--column', 'address', '--columns', 'answer');
  expect(code).toBe(0);
  const before = readCsv(awkward);
  const after = readCsv(out);
  expect(after.columnNames).toEqual([...before.columnNames, 'answer', 'hostile.greet.status']);
  expect(after.select(...before.columnNames).toRows()).toEqual(before.toRows());
  expect(after.cells('answer')).toEqual(['hello you', null, null, null, 'hello you']);
});

test.each([
  ['left', 5],
  ['inner', 2],
  ['right', 2],
  ['outer', 5],
])('--join %s: %i rows', async (join, rows) => {
  const { out } = await greet('--input', 'rows.csv', '--column', 'address', '--join', join, '--prefix', 'g_');
  const table = readCsv(out);
  expect(table.size).toBe(rows);
  expect(table.columnNames).toContain('g_answer');
});

test('options have the types of the pivot’s schema', async () => {
  const { out } = await greet('8.8.8.8', '--option', 'to=a=b', '--option', 'times=2.5', '--quiet');
  expect(out).toContain('8.8.8.8,hello a=b,2.5,found');
});

test.each(['rows.tsv', 'rows.ndjson', 'rows.json'])('reads %s', async (file) => {
  const { out } = await greet('--input', file, '--column', 'address', '--columns', 'score');
  expect(out).toBe('address,n,score,hostile.greet.status\n8.8.8.8,1,1,found\n1.1.1.1,2,1,found\n');
});

test('rows from standard input', async () => {
  const { out } = await pivotkit(
    ['--plugin', hostile, 'pivot', 'ip.greet', '--input', '-', '--column', 'a', '--columns', 'score'],
    { cwd: folder, input: 'a\n8.8.8.8\n' },
  );
  expect(out).toBe('a,score,hostile.greet.status\n8.8.8.8,1,found\n');
});

test('every format, to standard output and to a file', async () => {
  const of = async (format: string): Promise<string> =>
    (await greet('8.8.8.8', '9.9.9.9', '--columns', 'score', '--format', format, '--quiet')).out;
  const [json, ndjson, markdown, table, tsv] = await Promise.all(
    ['json', 'ndjson', 'markdown', 'table', 'tsv'].map(of),
  );
  const rows = [
    { input: '8.8.8.8', score: 1, 'hostile.greet.status': 'found' },
    { input: '9.9.9.9', score: null, 'hostile.greet.status': 'not-found' },
  ];
  expect(JSON.parse(json ?? '')).toEqual(rows);
  expect(
    (ndjson ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(rows);
  expect(markdown).toContain('| 8.8.8.8 |');
  expect(table).toBe('input    score  hostile.greet.status\n8.8.8.8      1  found\n9.9.9.9      –  not-found\n');
  expect(tsv).toContain('8.8.8.8\t1\tfound');

  const { code, out, err } = await greet('8.8.8.8', '9.9.9.9', '--columns', 'score', '--output', 'out.arrow');
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toContain('2 rows → out.arrow');
  expect(readArrow(readFileSync(join(folder, 'out.arrow'))).toRows()).toEqual(rows);
  expect(existsSync(join(folder, 'out.arrow.part'))).toBe(false);
});

test('the input file itself may be the output', async () => {
  const own = workFolder({ 'a.csv': 'a\n8.8.8.8\n' });
  await pivotkit(
    [
      '--plugin',
      hostile,
      'pivot',
      'ip.greet',
      '--input',
      'a.csv',
      '--column',
      'a',
      '--output',
      'a.csv',
      '--columns',
      'score',
    ],
    { cwd: own },
  );
  expect(readFileSync(join(own, 'a.csv'), 'utf8')).toBe('a,score,hostile.greet.status\n8.8.8.8,1,found\n');
  removeFolder(own);
});

test('texts of a plugin that a spreadsheet would run are escaped, numbers are not', async () => {
  const { out } = await pivotkit(['--plugin', hostile, 'pivot', 'ip.hostile.formula', '8.8.8.8'], { cwd: folder });
  expect(out).toContain(`8.8.8.8,'=1+1,-1,found`);
});

test('--plan asks nobody and says who would be told', async () => {
  const planned = (...more: string[]): ReturnType<typeof pivotkit> =>
    pivotkit([
      '--plugin',
      hostile,
      'pivot',
      'dns.hostile.told',
      'iana.org',
      'github.com',
      'iana.org',
      'x y',
      '--plan',
      ...more,
    ]);
  expect((await planned()).out).toContain('2 distinct entities, 2 to ask, 1 cell is no entity; told: Somebody');
  expect((await planned('--tlp', 'red')).out).toContain('0 to ask, 2 skipped(marking)');
});

test('--why says where each answer came from', async () => {
  const { out } = await greet('8.8.8.8', '--why');
  expect(out).toMatch(/hostile\.greet\.why\n.*hostile 1\.0\.0 · 8\.8\.8\.8 · \d{4}-/);
});
