import { afterAll, expect, test } from 'vitest';
import { hostile, pivotkit, removeFolder, workFolder } from './run-cli.ts';

const folder = workFolder({
  'pivotkit.config.yaml': [
    'policy:',
    '  own: { domains: [iana.org] }',
    '  purposes:',
    '    triage: { reaches: provider }',
    '    archive: { reaches: nobody }',
    '',
  ].join('\n'),
});
afterAll(() => removeFolder(folder));

const run = (...parameters: string[]) => pivotkit(['--plugin', hostile, ...parameters], { cwd: folder });
const planned = async (...flags: string[]) =>
  (await run('pivot', 'dns.hostile.told', 'www.iana.org', 'github.com', '--plan', ...flags)).out;

test('what the configuration calls one’s own is not asked about', async () => {
  expect(await planned()).toContain('1 to ask, 1 skipped(own)');
});

test('a purpose narrows what may be asked', async () => {
  expect(await planned('--purpose', 'triage')).toContain('1 to ask, 1 skipped(own)');
  expect(await planned('--purpose', 'archive')).toContain('0 to ask, 1 skipped(own), 1 skipped(purpose)');
});

test('an unknown purpose is refused with the nearest one', async () => {
  const { code, err } = await run('pivots', 'dns', '--purpose', 'triag');
  expect([code, err]).toEqual([2, expect.stringContaining("did you mean 'triage'?")]);
});

test('`pivots VALUE` says where the policy does not let the value be asked about', async () => {
  const { out } = await run('pivots', 'www.iana.org', '--format', 'csv');
  expect(out).toContain('no: www.iana.org is one’s own (iana.org) and does not leave the house');
});
