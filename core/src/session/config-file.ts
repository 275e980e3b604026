import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { issueText } from '../error/issue-text.ts';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { fileNotFound } from '../table/stream/text-chunks.ts';
import { configSchema, type Config } from './config-schema.ts';
import { settingsOf } from './config-text.ts';

const fileNames = ['pivotkit.config.yaml', 'pivotkit.config.yml', 'pivotkit.config.json'];

/** A configuration file that was read and found in order. */
export interface ConfigFile {
  readonly path: string;
  readonly folder: string;
  readonly config: Config;
  /** Where a setting stands in the file: `line 4, column 3`; undefined when it does not. */
  locate(path: readonly PropertyKey[]): string | undefined;
}

/** The nearest configuration file in the folder or one above it. */
export function findConfigFile(folder: string): string | undefined {
  for (let at = resolve(folder), below = ''; at !== below; below = at, at = dirname(at)) {
    const found = fileNames.map((name) => join(at, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @throws CONFIG_INVALID with every problem, its line and column; FILE_NOT_FOUND, FILE_UNREADABLE */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const lines = new LineCounter();
  const document = parseDocument(await readText(path), { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const positionAt = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  const syntax = document.errors.map((error) => `${positionAt(error.pos[0])}: ${error.message}`);
  if (syntax.length > 0) throw configInvalid(path, syntax, hintFor(path));
  const locate = (setting: readonly PropertyKey[]): string | undefined => {
    const offset = offsetOf(document, setting);
    return offset === undefined ? undefined : positionAt(offset);
  };
  const result = configSchema.safeParse(valuesOf(document, path));
  if (!result.success) throw schemaProblems(path, result.error, locate);
  return { path, folder: dirname(path), config: result.data, locate };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT') throw fileNotFound(path, cause);
    throw new PivotKitError('FILE_UNREADABLE', { path, problem: code }, { cause });
  }
}

/** Aliases may not grow without bound: a small file could fill the memory. */
function valuesOf(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (cause) {
    throw configInvalid(path, [cause instanceof Error ? cause.message : String(cause)], hintFor(path));
  }
}

const hintFor = (path: string): string =>
  extname(path) === '.json' ? 'The file is JSON; check commas, quotes and braces.' : 'The file is YAML; check indents.';

export function configInvalid(path: string, problems: readonly string[], suggestion: string): PivotKitError {
  const list = problems.length === 1 ? (problems[0] ?? '') : problems.map((problem) => `\n  - ${problem}`).join('');
  return new PivotKitError('CONFIG_INVALID', { where: ` in ${path}`, problems: list, suggestion, list: problems });
}

type Locate = (path: readonly PropertyKey[]) => string | undefined;

function schemaProblems(path: string, error: z.ZodError, locate: Locate): PivotKitError {
  const problems = error.issues.flatMap((issue) => issueProblems(issue, { locate, schema: configSchema }));
  return configInvalid(path, problems, mendHint);
}

export const mendHint = 'Mend it there; `pivotkit config` shows what is in force and where it came from.';

export interface IssuePlace {
  readonly locate: Locate;
  readonly schema: z.ZodType;
  /** Where in the file the schema's value stands. Default: it is the whole file. */
  readonly above?: readonly PropertyKey[];
}

/** One issue of a schema in words, with where it stands and the nearest name of an unknown one. */
export function issueProblems(issue: z.core.$ZodIssue, place: IssuePlace): string[] {
  const { locate, schema, above = [] } = place;
  const full = (path: readonly PropertyKey[]): string => [...above, ...path].join('.');
  const at = (path: readonly PropertyKey[]): string => {
    const found = locate([...above, ...path]);
    return found === undefined ? '' : `${found}: `;
  };
  if (issue.code === 'unrecognized_keys') {
    const known = namesBelow(schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return `${at(path)}there is no setting '${full(path)}'; ${advice(key, known)}`;
    });
  }
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors.toSorted((left, right) => depth(right) - depth(left))[0] ?? [];
    const inner = deepest.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
    if (depth(deepest) > 0) return inner.flatMap((each) => issueProblems(each, place));
  }
  const name = full(issue.path);
  return [`${at(issue.path)}${name === '' ? '' : `'${name}': `}${issueText(issue)}`];
}

function advice(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean '${near}'?`;
  return known.length === 0 ? 'there are none' : `known are ${known.join(', ')}`;
}

/** Names an object schema knows at a path. */
function namesBelow(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const below = settingsOf(schema).filter((setting) => path.every((name, i) => setting.path[i] === name));
  return [...new Set(below.flatMap((setting) => setting.path[path.length] ?? []))];
}

/** How far into the value an alternative of a schema got; one that only stumbles over a name got furthest. */
const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map(({ path, code }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));

/** Where the key of a setting begins, or the innermost thing on the way to it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const [i, name] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(name));
      if (pair === undefined) return offset;
      offset = rangeStart(pair.key) ?? offset;
      node = pair.value;
      continue;
    }
    const item: unknown = document.getIn(path.slice(0, i + 1), true);
    offset = rangeStart(item) ?? offset;
    node = item;
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  const range: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'range') : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}
