/** Codes of the errors this package throws; the text is for people, match on `code`. */
export type EntityErrorCode = 'ENTITY_INVALID' | 'ENTITY_KIND_UNKNOWN' | 'ENTITY_NOT_SAME';

const brand = Symbol.for('pivotkit.error');

/**
 * An entity that cannot be made, found or merged: `code` is stable, `details` is data, `hint` says what to do.
 * It carries the same brand as core's `PivotKitError`, so `PivotKitError.is(error)` is true for it too.
 */
export class EntityError extends Error {
  override readonly name = 'EntityError';
  readonly [brand] = true;
  readonly code: EntityErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hint: string | undefined;

  constructor(
    code: EntityErrorCode,
    message: string,
    options: {
      readonly details?: Readonly<Record<string, unknown>>;
      readonly hint?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(options.hint === undefined ? message : `${message} ${options.hint}`, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.hint = options.hint;
  }
}
