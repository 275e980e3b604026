/** Structured log of a session: a message and its fields. Secrets print as ‹secret›. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A log that keeps nothing. */
export const silentLog: Log = { info: () => {}, warn: () => {} };
