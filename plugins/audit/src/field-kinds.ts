import { argumentName } from './decode.ts';

/** Columns that hold the first value of a field with their name. */
export const fieldColumns: readonly string[] =
  'pid ppid auid uid euid gid egid ses exe comm argc cwd proctitle cmd syscall success exit key tty terminal acct op res hostname addr'.split(' '); // prettier-ignore

/**
 * Fields whose values users can choose: in quotes they are plain, else hexadecimal (field dictionary of
 * github.com/linux-audit/audit-documentation, format "encoded", read 2026-11-28).
 */
const encodedFields = new Set(
  'acct cmd comm cwd data dir exe file grp iuid key name new-chardev new-disk new-fs new-rng new_group ocomm old-chardev old-disk old-fs old-rng path proctitle sw vm watch'.split(
    ' ',
  ),
);

/** What is known of a field by its name and the type of its record. */
export interface FieldKind {
  readonly name: string;
  /** Which of `fieldColumns` takes it; -1: none. */
  readonly slot: number;
  readonly isEncoded: boolean;
  /** Number of the argument of the program that it is; -1: none. */
  readonly argument: number;
  /** Whether it is a part of an argument alone. */
  readonly isPart: boolean;
}

const slots: ReadonlyMap<string, number> = new Map(fieldColumns.map((name, slot) => [name, slot]));

/** Which of `fieldColumns` is called so; -1: none. */
export const slotOf = (name: string): number => slots.get(name) ?? -1;

/** Arguments of a system call are numbers in memory: those of programs count. */
export function fieldKind(type: string, name: string): FieldKind {
  const argument = type === 'EXECVE' ? argumentName(name) : undefined;
  return {
    name,
    slot: slotOf(name),
    isEncoded: argument !== undefined || encodedFields.has(name),
    argument: argument?.index ?? -1,
    isPart: argument?.part !== undefined,
  };
}
