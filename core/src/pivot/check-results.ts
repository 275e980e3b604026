import { tlpLevels } from '@pivotkit/entities';
import type { ColumnSpec } from '../table/index.ts';
import { failed, type LookupResult } from './lookup-result.ts';
import type { PivotTarget } from './pivot.ts';

/**
 * Trust, but check: as many results as inputs, and every cell as its column declares it. A wrong result becomes
 * `failed(RESULT_INVALID)` for its own input; a wrong number of results for all of them.
 */
export function checkResults(target: PivotTarget, answer: unknown, expected: number): readonly LookupResult[] {
  if (!Array.isArray(answer)) return repeated(wrong(target, 'it is no list of results'), expected);
  if (answer.length !== expected)
    return repeated(wrong(target, `${answer.length} results for ${expected} inputs`), expected);
  return answer.map((result: unknown) => checkResult(target, result));
}

function checkResult(target: PivotTarget, result: unknown): LookupResult {
  if (!isResult(result)) return wrong(target, 'a result without a known status');
  if (result.status !== 'found') return result;
  if (!Array.isArray(result.rows) || result.rows.length === 0) return wrong(target, "'found' without rows");
  if (target.pivot.rowsPerInput === 'at-most-one' && result.rows.length > 1)
    return wrong(target, `${result.rows.length} rows for one input, but the pivot gives at most one`);
  if (result.marking !== undefined && !tlpLevels.includes(result.marking))
    return wrong(target, `the marking '${String(result.marking)}', which is none of ${tlpLevels.join(', ')}`);
  const problem = rowsProblem(target, result.rows);
  return problem === undefined ? result : wrong(target, problem);
}

const statuses = new Set(['found', 'not-found', 'not-supported', 'skipped', 'throttled', 'timeout', 'failed']);

const isResult = (result: unknown): result is LookupResult =>
  typeof result === 'object' && result !== null && 'status' in result && statuses.has(String(result.status));

function rowsProblem({ pivot: { columns } }: PivotTarget, rows: readonly unknown[]): string | undefined {
  const specs = Object.entries(columns);
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) return 'a row that is no object';
    for (const [name, spec] of specs) {
      const problem = cellProblem(spec, Reflect.get(row, name));
      if (problem !== undefined) return `column '${name}' ${problem}`;
    }
    for (const name in row) if (!Object.hasOwn(columns, name)) return `column '${name}' is not declared`;
  }
  return undefined;
}

function cellProblem(spec: ColumnSpec, cell: unknown): string | undefined {
  if (cell === null || cell === undefined)
    return spec.nullWhen === undefined ? 'is null, but is declared never to be' : undefined;
  if (!isOfType(spec, cell)) return `should hold ${spec.type}, not ${describe(cell)}`;
  const [least, greatest] = spec.range ?? [-Infinity, Infinity];
  if (typeof cell === 'number' && (cell < least || cell > greatest))
    return `is ${cell}, outside ${least} to ${greatest}`;
  return undefined;
}

function isOfType({ type }: ColumnSpec, cell: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof cell === 'string';
    case 'number':
      return typeof cell === 'number' && Number.isFinite(cell);
    case 'bigint':
      return typeof cell === 'bigint';
    case 'boolean':
      return typeof cell === 'boolean';
    case 'time':
      return cell instanceof Date && !Number.isNaN(cell.getTime());
    case 'list':
      return Array.isArray(cell);
    case 'object':
      return typeof cell === 'object' && !Array.isArray(cell);
    case 'any':
      return true;
  }
}

const describe = (cell: unknown): string =>
  typeof cell === 'number' ? String(cell) : Array.isArray(cell) ? 'a list' : typeof cell;

const wrong = ({ plugin, pivot }: PivotTarget, problem: string): LookupResult =>
  failed('RESULT_INVALID', { plugin: plugin.name, pivot: pivot.name, problem });

const repeated = (result: LookupResult, times: number): LookupResult[] => Array.from({ length: times }, () => result);
