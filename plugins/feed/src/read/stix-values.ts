import type { IndicatorValue } from '../indicator.ts';
import { readValue, type ReadValue } from '../read-value.ts';
import type { Comparison, Pattern } from './stix-pattern.ts';

/** A value named by a pattern. `partial`: the pattern asks for more than this value. */
export interface PatternValue extends IndicatorValue {
  readonly partial: boolean;
}

export interface PatternValues {
  readonly values: readonly PatternValue[];
  /** Comparisons that cannot be matched against a list of values. */
  readonly problems: readonly string[];
}

/**
 * The values by which a thing can be found to match a pattern. Alternatives (OR) each match alone. What is joined by AND
 * or FOLLOWEDBY, negated or qualified makes the values partial, except a file's hash, which says all about the file.
 */
export function valuesOfPattern(pattern: Pattern): PatternValues {
  const problems: string[] = [];
  return { values: collect(pattern, false, problems), problems };
}

function collect(pattern: Pattern, partial: boolean, problems: string[]): PatternValue[] {
  switch (pattern.type) {
    case 'comparison':
      return valuesOf(pattern.comparison, partial, problems);
    case 'qualified':
      return collect(pattern.part, true, problems);
    case 'or':
      return pattern.parts.flatMap((part) => collect(part, partial, problems));
    case 'and': {
      const telling = pattern.parts.filter((part) => !saysKindOnly(part));
      return telling.flatMap((part) => collect(part, partial || telling.length > 1, problems));
    }
  }
}

/** `…:dst_ref.type = 'ipv4-addr'` says only what the value beside it says too. */
const saysKindOnly = (pattern: Pattern): boolean =>
  pattern.type === 'comparison' && /[:.]type$/.test(pattern.comparison.path);

function valuesOf(comparison: Comparison, partial: boolean, problems: string[]): PatternValue[] {
  const { path, operator, values, negated } = comparison;
  if (negated) return report(problems, `'${path}' compared by NOT`);
  const subject = subjects.find(({ paths }) => paths.test(path));
  if (subject === undefined) return report(problems, `'${path}' cannot be looked up`);
  return values.flatMap((text) => {
    const read = readOperand(subject, operator, text);
    if (!read.ok) return report(problems, `'${path} ${operator} '${text}': ${read.reason}`);
    return [{ ...read.value, partial: partial && read.value.type !== 'hash' }];
  });
}

interface Subject {
  readonly paths: RegExp;
  /** Name of the type, as lists write it; undefined = found by the form of the value. */
  readonly type: string | undefined;
}

/** Objects and properties of STIX 2.1 (section 6) that name a value which can be looked up. */
const subjects: readonly Subject[] = [
  { paths: /^ipv[46]-addr:value$/, type: 'ip' },
  { paths: /^domain-name:value$/, type: 'domain' },
  { paths: /^url:value$/, type: 'url' },
  { paths: /^(file|artifact):hashes\./, type: 'hash' },
  { paths: /^email-addr:value$|^email-message:(from|sender)_ref\.value$/, type: 'email' },
  { paths: /^domain-name:resolves_to_refs\[[^\]]*\]\.value$/, type: undefined },
  { paths: /^network-traffic:(src|dst)_ref\.value$/, type: undefined },
];

function readOperand({ type }: Subject, operator: string, text: string): ReadValue {
  if (operator === '=' || operator === 'IN') return readValue(text, type);
  if (operator === 'ISSUBSET' && type !== 'domain') return readValue(text, 'network');
  if (operator === 'LIKE') return readLike(type, text);
  return { ok: false, reason: `${operator} cannot be looked up` };
}

/** Two forms of LIKE have a meaning here: `%.example.net`, all below a domain, and `https://…/%`, all below a URL. */
function readLike(type: string | undefined, text: string): ReadValue {
  const wildcards = text.match(/[%_]/g)?.length ?? 0;
  if (wildcards === 0) return readValue(text, type);
  if (type === 'domain' && wildcards === 1 && text.startsWith('%.')) return readValue(text.slice(2), 'domain');
  if (type !== 'url' || wildcards !== 1 || !text.endsWith('/%'))
    return { ok: false, reason: 'LIKE cannot be looked up' };
  const read = readValue(text.slice(0, -1), 'url');
  return read.ok ? { ok: true, value: { ...read.value, type: 'url-below' } } : read;
}

function report(problems: string[], problem: string): [] {
  problems.push(problem);
  return [];
}
