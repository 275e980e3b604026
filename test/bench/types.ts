/**
 * Time to type-check twelve chained pivots over forty plugins of five pivots, as a user does: against
 * declarations of core and plugins. Needs `npm run build`. Prints the ratio to a program that only imports the package.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeGeneratedPlugins } from '../support/generated-plugins.ts';

const root = join(import.meta.dirname, '../..');
if (!existsSync(join(root, 'core/dist/index.d.ts'))) throw new Error('Run `npm run build` first.');

const folder = join(root, 'out/types-at-scale-bench');
const { script: config, baseline: baselineConfig, plugins } = await writeGeneratedPlugins(folder, []);
execFileSync('npx', ['tsc', '-p', plugins], { cwd: root });

function seconds(project: string): { readonly check: number; readonly total: number; readonly instantiations: number } {
  const output = execFileSync('npx', ['tsc', '-p', project, '--extendedDiagnostics'], { encoding: 'utf8', cwd: root });
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+([\\d.]+)`).exec(output)?.[1] ?? NaN);
  return { check: read('Check time'), total: read('Total time'), instantiations: read('Instantiations') };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function measure(project: string) {
  const runs = Array.from({ length: 5 }, () => seconds(project));
  return {
    check: median(runs.map(({ check }) => check)),
    total: median(runs.map(({ total }) => total)),
    instantiations: runs[0]?.instantiations ?? NaN,
  };
}

const baseline = measure(baselineConfig);
const script = measure(config);
const authored = measure(plugins);
console.table({ 'import only': baseline, '12 pivots over 40 plugins': script, 'writing the 40 plugins': authored });
console.log(`total: ${(script.total / baseline.total).toFixed(2)} × a program that only imports the package`);
rmSync(folder, { recursive: true, force: true });
