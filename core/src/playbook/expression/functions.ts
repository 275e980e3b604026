import { Environment } from '@marcbachmann/cel-js';
import { entityClass } from '@pivotkit/entities';
import { compilePattern, type Matcher } from './pattern.ts';

/** What `matches` becomes: the library's own would run a backtracking engine over hostile text. */
export const linearMatches = 'matchesInLinearTime';

const limits = { maxAstNodes: 10_000, maxDepth: 100 };

/**
 * The language of the expressions: CEL (https://github.com/google/cel-spec, version 0.25, read 2026-11-20) with
 * arithmetic between whole numbers and others, `%` for all numbers, and `lower`, `upper`, `round`, `canonical`.
 */
export function createLanguage(): Environment {
  const language = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, limits });
  for (const [sign, calculate] of Object.entries(arithmetic)) {
    const mixed = (left: number | bigint, right: number | bigint): number => calculate(Number(left), Number(right));
    language.registerOperator(`double ${sign} int`, mixed).registerOperator(`int ${sign} double`, mixed);
  }
  return language
    .registerOperator('double % double', (left: number, right: number) => left % right)
    .registerFunction('lower(string): string', (text: string) => text.toLowerCase())
    .registerFunction('upper(string): string', (text: string) => text.toUpperCase())
    .registerFunction('string.lower(): string', (text: string) => text.toLowerCase())
    .registerFunction('string.upper(): string', (text: string) => text.toUpperCase())
    .registerFunction('round(double): double', (value: number) => Math.round(value))
    .registerFunction('round(int): int', (value: bigint) => value)
    .registerFunction('canonical(string, string): dyn', canonical)
    .registerFunction(`string.${linearMatches}(string): bool`, rememberedMatches());
}

/** The canonical text of an entity of the kind (or alias) named; null for what is none, as everywhere in tables. */
function canonical(text: string, kind: string): string | null {
  const parsed = entityClass(kind).parse(text);
  return parsed.ok ? parsed.value.key : null;
}

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

const maxRemembered = 1_000;

/** Patterns may come from a column, so only so many are kept. */
function rememberedMatches(): (text: string, pattern: string) => boolean {
  const matchers = new Map<string, Matcher>();
  return (text, pattern) => {
    let matcher = matchers.get(pattern);
    if (matcher === undefined) {
      if (matchers.size >= maxRemembered) matchers.clear();
      matcher = compilePattern(pattern);
      matchers.set(pattern, matcher);
    }
    return matcher(text);
  };
}
