import type { z } from 'zod';

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'names with values',
  record: 'names with values',
};

/** What a schema says about a value, in words for people who have never seen a schema. A message of its own stays. */
export function issueText(issue: z.core.$ZodIssue): string {
  if (!/^Invalid (input|option)\b/.test(issue.message)) return lowerFirst(issue.message);
  // Where inputs are not reported, the message alone tells an absent value from others.
  if (issue.message.endsWith('received undefined')) return 'it is missing';
  const wanted = wantedBy(issue);
  return wanted === undefined ? lowerFirst(issue.message) : `it must be ${wanted}`;
}

function wantedBy(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === 'invalid_type') return words[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  return issue.code === 'invalid_union' ? wantedByAny(issue) : undefined;
}

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`;

/** What the alternatives want, each once; undefined where one of them says it otherwise. */
function wantedByAny({ errors }: z.core.$ZodIssueInvalidUnion): string | undefined {
  const all = errors.map((issues) => issues.map((issue) => (issue.path.length === 0 ? wantedBy(issue) : undefined)));
  const wanted = all.flat();
  return wanted.length === 0 || wanted.includes(undefined) ? undefined : [...new Set(wanted)].join(', or ');
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
