import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Every TypeScript example of the documents compiles and runs as it stands, from the root of the repository. */
const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
// A folder of its own, so that two runs at once do not take it from each other.
const folder = join(root, `out/docs-examples-${process.pid}`);

interface Example {
  readonly name: string;
  readonly code: string;
}

async function examplesOf(document: string): Promise<Example[]> {
  const markdown = await readFile(join(root, document), 'utf8');
  return Array.from(markdown.matchAll(/^```ts\n(.*?)^```/gms), (match, i) => ({
    name: `${document.replaceAll(/[^a-zA-Z]+/g, '-')}-${i + 1}.ts`,
    code: match[1] ?? '',
  }));
}

async function documents(): Promise<string[]> {
  const packages = [
    'entities',
    'core',
    'test/kit',
    ...(await readdir(join(root, 'plugins'))).map((name) => `plugins/${name}`),
  ];
  const readmes = packages.map((name) => `${name}/README.md`);
  const guides = (await readdir(join(root, 'docs')))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  return ['README.md', ...guides, ...readmes];
}

const examples: Example[] = [];
for (const document of await documents()) examples.push(...(await examplesOf(document).catch(() => [])));

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  for (const { name, code } of examples) await writeFile(join(folder, name), code);
  const project = {
    extends: '../../tsconfig.json',
    compilerOptions: { noUnusedLocals: false },
    include: ['*.ts'],
    exclude: [],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('examples in the documents', () => {
  test('compile', { timeout: 60_000 }, async () => {
    const result: unknown = await run('npx', ['tsc', '-p', folder, '--noEmit'], { cwd: root }).catch(
      (error: unknown) => error,
    );
    const lines = String(Reflect.get(Object(result), 'stdout')).split('\n');
    expect(lines.filter((line) => line.includes('docs-examples'))).toEqual([]);
  });

  test.each(examples.map(({ name }) => name))('%s runs', { timeout: 30_000 }, async (name) => {
    const { stderr } = await run(process.execPath, ['--conditions=pivotkit-source', join(folder, name)], { cwd: root });
    expect(stderr).toBe('');
  });
});
