import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fixtures, hostile, pivotkit, removeFolder, workFolder } from './run-cli.ts';

const plugin = (name: string): string => join(fixtures, 'plugins', `${name}.js`);

const folder = workFolder({
  'rows.csv': 'address,n\n8.8.8.8,1\n1.1.1.1,2\n',
  'taken.csv': 'address,score\n8.8.8.8,1\n',
  'quote.csv': 'address,n\n8.8.8.8,1\n"1.1.1.1,2\n',
  'ragged.csv': 'address,n\n8.8.8.8,1\n1.1.1.1,2,3\n',
  'broken.json': '[{"address": "8.8.8.8",]',
  'broken.ndjson': '{"address":"8.8.8.8"}\n{"address":\n',
  'rows.xls': '',
  'syntax.yaml': 'plugins:\n  a: [1,\n',
  'unknown.yaml': 'plugin:\n  ip: {}\n',
  'wrong.yaml': `tlp: purple\nnetwork:\n  timeoutMs: soon\nplugins:\n  ${hostile}: { retris: 1 }\n`,
  'settings.yaml': `plugins:\n  ${hostile}:\n    greetin: hi\n    retries: many\n`,
  'setup.yaml': `plugins:\n  ${hostile}: { failSetup: true }\n`,

  'playbook.yaml': 'version: 1\nname: x\ninput: { path: rows.csv }\nsteps:\n  - pivto: a\n',
});
afterAll(() => removeFolder(folder));

const greet = ['--plugin', hostile, 'pivot', 'ip.greet'];

