import { expect, test } from 'vitest';
import { hostile, pivotkit, removeFolder, workFolder } from './run-cli.ts';

const folder = workFolder({ 'pivotkit.config.yaml': `discover: false\nplugins: ['${hostile}']\n` });
const ask = (...parameters: readonly string[]) =>
  pivotkit(['pivot', 'Dns.hostile.told', 'iana.org', 'server.local', ...parameters], { cwd: folder });

test('says nothing of its own, and why something was not asked when told to, for people or machines', async () => {
  const [plain, verbose, debug, json, both, wrong] = await Promise.all([
    ask(),
    ask('--verbose'),
    ask('--debug'),
    ask('--log', 'json'),
    ask('--debug', '--log', 'json'),
    ask('--log', 'xml'),
  ]);
  removeFolder(folder);
  for (const { out } of [verbose, debug, json, both]) expect(out).toBe(plain.out);
  for (const { err } of [plain, verbose, json]) expect(err).not.toContain('not asked');
  expect(debug.err).toMatch(/^\S+Z debug not asked pivot=hostile\.told kind=Dns key=server\.local status=skipped/m);
  const lines = both.err.split('\n').filter((each) => each.startsWith('{'));
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'debug', message: 'may be asked', key: 'iana.org', told: 'Somebody' },
    { level: 'debug', message: 'not asked', key: 'server.local' },
  ]);
  expect({ code: wrong.code, err: wrong.err }).toEqual({ code: 2, err: expect.stringContaining('text, json') });
});
