import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PivotKitError } from '@pivotkit/core';
import { WarningIndex } from './warning-index.ts';
import { warningListSchema, type WarningListFile } from './warning-list.ts';

/**
 * Every list in the files and folders named. A folder is one with lists (`*.json`), with folders of lists
 * (`amazon-aws/list.json`), or a copy of the repository.
 * @throws WARNINGLISTS_INVALID with every list that cannot be used (`details.list`)
 */
export async function loadLists(paths: readonly string[]): Promise<WarningIndex> {
  const faults: Fault[] = [];
  const found = await Promise.all(paths.map((path) => orFault(path, faults, () => filesIn(path))));
  const files = [...new Set(found.flatMap((list) => list ?? []))].sort();
  const lists = await Promise.all(files.map((file) => orFault(file, faults, () => readList(file))));
  if (faults.length === 0) return new WarningIndex(lists.filter((list) => list !== undefined));
  throw new PivotKitError('WARNINGLISTS_INVALID', {
    problems: faults.map(({ file, problem }) => `\n    - ${file}: ${problem}`).join(''),
    list: faults,
  });
}

interface Fault {
  readonly file: string;
  readonly problem: string;
}

async function orFault<T>(file: string, faults: Fault[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    faults.push({ file, problem: problemOf(error) });
    return undefined;
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return Reflect.get(error, 'code') === 'ENOENT' ? 'there is no such file' : error.message;
}

async function filesIn(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const repository = entries.find((entry) => entry.isDirectory() && entry.name === 'lists');
  if (repository !== undefined) return filesIn(join(path, 'lists'));
  const own = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
  const inFolders = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) =>
        (await readdir(join(path, name))).includes('list.json') ? [join(path, name, 'list.json')] : [],
      ),
  );
  const files = [...own.map(({ name }) => join(path, name)), ...inFolders.flat()];
  if (files.length === 0) throw new Error('there are no lists in the folder');
  return files;
}

async function readList(file: string): Promise<WarningListFile> {
  const read = warningListSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`it is no warning list: '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'of another form'}`);
  }
  // What cannot be used is a fault of this file, and not of all.
  void new WarningIndex([read.data]);
  return read.data;
}