describe('wrong usage: exit code 2, what is wrong and what to do', () => {
  test.each<[string, string[], string[]]>([
    ['unknown command', ['pivto'], ['USAGE_INVALID', "'pivto'", 'Did you mean pivot?']],
    ['unknown option', [...greet, '--colum', 'x'], ['USAGE_INVALID', "'--colum'", '--column']],
    ['no command', ['--debug'], ['No command']],
    ['missing file', [...greet, '--input', 'row.csv', '--column', 'address'], ['FILE_NOT_FOUND', "'row.csv'"]],
    [
      'wrong column',
      [...greet, '--input', 'rows.csv', '--column', 'adress'],
      ['TABLE_COLUMN_MISSING', "Did you mean 'address'?"],
    ],
    [
      'folder of the output that is not there',
      [...greet, '--input', 'rows.csv', '--column', 'address', '--output', 'no/such/out.csv'],
      ['FILE_NOT_FOUND', "There is no folder 'no/such'"],
    ],
    ['unknown ending', [...greet, '--input', 'rows.xls', '--column', 'a'], ['TABLE_FORMAT_UNKNOWN', 'rows.xls']],
    ['file without column', [...greet, '--input', 'rows.csv'], ['--input needs --column']],
    ['values and file', [...greet, '8.8.8.8', '--input', 'rows.csv', '--column', 'n'], ['Both values and --input']],
    [
      'unknown pivot',
      ['--plugin', hostile, 'pivot', 'ip.grete', '8.8.8.8'],
      ['PIVOT_UNKNOWN', "Did you mean 'IpAddress.greet'?"],
    ],
    [
      'pivot without entity',
      ['--plugin', hostile, 'pivot', 'greet', '8.8.8.8'],
      ['PIVOT_UNKNOWN', "'IpAddress.greet'"],
    ],
    [
      'unknown entity',
      ['--plugin', hostile, 'pivot', 'IpAdress.greet', '8.8.8.8'],
      ['ENTITY_KIND_UNKNOWN', "Did you mean 'IpAddress'?"],
    ],
    [
      'unknown option of the pivot',
      [...greet, '8.8.8.8', '--option', 'tu=me'],
      ['OPTIONS_INVALID', "Did you mean 'to'"],
    ],
    ['option without value', [...greet, '8.8.8.8', '--option', 'to'], ['--option name=value']],
    ['wrong join', [...greet, '8.8.8.8', '--join', 'lefft'], ['USAGE_INVALID', 'left, inner, right, outer']],
    ['unknown output column', [...greet, '8.8.8.8', '--columns', 'scor'], ["did you mean 'score'?"]],
    [
      'column that is taken',
      [...greet, '--input', 'taken.csv', '--column', 'address'],
      ['TABLE_COLUMN_TAKEN', "'score'"],
    ],
    ['unknown format', [...greet, '8.8.8.8', '--format', 'jsn'], ["Did you mean 'json'?"]],
    ['unknown ending of the output', [...greet, '8.8.8.8', '--output', 'a.xyz'], ['TABLE_FORMAT_UNKNOWN']],
    [
      'unknown type',
      [...greet, '--input', 'rows.csv', '--column', 'address', '--types', 'n=numbr'],
      ["Did you mean 'number'?"],
    ],
    [
      'unknown verb',
      ['--plugin', hostile, 'verb', 'hostile.numbr', '--input', 'rows.csv'],
      ['VERB_UNKNOWN', "'hostile.number'"],
    ],
    [
      'unknown option of a verb',
      ['--plugin', hostile, 'verb', 'hostile.number', '--input', 'rows.csv', '--options', 'form=1'],
      ['OPTIONS_INVALID', "'from'"],
    ],
    [
      'options of a verb that are no JSON',
      ['--plugin', hostile, 'verb', 'hostile.number', '--input', 'rows.csv', '--options', '{"from": 1'],
      ['no JSON object'],
    ],
    ['unknown marking', [...greet, '8.8.8.8', '--tlp', 'purple'], ['CONFIG_INVALID', '--tlp', 'amber+strict']],
    ['unknown span', [...greet, '8.8.8.8', '--last', '7 days'], ['CONFIG_INVALID', 'such as 7d']],
    ['contradiction', [...greet, '8.8.8.8', '--live', '--offline'], ['--live contradicts']],
    [
      'plugin that is not there',
      ['--plugin', 'no-such-thing', 'pivots'],
      ['PLUGIN_NOT_FOUND', 'npm install @pivotkit/plugin-no-such-thing'],
    ],
    ['configuration that is not there', ['--config', 'nowhere.yaml', 'pivots'], ['FILE_NOT_FOUND', 'nowhere.yaml']],
    ['configuration with a syntax error', ['--config', 'syntax.yaml', 'pivots'], ['CONFIG_INVALID', 'line 3']],
    ['unknown setting', ['--config', 'unknown.yaml', 'pivots'], ['line 1, column 1', "did you mean 'plugins'?"]],
    [
      'wrong settings, all at once',
      ['--config', 'wrong.yaml', 'pivots'],
      ["line 1, column 1: 'tlp'", "line 3, column 3: 'network.timeoutMs'"],
    ],
    [
      'wrong settings of a plugin',
      ['--config', 'settings.yaml', 'pivots'],
      ['line 3, column 5', "did you mean 'greeting'?", "line 4, column 5: 'hostile.retries'"],
    ],
    ['playbook that is not there', ['--plugin', hostile, 'run', 'nowhere.yaml'], ['FILE_NOT_FOUND']],
    ['wrong playbook', ['--plugin', hostile, 'run', 'playbook.yaml'], ['PLAYBOOK_INVALID', 'playbook.yaml:5:5']],
    ['unknown shell', ['completion', 'tcsh'], ['bash, zsh, fish']],
  ])('%s', async (_, parameters, wanted) => {
    const { code, out, err } = await pivotkit(parameters, { cwd: folder });
    expect({ code, out }, err).toEqual({ code: 2, out: '' });
    for (const text of wanted) expect(err).toContain(text);
  });
});

