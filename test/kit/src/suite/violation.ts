/** A rule that was broken: where, what was expected, what happened, and how to mend it. */
export interface Violation {
  readonly rule: string;
  /** `virustotal.report of IpAddress`, and about what. */
  readonly subject: string;
  readonly expected: string;
  readonly happened: string;
  readonly mend: string;
}

/** What a rule says of one place; the suite adds rule and subject. */
export interface Finding {
  /** What was asked or looked at, such as `8.8.8.8` or `column 'score'`. */
  readonly at?: string;
  readonly expected: string;
  readonly happened: string;
  readonly mend: string;
}

/** One sentence a person can act on. */
export const violationText = ({ rule, subject, expected, happened, mend }: Violation): string =>
  `[${rule}] ${subject}: expected ${expected}, but ${happened}. ${mend}`;

/** Thrown by a test of the suite. */
export class ConformanceError extends Error {
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    super(violations.map(violationText).join('\n'));
    this.name = 'ConformanceError';
    this.violations = violations;
  }
}

const longest = 200;

/** A value for a message, cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '·');
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}
