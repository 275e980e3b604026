import { PivotKitError } from '@pivotkit/core';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { defaultRules, ruleFileSchema, type Rule } from './rules.ts';

/** The session's rules: those of its files before the ones that come along; of one id the first counts. */
export async function loadRules(paths: readonly string[], useDefaults: boolean): Promise<readonly Rule[]> {
  const own = (await Promise.all(paths.map(readRules))).flat();
  return distinct([...own, ...(useDefaults ? defaultRules : [])]);
}

export function distinct(rules: readonly Rule[]): readonly Rule[] {
  const first = new Map<string, Rule>();
  for (const rule of rules) if (!first.has(rule.id)) first.set(rule.id, rule);
  return [...first.values()];
}

/** @throws COMMAND_RULES_INVALID with the file and everything that is wrong in it */
async function readRules(path: string): Promise<readonly Rule[]> {
  const invalid = (problem: string, cause?: unknown): PivotKitError => new PivotKitError('COMMAND_RULES_INVALID', { path, problem }, { cause }); // prettier-ignore
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw invalid('it cannot be read', cause);
  });
  const parsed = ruleFileSchema.safeParse(document(text, invalid));
  if (parsed.success) return parsed.data.rules;
  throw invalid(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

/** YAML, and so JSON, too. Aliases are bounded, so that a small file cannot become a large one. */
function document(text: string, invalid: (problem: string, cause?: unknown) => PivotKitError): unknown {
  try {
    return parse(text, { maxAliasCount: 100 }) as unknown;
  } catch (cause) {
    throw invalid('it is neither YAML nor JSON', cause);
  }
}
