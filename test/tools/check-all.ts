import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from './source-files.ts';

// Everything `npm test` means. A check that fails does not keep the others from running; the last line counts every
// single test, and every other check as one.

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Check {
  readonly name: string;
  /** What to run by itself to see it again. */
  readonly command: string;
  /** Names a file of node_modules/.bin, or `node`. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Counts of its own; absent = the check counts as one. */
  count?(exitedWell: boolean): Count;
}

const testReport = join(repositoryRoot, 'out', 'tests.json');

const checks: readonly Check[] = [
  { name: 'types', command: 'npm run check:types', program: 'tsc', arguments: ['-p', 'tsconfig.json', '--noEmit'] },
  { name: 'lint', command: 'npm run lint', program: 'oxlint', arguments: ['--type-aware'] },
  {
    name: 'format',
    command: 'npm run check:format',
    program: 'prettier',
    arguments: ['--check', '.', '--log-level', 'warn'],
  },
  { name: 'build', command: 'npm run build', program: 'npm', arguments: ['run', 'build', '--silent'] },
  { name: 'api', command: 'npm run check:api', program: 'node', arguments: ['test/tools/api-report.ts'] },
  {
    name: 'packages',
    command: 'npm run check:packages',
    program: 'node',
    arguments: ['test/packages/check-packages.ts'],
  },
  {
    name: 'tests',
    command: 'npm run test:unit',
    program: 'vitest',
    arguments: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${testReport}`],
    count: countTests,
  },
];

mkdirSync(join(repositoryRoot, 'out'), { recursive: true });
rmSync(testReport, { force: true });
const outcomes = checks.map((check) => ({ check, ...outcomeOf(check) }));

console.log('');
for (const { check, count, seconds } of outcomes) {
  const state = count.failed === 0 ? 'ok  ' : 'FAIL';
  const again = count.failed === 0 ? '' : `  again: ${check.command}`;
  console.log(`${state} ${check.name.padEnd(9)} ${seconds.padStart(6)} s  ${shown(count)}${again}`);
}
const total = (key: keyof Count): number => outcomes.reduce((sum, { count }) => sum + count[key], 0);
console.log(`${String(total('passed'))} passed, ${String(total('failed'))} failed`);
if (total('failed') > 0) process.exitCode = 1;

function outcomeOf(check: Check): { readonly count: Count; readonly seconds: string } {
  console.log(`\n── ${check.name}`);
  const startedAt = performance.now();
  const isNode = check.program === 'node';
  const { status, error } = spawnSync(isNode ? process.execPath : check.program, check.arguments, {
    cwd: repositoryRoot,
    stdio: 'inherit',
    shell: process.platform === 'win32' && !isNode,
  });
  if (error !== undefined) console.log(`${check.program} cannot be started: ${error.message}`);
  const exitedWell = status === 0;
  return {
    count: check.count?.(exitedWell) ?? { passed: exitedWell ? 1 : 0, failed: exitedWell ? 0 : 1, skipped: 0 },
    seconds: ((performance.now() - startedAt) / 1000).toFixed(1),
  };
}

function shown({ passed, failed, skipped }: Count): string {
  return `${String(passed)} passed, ${String(failed)} failed${skipped === 0 ? '' : `, ${String(skipped)} skipped`}`;
}

/**
 * Counts from the runner's report. A file that fails without a failing test of its own counts as one failure; so does a
 * run that ends badly though no test failed, or leaves no report.
 */
function countTests(exitedWell: boolean): Count {
  const result = z.object({ status: z.string() });
  const report = z.object({
    testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(result) })),
  });
  if (!existsSync(testReport)) return { passed: 0, failed: 1, skipped: 0 };
  const { testResults: files } = report.parse(JSON.parse(readFileSync(testReport, 'utf8')));
  const statuses = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const of = (wanted: string): number => statuses.filter((status) => status === wanted).length;
  const brokenFiles = files.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((each) => each.status !== 'failed'),
  );
  const failed = of('failed') + brokenFiles.length;
  const passed = of('passed');
  return {
    passed,
    failed: failed === 0 && (!exitedWell || passed === 0) ? 1 : failed,
    skipped: statuses.length - passed - of('failed'),
  };
}