describe('failures: exit code 1, where it is', () => {
  test.each<[string, string[], string[]]>([
    ['folder for a file', [...greet, '--input', '.', '--column', 'address'], ['FILE_UNREADABLE', 'it is a folder']],
    [
      'quote that never closes',
      [...greet, '--input', 'quote.csv', '--column', 'address'],
      ['TABLE_CSV_QUOTE', 'Line 3'],
    ],
    [
      'row with too many fields',
      [...greet, '--input', 'ragged.csv', '--column', 'address'],
      ['TABLE_CSV_RAGGED', 'Line 3'],
    ],
    ['broken JSON', [...greet, '--input', 'broken.json', '--column', 'address'], ['TABLE_JSON_INVALID', 'Line 1']],
    ['broken NDJSON', [...greet, '--input', 'broken.ndjson', '--column', 'address'], ['TABLE_JSON_INVALID', 'Line 2']],
    [
      'folder instead of a file',
      [...greet, '--input', '.', '--input-format', 'csv', '--column', 'a'],
      ['FILE_UNREADABLE'],
    ],
    [
      'pivot that cannot be used',
      ['--plugin', hostile, 'pivot', 'ip.hostile.closed', '8.8.8.8'],
      ['PIVOT_UNAVAILABLE', 'the shop is shut'],
    ],
    [
      'package without plugin',
      ['--plugin', plugin('no-plugin'), 'pivots'],
      ['PLUGIN_MISSING_IN_PACKAGE', 'exports answer'],
    ],
    ['package that throws', ['--plugin', plugin('import-fails'), 'pivots'], ['PLUGIN_NOT_LOADED', 'no code today']],
    [
      'setup that throws',
      ['--plugin', plugin('broken-setup'), 'pivots'],
      ['PLUGINS_INVALID', 'the database is on fire'],
    ],
    ['setup that throws, by configuration', ['--config', 'setup.yaml', 'pivots'], ['hostile', 'told to fail']],
    [
      'several plugins, all at once',
      ['--config', 'missing.yaml', 'pivots'],
      ['PLUGINS_INVALID', 'missing.yaml, line 2, column 5', "Did you mean 'geolocation'?", 'not-there.js'],
    ],
  ])('%s', async (name, parameters, wanted) => {
    const cwd = name.startsWith('several') ? undefined : folder;
    const { code, out, err } = await pivotkit(
      cwd === undefined
        ? parameters.map((each) => (each === 'missing.yaml' ? join(repository, each) : each))
        : parameters,
      { cwd: cwd ?? repository },
    );
    expect({ code, out }, err).toEqual({ code: 1, out: '' });
    for (const text of wanted) expect(err).toContain(text);
  });

  // In a folder of the repository, so that there are plugins to be taken for the misspelt one.
  const repository = join(fixtures, 'configured');

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'configuration that may not be read',
    async () => {
      const path = join(folder, 'unknown.yaml');
      chmodSync(path, 0);
      const { code, err } = await pivotkit(['--config', path, 'pivots'], { cwd: folder });
      chmodSync(path, 0o644);
      expect({ code, isNamed: err.includes('FILE_UNREADABLE') }).toEqual({ code: 1, isNamed: true });
    },
  );
});

describe('partial: exit code 3, all rows there, the status says which failed', () => {
  test.each([
    ['throws', 'failed(PLUGIN_FAILED)'],
    ['short', 'failed(RESULT_INVALID)'],
    ['wrongType', 'failed(RESULT_INVALID)'],
    ['silent', 'timeout'],
  ])('a pivot that does it wrong: %s', async (name, status) => {
    const { code, out, err } = await pivotkit(
      ['--plugin', hostile, 'pivot', `ip.hostile.${name}`, '--input', 'rows.csv', '--column', 'address'],
      { cwd: folder },
    );
    expect(code).toBe(3);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(',').at(-1)),
    ).toEqual([`hostile.${name}.status`, status, status]);
    expect(err).toContain(`2 ${status}`);
  });

  test('one look-up of two', async () => {
    const { code, out } = await pivotkit(
      [
        '--plugin',
        hostile,
        'pivot',
        'ip.hostile.mixed',
        '--input',
        'rows.csv',
        '--column',
        'address',
        '--output',
        'mixed.csv',
      ],
      { cwd: folder },
    );
    expect({ code, out, isThere: existsSync(join(folder, 'mixed.csv')) }).toEqual({ code: 3, out: '', isThere: true });
  });
});

test('--debug shows where an error came from, and only then', async () => {
  const parameters = ['--plugin', plugin('import-fails'), 'pivots'];
  expect((await pivotkit(parameters, { cwd: folder })).err).not.toContain('    at ');
  const { err } = await pivotkit([...parameters, '--debug'], { cwd: folder });
  expect(err).toContain('caused by:');
  expect(err).toContain('import-fails.js');
});
