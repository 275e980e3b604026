import { EvaluationError, ParseError, TypeError as CheckError } from '@marcbachmann/cel-js';
import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { nearest } from '@pivotkit/entities';
import { columnMissing, type Cell } from '../../table/index.ts';
import { expressionUses, type ExpressionUses, type NameUse } from './columns-used.ts';
import { createLanguage, linearMatches } from './functions.ts';
import { compilePattern } from './pattern.ts';

/** Values of the parameters by name. */
export type ParameterValues = Readonly<Record<string, Cell>>;

/** Something wrong with an expression, at a character of it (counted from 0). */
export class ExpressionFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Gives the cell of a column in the row at hand. */
export type CellReader = (column: string) => unknown;

/** An expression, checked once and evaluated for many rows. */
export interface Expression {
  readonly text: string;
  /** Columns it reads; undefined = it may read any. */
  readonly columns: readonly string[] | undefined;
  /**
   * Its value for a row. Null where it cannot be computed because a column it reads is null there.
   * @throws ExpressionFault when it cannot be computed for another reason.
   */
  evaluate(read: CellReader): Cell;
}

export interface ExpressionOptions {
  /** Columns there are; undefined = known only when it runs. */
  readonly columns?: readonly string[] | undefined;
  readonly parameters: ParameterValues;
  /** Names that may be used besides columns and parameters. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

const noCells: ReadonlyMap<string, unknown> = new Map();

let language: Environment | undefined;

/** @throws ExpressionFault with the character where it is wrong. */
export function compileExpression(text: string, options: ExpressionOptions): Expression {
  language ??= createLanguage();
  const parsed = parse(language, text);
  const uses = expressionUses(parsed.ast);
  const variables = new Map(Object.entries(options.variables ?? {}));
  const columnUses = uses.columns.filter(({ name }) => !variables.has(name));
  checkNames({ ...uses, columns: columnUses }, options);
  const places = placeColumns(columnUses);
  useLinearMatches(uses);
  check(language, parsed, text);
  const named = [...columnUses, ...uses.rowColumns].map(({ name }) => name);
  const used = [...new Set(named)];
  const readAll = uses.isWholeRow ? (options.columns ?? []) : uses.rowColumns.map(({ name }) => name);
  const param = new Map(Object.entries(options.parameters));
  const fixed = { ...Object.fromEntries(variables), param, row: noCells };
  const evaluate = (read: CellReader): Cell => {
    const context: Record<string, unknown> = { ...fixed };
    for (const [name, place] of places) context[place] = read(name);
    const row = readAll.length === 0 ? undefined : rowOf(readAll, read);
    if (row !== undefined) context['row'] = row.cells;
    try {
      const value: unknown = parsed(context);
      return cellOf(value);
    } catch (cause) {
      if (row?.hasReadNull() === true || used.some((name) => read(name) === null)) return null;
      throw withColumns(faultOf(cause, text), uses, options);
    }
  };
  return { text, columns: uses.isWholeRow ? undefined : used, evaluate };
}

/** A column named at run time that is not there: which there are. */
function withColumns(fault: ExpressionFault, { isWholeRow }: ExpressionUses, { columns }: ExpressionOptions): Error {
  const name = /^No such key: (.*)$/s.exec(fault.message)?.[1];
  if (!isWholeRow || columns === undefined || name === undefined || columns.includes(name)) return fault;
  return new ExpressionFault(columnMissing(name, columns).message.replace(/\.$/, ''), fault.offset);
}

interface RowCells {
  readonly cells: ReadonlyMap<string, unknown>;
  hasReadNull(): boolean;
}

/** The variable `row`: which of its cells are read may be known only when they are. */
function rowOf(names: readonly string[], read: CellReader): RowCells {
  const cells = new Map(names.map((name) => [name, read(name)]));
  let isNullRead = false;
  const get = (name: string): unknown => {
    const cell = Map.prototype.get.call(cells, name) as unknown;
    isNullRead ||= cell === null;
    return cell;
  };
  return { cells: Object.assign(cells, { get }), hasReadNull: () => isNullRead };
}

function parse(environment: Environment, text: string): ParseResult {
  try {
    return environment.parse(text);
  } catch (cause) {
    throw faultOf(cause, text);
  }
}

function check(environment: Environment, parsed: ParseResult, text: string): void {
  const { error } = parsed.check();
  if (error === undefined) return;
  const fault = faultOf(error, text);
  const called = /matching overload for '(?:[^']*\.)?(\w+)\(/.exec(fault.message)?.[1];
  if (called === undefined) throw fault;
  const names = environment.getDefinitions().functions.map(({ name }) => name);
  if (names.includes(called)) throw fault;
  const known = [...new Set(names)].filter((name) => name !== linearMatches);
  const near = nearest(called, known);
  throw new ExpressionFault(
    `there is no function '${called}'${near === undefined ? `; the functions are ${known.join(', ')}` : `; did you mean '${near}'?`}`,
    fault.offset,
  );
}

