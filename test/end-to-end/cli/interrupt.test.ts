import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { bin, hostile, pivotkit, removeFolder, workFolder } from './run-cli.ts';

const folder = workFolder({ 'rows.csv': `address,n\n${'8.8.8.8,1\n'.repeat(20_000)}` });
afterAll(() => removeFolder(folder));

const slow = ['--plugin', hostile, 'pivot', 'ip.hostile.slow', '--input', 'rows.csv', '--column', 'address'];

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  // The plugin says on standard error that its look-up has begun.
  const interrupted = (...more: string[]): ReturnType<typeof pivotkit> => {
    let isSent = false;
    return pivotkit([...slow, ...more], {
      cwd: folder,
      onErr: (text, kill) => {
        if (isSent || !text.includes('begun')) return;
        isSent = true;
        kill('SIGINT');
      },
    });
  };

  test('ends with 130, and says where the rows done so far are', async () => {
    const { code, out, err } = await interrupted('--output', 'located.csv');
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toContain('Cancelled in step 1 of 1');
    expect(err).toContain('Partial result: 20,000 rows written to located.csv.part');
    expect(existsSync(join(folder, 'located.csv'))).toBe(false);
    const lines = readFileSync(join(folder, 'located.csv.part'), 'utf8').trim().split('\n');
    expect({ rows: lines.length - 1, last: lines.at(-1) }).toEqual({
      rows: 20_000,
      last: '8.8.8.8,1,,,skipped(cancelled)',
    });
  });
});

test('a reader that goes early (`| head`) is no error', async () => {
  const parameters = ['--plugin', hostile, 'pivot', 'ip.greet', '--input', 'rows.csv', '--column', 'address'];
  const child = spawn(process.execPath, [bin, ...parameters], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdout.once('data', () => child.stdout.destroy());
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  expect({ code: await promise, err }).toEqual({ code: 0, err: '' });
});

const script = spawnSync('script', ['--version'], { encoding: 'utf8' });
const hasScript = script.error === undefined && script.stdout.includes('util-linux');

describe.skipIf(!hasScript)('on a terminal (skipped without the util-linux program `script`)', () => {
  const onTerminal = (parameters: readonly string[], environment: Readonly<Record<string, string>> = {}): string => {
    const words = [process.execPath, bin, '--plugin', hostile, ...parameters].map((word) => `'${word}'`).join(' ');
    const { PATH = '', HOME = '' } = process.env;
    const { stdout } = spawnSync('script', ['-qec', `stty cols 60; ${words}`, '/dev/null'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH, HOME, TERM: 'xterm', ...environment },
    });
    return stdout.replaceAll('\r\n', '\n');
  };

  test('a table that fits, statuses in colour, nothing of the data acts', () => {
    const text = onTerminal(['pivot', 'ip.hostile.escape', '8.8.8.8', '1.1.1.1']);
    expect(text).toContain('\u001b[1minput\u001b[22m');
    expect(text).toContain('\u001b[32mfound\u001b[39m');
    expect(text).toContain('␛[31mred␛[0m');
    for (const acting of ['\u001b[31mred', '\u202e', '\u0007']) expect(text).not.toContain(acting);
    for (const line of text.split('\n')) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(60);
  });

  test('CSV asked for on a terminal is made safe too', () => {
    expect(onTerminal(['pivot', 'ip.hostile.escape', '8.8.8.8', '--format', 'csv'])).toContain('8.8.8.8,␛[31mred');
  });

  test('NO_COLOR', () => {
    expect(onTerminal(['pivot', 'ip.hostile.mixed', '8.8.8.8', '1.1.1.1'], { NO_COLOR: '1' })).not.toContain('\u001b');
  });

  test('long results are cut, and what is left out is said', () => {
    const text = onTerminal(['pivot', 'ip.greet', '--input', 'rows.csv', '--column', 'address', '--rows', '2']);
    expect(text).toContain('… 19,998 more rows');
  });

  test('one row stands as a list', () => {
    expect(onTerminal(['pivot', 'ip.greet', '9.9.9.9'], { NO_COLOR: '1' })).toContain(
      'input                 9.9.9.9\nhostile.greet.status  not-found\n… 2 columns without a value',
    );
  });
});
