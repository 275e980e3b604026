import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '@pivotkit/core';
import { afterAll, describe, expect, test } from 'vitest';
import { hostile, pivotkit, removeFolder, workFolder } from './run-cli.ts';

const folder = workFolder({
  'pivotkit.config.yaml': [
    'tlp: amber',
    'plugins:',
    `  ${hostile}:`,
    '    greeting: good day',
    'network: { timeoutMs: 4000 }',
    '',
  ].join('\n'),
  'below/rows.csv': 'address\n8.8.8.8\n',
  'playbook.yaml': [
    'version: 1',
    'name: Greetings',
    'parameters: { who: { type: text, default: you } }',
    'input: { path: below/rows.csv }',
    'steps:',
    '  - pivot: IpAddress.greet',
    '    column: address',
    '    options: { to: "${{ param.who }}" }',
    '    columns: [answer]',
    '',
  ].join('\n'),
});
afterAll(() => removeFolder(folder));

const run = (...parameters: string[]): ReturnType<typeof pivotkit> =>
  pivotkit(parameters, { cwd: join(folder, 'below') });

describe('configuration', () => {
  test('is found above, and what it says holds', async () => {
    const { out } = await run('pivot', 'ip.greet', '8.8.8.8', '--columns', 'answer');
    expect(out).toContain('8.8.8.8,good day you,found');
  });

  test('flag before environment before file', async () => {
    const { out } = await pivotkit(['config', '--tlp', 'green'], {
      cwd: folder,
      environment: { PIVOTKIT_TLP: 'red', PIVOTKIT_NETWORK_TIMEOUTMS: '5000', PIVOTKIT_HOSTILE_GREETING: 'hi' },
    });
    const settings = new Map(
      readCsv(out)
        .toRows()
        .map(({ setting, value, source }) => [setting, [value, source]]),
    );
    expect(settings.get('tlp')).toEqual(['green', 'flag --tlp']);
    expect(settings.get('network.timeoutMs')).toEqual(['5000', 'PIVOTKIT_NETWORK_TIMEOUTMS']);
    expect(settings.get('plugins.hostile.greeting')).toEqual(['hi', 'PIVOTKIT_HOSTILE_GREETING']);
    expect(settings.get('offline')).toEqual([null, 'default']);
  });

  test('numbers in the environment are numbers, unknown settings of a plugin are refused', async () => {
    const retries = await pivotkit(['config'], { cwd: folder, environment: { PIVOTKIT_HOSTILE_RETRIES: '3' } });
    expect(retries.out).toContain('plugins.hostile.retries,3,PIVOTKIT_HOSTILE_RETRIES');
    const unknown = await pivotkit(['config'], { cwd: folder, environment: { PIVOTKIT_HOSTILE_RETRISE: '3' } });
    expect({ code: unknown.code, names: unknown.err.includes('PIVOTKIT_HOSTILE_RETRISE') }).toEqual({
      code: 2,
      names: true,
    });
  });

  test('secrets are not shown, wherever they come from', async () => {
    const secret = 'f00dfeedf00dfeed';
    const own = workFolder({
      'pivotkit.config.yaml': 'plugins:\n  virustotal: { apiKey: { env: MY_KEY } }\n',
      'literal.yaml': `plugins:\n  virustotal: { apiKey: ${secret} }\n`,
    });
    const plugin = join(process.cwd(), 'plugins', 'virustotal', 'src', 'index.ts');
    const files = { referenced: 'pivotkit.config.yaml', literal: 'literal.yaml' };
    for (const path of Object.values(files)) {
      const text = readFileSync(join(own, path), 'utf8').replace('virustotal', plugin);
      removeFolder(join(own, path));
      await import('node:fs/promises').then(({ writeFile }) => writeFile(join(own, path), text));
    }
    const environment = { MY_KEY: secret };
    const [config, literal, doctor, literalDoctor] = await Promise.all([
      pivotkit(['config'], { cwd: own, environment }),
      pivotkit(['config', '--config', files.literal], { cwd: own }),
      pivotkit(['doctor'], { cwd: own, environment }),
      pivotkit(['doctor', '--config', files.literal], { cwd: own }),
    ]);
    removeFolder(own);
    for (const { out, err } of [config, literal, doctor, literalDoctor]) expect(out + err).not.toContain(secret);
    expect(config.out).toContain('plugins.virustotal.apiKey,‹secret›');
    expect(literal.out).toContain('plugins.virustotal.apiKey,‹secret›');
    expect(doctor.out).toContain('✓ secret virustotal.apiKey: there, by env MY_KEY');
    expect(literalDoctor.out).toContain('! secret virustotal.apiKey: stands in the configuration itself');
  });
});