function checkNames({ columns, rowColumns, parameters, patterns }: ExpressionUses, options: ExpressionOptions): void {
  const known = options.columns;
  for (const { name, offset } of known === undefined ? [] : [...columns, ...rowColumns])
    if (!known?.includes(name)) throw new ExpressionFault(columnMissing(name, known ?? []).message, offset);
  const names = Object.keys(options.parameters);
  for (const { name, offset } of parameters)
    if (!names.includes(name)) throw new ExpressionFault(parameterMissing(name, names), offset);
  for (const { name, offset } of patterns) checkPattern(name, offset);
}

function parameterMissing(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  const known = names.length === 0 ? 'the playbook declares none' : `there are: ${names.join(', ')}`;
  return `there is no parameter '${name}'; ${near === undefined ? known : `did you mean 'param.${near}'?`}`;
}

function checkPattern(pattern: string, offset: number): void {
  try {
    compilePattern(pattern);
  } catch (cause) {
    throw new ExpressionFault(cause instanceof Error ? cause.message : String(cause), offset);
  }
}

/** Columns get names of their own in the tree: some (`bytes`, `type`) are words of the language. */
function placeColumns(uses: readonly NameUse[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { name, node } of uses) {
    const place = places.get(name) ?? `column${places.size}`;
    places.set(name, place);
    Object.assign(node, { args: place });
  }
  return places;
}

function useLinearMatches({ matches }: ExpressionUses): void {
  for (const node of matches) node.args[0] = linearMatches;
}

/** Whole numbers of the language are bigints; in tables they are numbers, as long as they are exact. */
function cellOf(value: unknown): Cell {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(cellOf);
  if (value === undefined || value === null) return null;
  if (value instanceof Date || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  const milliseconds = durationMs(value);
  if (milliseconds !== undefined) return milliseconds;
  if (value instanceof Map) return cellsOf([...value].map(([name, cell]) => [String(name), cell]));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return cellsOf(Object.entries(value));
  throw new ExpressionFault(
    `a value of this kind (${Object.prototype.toString.call(value)}) cannot stand in a table`,
    0,
  );
}

const cellsOf = (entries: readonly (readonly [string, unknown])[]): Cell =>
  Object.fromEntries(entries.map(([name, cell]) => [name, cellOf(cell)]));

/** A duration, such as the difference of two times, in milliseconds. */
function durationMs(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('seconds' in value) || !('nanos' in value)) return undefined;
  const { seconds, nanos } = value;
  return typeof seconds === 'bigint' && typeof nanos === 'number' ? Number(seconds) * 1_000 + nanos / 1e6 : undefined;
}

function faultOf(cause: unknown, text: string): ExpressionFault {
  if (cause instanceof ExpressionFault) return cause;
  const isOfLanguage = cause instanceof ParseError || cause instanceof CheckError || cause instanceof EvaluationError;
  if (!isOfLanguage) return new ExpressionFault(cause instanceof Error ? cause.message : String(cause), 0);
  const offset = Math.min(cause.range?.start ?? 0, text.length);
  return new ExpressionFault(inTheirWords(cause.summary), offset);
}

const words: readonly (readonly [RegExp, string])[] = [
  [/no such overload: (.*)/, 'the types do not fit: $1'],
  [/found no matching overload for '(.*)'/, "the types do not fit: found no matching overload for '$1'"],
  [/dyn<(\w+)>/g, '$1'],
  [/\bEOF\b/, 'end of the expression'],
  [/\bdouble\b/g, 'number'],
  [/google\.protobuf\.Timestamp/g, 'time'],
  [/google\.protobuf\.Duration/g, 'duration'],
];

/** The library's messages with the words of tables. */
function inTheirWords(summary: string): string {
  const message = words.reduce((text, [pattern, plain]) => text.replace(pattern, plain), summary);
  if (!/^the types do not fit: .*\bstring\b/.test(message)) return message;
  return `${message} (columns of a CSV are texts until \`types\` or \`retype\` says otherwise)`;
}
