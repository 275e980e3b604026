import { PivotKitError } from '../error/pivotkit-error.ts';

/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a playbook. */
export interface PlaybookProblem extends Position {
  readonly message: string;
}

/** All that is wrong, as one error, in the order of the text. @throws PLAYBOOK_INVALID when there is a problem */
export function requireNone(file: string, problems: readonly PlaybookProblem[]): void {
  if (problems.length === 0) return;
  const sorted = problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
  throw new PivotKitError('PLAYBOOK_INVALID', {
    file,
    count: sorted.length === 1 ? 'one fault' : `${sorted.length} faults`,
    problem: sorted.map(({ line, column, message }) => `\n  ${file}:${line}:${column} ${message}`).join(''),
    problems: sorted,
  });
}
