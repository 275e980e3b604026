import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { writeGeneratedPlugins } from '../support/generated-plugins.ts';

const run = promisify(execFile);
const folder = join(import.meta.dirname, `../../out/types-at-scale-test-${process.pid}`);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function errorsOf(project: string): Promise<string[]> {
  const result: unknown = await run('npx', ['tsc', '-p', project]).catch((error: unknown) => error);
  const lines = String(Reflect.get(Object(result), 'stdout')).split('\n');
  // Only the generated files count here: the sources are checked as a whole elsewhere.
  return lines.filter((line) => line.includes('types-at-scale-test'));
}

test('twelve chained pivots over forty plugins compile, and wrong names do not', { timeout: 60_000 }, async () => {
  const { plugins, script } = await writeGeneratedPlugins(folder, ['pivotkit-source']);
  expect(await errorsOf(plugins)).toEqual([]);
  expect(await errorsOf(script)).toEqual([]);
});
