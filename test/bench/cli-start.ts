import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../tools/source-files.ts';

// How long the command line takes to start, against Node doing nothing; the best of several runs, which take turns so
// that a busy machine slows all of them. Run with: npx node test/bench/cli-start.ts

const bin = join(repositoryRoot, 'core', 'bin', 'pivotkit.js');
const runs = 10;

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['node, doing nothing', ['-e', '0']],
  ['--version', [bin, '--version']],
  ['--help', [bin, '--help']],
  ['pivots', [bin, 'pivots']],
  ['first row of a local pivot', [bin, 'pivot', 'ip.ip.scope', '8.8.8.8']],
];

const bestMs = new Map<string, number>();
for (let run = 0; run < runs; run++)
  for (const [name, parameters] of cases)
    bestMs.set(name, Math.min(bestMs.get(name) ?? Infinity, elapsedMs(parameters)));

const [[, nothingMs] = ['', 1]] = bestMs;
for (const [name, ms] of bestMs)
  console.log(`${name.padEnd(28)} ${ms.toFixed(0).padStart(5)} ms  ${(ms / nothingMs).toFixed(1).padStart(5)} × node`);

function elapsedMs(parameters: readonly string[]): number {
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, parameters, { cwd: repositoryRoot });
  if (status !== 0) throw new Error(`${parameters.join(' ')} ended with ${String(status)}`);
  return performance.now() - startedMs;
}
