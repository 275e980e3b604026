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

/** Schema of a reference to a secret. */
export const secretReference = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ command: z.array(z.string()).min(1).readonly() }),
]);

/** Where a secret is kept: a variable, a file, or what a command (program and arguments, no shell) prints. */
export type SecretReference = z.output<typeof secretReference>;

/** Stands in a configuration that has been read once for the secret still to be fetched. */
export class SecretRequest {
  readonly reference: SecretReference;

  constructor(where: SecretReference) {
    this.reference = where;
  }
}

/**
 * Schema of a setting that is a secret: a `Secret`, its text, or a reference. References are found by this schema and
 * by nothing else, so a setting that happens to be `{ file: … }` stays what it is.
 */
export const secret = (): z.ZodType<Secret, Secret | SecretReference | string> => {
  const schema = z.union([
    z.instanceof(Secret).transform(reported),
    secretReference.transform((where) => new SecretRequest(where)),
    z
      .string()
      .min(1)
      .transform((value) => reported(new Secret(value))),
  ]);
  // A plugin never sees a request: its configuration is read again with the secret in the request's place.
  return schema as unknown as z.ZodType<Secret, Secret | SecretReference | string>;
};

let report: (secret: Secret) => void = () => {};

function reported(secret: Secret): Secret {
  report(secret);
  return secret;
}

/** Does the (synchronous) work, and hands on every secret that a schema made by `secret()` takes in it. */
export function watchingSecrets<T>(onSecret: (secret: Secret) => void, work: () => T): T {
  const before = report;
  report = onSecret;
  try {
    return work();
  } finally {
    report = before;
  }
}
