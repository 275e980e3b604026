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

/** Where a secret is kept: a variable, a file, or what a command (program and arguments, no shell) prints. */
export type SecretReference =
  { readonly env: string } | { readonly file: string } | { readonly command: readonly string[] };

/** Schema of a setting that is a secret: a `Secret`, its text, or a reference that the session resolves. */
export const secret = (): z.ZodType<Secret, Secret | SecretReference | string> => {
  const schema: z.ZodType<Secret, Secret | string> = z.union([
    z.instanceof(Secret),
    z
      .string()
      .min(1)
      .transform((value) => new Secret(value)),
  ]);
  // The session puts the secret in the place of a reference before the schema reads it.
  return schema;
};