test('pivots: all, those of an entity, those with a text, why one cannot be used', async () => {
  const calls = async (...text: string[]): Promise<unknown[]> =>
    readCsv((await run('pivots', ...text)).out).cells('pivot');
  expect(await calls()).toHaveLength(12);
  expect(await calls('domain')).toEqual(['Dns.hostile.told']);
  expect(await calls('iana.org')).toEqual(['Dns.hostile.told']);
  expect(await calls('never', 'answers')).toEqual(['IpAddress.hostile.silent']);
  expect((await run('pivots', 'be used')).out).toContain('no: the shop is shut');
  expect((await run('pivots', 'nothing like it')).code).toBe(1);
});

test('verbs: all, or those with a text', async () => {
  expect(readCsv((await run('verbs')).out).toRows()).toMatchObject([{ verb: 'hostile.number' }]);
  expect(readCsv((await run('verbs', 'NUMB')).out).size).toBe(1);
  expect((await run('verbs', 'nothing like it')).code).toBe(1);
});

test('help: commands, pivots and verbs', async () => {
  expect((await run('help')).out).toContain('pivotkit pivot ip.geolocation');
  expect((await run('help', 'pivot')).out).toBe((await run('pivot', '--help')).out);
  const pivot = await run('help', 'ip.greet');
  expect(pivot.out).toMatch(/^IpAddress\.greet — Greets/);
  expect(pivot.out).toMatch(/times +number, default 1/);
  const verb = await run('help', 'hostile.number');
  expect(verb.out).toMatch(/from +number, default 1/);
  expect(verb.out).toContain('pivotkit verb hostile.number --input FILE');
  expect(verb.out).toContain('- verb: hostile.number');
  expect((await run('help', 'nothing')).code).toBe(2);
});

test('a time range: asked for where a pivot needs one, by flag or configuration', async () => {
  const when = ['pivot', 'ip.hostile.when', '8.8.8.8', '--columns', 'score', '--quiet'];
  const without = await run(...when);
  expect({ code: without.code, err: without.err }).toEqual({
    code: 2,
    err: expect.stringContaining('TIME_RANGE_MISSING'),
  });
  expect((await run(...when, '--last', '2d')).out).toContain('8.8.8.8,48,found');
  const timeRange = '{ start: 2026-11-01T00:00:00Z, end: 2026-11-01T06:00:00+01:00 }';
  const own = workFolder({ 'pivotkit.config.yaml': `plugins: [${hostile}]\ntimeRange: ${timeRange}\n` });
  const { out } = await pivotkit(when, { cwd: own });
  removeFolder(own);
  expect(out).toContain('8.8.8.8,5,found');
});

test('plugins', async () => {
  const [row] = readCsv((await run('plugins')).out).toRows();
  expect(row).toMatchObject({ plugin: 'hostile', version: '1.0.0', pivots: '12', verbs: '1' });
});

test('verb: options as JSON or one by one', async () => {
  const rows = 'address,number\n8.8.8.8,5\n';
  expect((await run('verb', 'hostile.number', '--input', 'rows.csv', '--options', '{"from": 5}')).out).toBe(rows);
  expect((await run('verb', 'hostile.number', '--input', 'rows.csv', '--options', 'from=5')).out).toBe(rows);
});

