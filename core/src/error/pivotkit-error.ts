import { errorCodes, type ErrorCode } from './codes.ts';

const brand = Symbol.for('pivotkit.error');

/**
 * The one error class: a stable `code`, the `details` as data, a message that says what was wrong and where, and a hint
 * that says what to do. `PivotKitError.is` also recognises errors of another copy of the package and of the entities.
 */
export class PivotKitError extends Error {
  override readonly name = 'PivotKitError';
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hint: string;

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, unknown>> = {},
    options: { readonly cause?: unknown } = {},
  ) {
    const text = errorCodes[code];
    const message = fill(text.message, details);
    const hint = fill(text.hint, details);
    super(hint === '' ? message : `${message} ${hint}`, options);
    this.code = code;
    this.details = details;
    this.hint = hint;
  }

  static is(value: unknown): value is PivotKitError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/** `{name}` becomes the detail of that name; an absent detail becomes nothing, lists are joined with commas. */
function fill(template: string, details: Readonly<Record<string, unknown>>): string {
  return template
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = details[name];
      if (value === undefined || value === null) return '';
      return Array.isArray(value) ? value.map(whole).join(', ') : whole(value);
    })
    .trim()
    .replace(/\?\.$/, '?');
}

const whole = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value));
