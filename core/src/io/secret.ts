import { z } from 'zod';

const hidden = '‹secret›';

/** A value that must not be shown: it prints as ‹secret› in text, JSON, logs and inspection. Only `reveal` gives it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.toPrimitive](): string {
    return hidden;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}

/** Schema of a setting that is a secret: takes a `Secret` or its text. */
export const secret = (): z.ZodType<Secret, Secret | string> =>
  z.union([
    z.instanceof(Secret),
    z
      .string()
      .min(1)
      .transform((value) => new Secret(value)),
  ]);
