import { PivotKitError } from '../error/pivotkit-error.ts';

const visibilities = ['private', 'unlisted', 'public'] as const;

/** Who can see what is submitted: the account alone, whoever has the link, everybody. */
export type Visibility = (typeof visibilities)[number];

/** Options that a call of a submitting pivot must have; no other pivot has them. */
export const submissionOptions = ['consent', 'visibility'] as const;

/** What a call of a submitting pivot says before anything is handed over. */
export interface SubmissionOptions {
  /** Whoever writes this knows that what is asked about is handed over, to be scanned or kept, which cannot be undone. */
  readonly consent: true;
  readonly visibility: Visibility;
}

/** What was consented to. */
export interface Submission {
  readonly visibility: Visibility;
}

/** The part of a pivot that says whether it submits. */
interface Submitting {
  readonly name: string;
  readonly sharing: { readonly submits?: boolean; readonly provider?: string };
}

/**
 * What the call of a submitting pivot consents to; undefined for a pivot that only looks up.
 * @throws OPTIONS_INVALID when consent or visibility are missing
 */
export function submissionOf(
  { name, sharing }: Submitting,
  { consent, visibility }: { readonly consent?: unknown; readonly visibility?: unknown },
): Submission | undefined {
  if (sharing.submits !== true) return undefined;
  const given = visibilities.find((each) => each === visibility);
  if (consent === true && given !== undefined) return { visibility: given };
  const problems = [
    ...(consent === true ? [] : ["'consent' is not true"]),
    ...(given === undefined ? [`'visibility' is none of ${visibilities.join(', ')}`] : []),
  ];
  throw new PivotKitError('OPTIONS_INVALID', {
    name,
    problems: problems.join('; '),
    suggestion: `It hands over what it is asked about to ${sharing.provider ?? 'its provider'}: say \`consent: true\`, and who may see it as \`visibility\`.`,
  });
}
