/**
 * Every code an error of this framework can have: what went wrong, in a sentence with `{details}` filled in, and what
 * to do about it. Codes are stable; match on them, never on the text.
 */
export interface ErrorText {
  readonly message: string;
  readonly hint: string;
}

export const errorCodes = {
  // table
  TABLE_COLUMN_MISSING: { message: "There is no column '{column}'{where}.", hint: '{suggestion}' },
  TABLE_COLUMN_TAKEN: {
    message: "The column '{column}' exists already{where}.",
    hint: 'Ask for a prefix or a suffix, name the columns you want, or rename the one you have.',
  },
  INTERNAL: { message: 'PivotKit has a fault of its own: {problem}.', hint: 'Please report it, with the cause below.' },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof errorCodes;