describe('run', () => {
  const playbook = '../playbook.yaml';

  test('a playbook without outputs gives its result', async () => {
    const { code, out } = await run('run', playbook);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'address,answer,hostile.greet.status\n8.8.8.8,good day you,found\n',
    });
  });

  test('with parameters, input from elsewhere, and a file', async () => {
    const { code, err } = await pivotkit(
      ['run', playbook, '--param', 'who=all', '--input', '-', '--output', 'greeted.json'],
      { cwd: join(folder, 'below'), input: 'address\n1.1.1.1\n' },
    );
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'below', 'greeted.json'), 'utf8'))).toMatchObject([
      { address: '1.1.1.1' },
    ]);
  });

  test('--plan asks nobody', async () => {
    expect((await run('run', playbook, '--plan')).out).toContain('told: nobody');
  });

  test('parameters that are not there', async () => {
    const { code, err } = await run('run', playbook, '--param', 'hwo=all');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("did you mean 'who'?") });
  });
});

describe('doctor', () => {
  test('says what is in order', async () => {
    const { code, out } = await run('doctor');
    expect(code).toBe(0);
    for (const text of ['✓ node: ', '✓ clock: ', 'pivotkit.config.yaml', '✓ plugin hostile: 1.0.0: 12 pivots, 1 verb'])
      expect(out).toContain(text);
    expect(out).toContain('! pivot IpAddress.hostile.closed: cannot be used: the shop is shut');
  });

  test('says once what is missing to all pivots of a plugin', async () => {
    const { out } = await run(
      'doctor',
      ...['crowdsec', 'xforce'].flatMap((name) => [
        '--plugin',
        join(process.cwd(), 'plugins', name, 'src', 'index.ts'),
      ]),
    );
    const missing = out.split('\n').filter((line) => /crowdsec|xforce/.test(line) && line.startsWith('!'));
    expect(missing).toEqual([
      expect.stringMatching(/^! pivot IpAddress\.crowdsec\.smoke: cannot be used: it needs a CTI key/),
      expect.stringMatching(/^! plugin xforce: 6 of its pivots cannot be used: it needs a key and its password/),
    ]);
  });

  test('says what is wrong with each plugin, and the others are looked at all the same', async () => {
    const { code, out } = await run('doctor', '--plugin', './nothing.js', '--plugin', 'nothing-either');
    expect(code).toBe(1);
    expect(out).toContain('✗ plugin ./nothing.js');
    expect(out).toContain('✗ plugin nothing-either');
    expect(out).toContain('✓ plugin hostile');
  });

  test('as rows for programs', async () => {
    const { out } = await run('doctor', '--format', 'json');
    expect(JSON.parse(out)).toContainEqual(expect.objectContaining({ subject: 'plugin hostile', state: 'ok' }));
  });
});

test.each(['bash', 'zsh', 'fish'])('completion %s knows commands, options, pivots and plugins', async (shell) => {
  const { code, out } = await run('completion', shell);
  expect(code).toBe(0);
  for (const word of ['doctor', 'column', 'IpAddress.greet', 'hostile.number', 'hostile']) expect(out).toContain(word);
});

test('a folder without configuration: plugins beside the command, or how to get some', async () => {
  const empty = workFolder();
  const beside = await pivotkit(['plugins'], { cwd: empty });
  const none = await pivotkit(['plugins'], { cwd: empty, environment: { PIVOTKIT_DISCOVER: 'false' } });
  removeFolder(empty);
  expect({ code: beside.code, rows: readCsv(beside.out).cells('plugin') }).toMatchObject({
    code: 0,
    rows: expect.arrayContaining(['geolocation', 'virustotal']),
  });
  expect({ code: none.code, err: none.err }).toEqual({
    code: 1,
    err: expect.stringMatching(/PLUGINS_MISSING.*\n.*npm install/),
  });
});

test('--version', async () => {
  expect((await pivotkit(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
