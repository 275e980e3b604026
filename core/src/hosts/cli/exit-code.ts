/** What the process's exit code says; part of the contract with scripts. */
export const exitCode = {
  complete: 0,
  failed: 1,
  wrongUsage: 2,
  /** The rows are all there, but some look-ups failed, timed out or were throttled. */
  partial: 3,
  /** 128 + SIGINT. */
  cancelled: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Codes of mistakes in what was asked for, found before anything was done. */
const usageCodes: ReadonlySet<string> = new Set([
  'USAGE_INVALID',
  'CONFIG_INVALID',
  'OPTIONS_INVALID',
  'PIVOT_UNKNOWN',
  'VERB_UNKNOWN',
  'ENTITY_KIND_UNKNOWN',
  'PLUGIN_NOT_FOUND',
  'PLAYBOOK_INVALID',
  'PLAYBOOK_ARGUMENTS',
  'FILE_NOT_FOUND',
  'TABLE_COLUMN_MISSING',
  'TABLE_COLUMN_TAKEN',
  'TABLE_FORMAT_UNKNOWN',
  'TIME_RANGE_MISSING',
]);

export const exitCodeOf = (code: string): ExitCode => (usageCodes.has(code) ? exitCode.wrongUsage : exitCode.failed);
