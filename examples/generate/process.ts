import { computer, type Computer } from './company.ts';
import { sha256 } from './hash.ts';
import { randomFor } from './random.ts';
import { DAY_MS, iso, WEEK_START_MS } from './week.ts';

export const PROCESS_COLUMNS = [
  'time',
  'host',
  'account',
  'processId',
  'parentProcessId',
  'image',
  'parentImage',
  'commandLine',
  'sha256',
] as const;

/** A process that started; its number is given out later, when all of a computer's processes are known. */
export interface ProcessStart {
  readonly timeMs: number;
  readonly host: string;
  readonly account: string;
  readonly image: string;
  readonly commandLine: string;
  readonly sha256: string;
  /** Undefined for what was running before the week began. */
  readonly parent: ProcessStart | undefined;
}

export interface ProcessRow {
  readonly time: string;
  readonly host: string;
  readonly account: string;
  readonly processId: number;
  readonly parentProcessId: number | null;
  readonly image: string;
  readonly parentImage: string | null;
  readonly commandLine: string;
  readonly sha256: string | null;
}

const bootProcesses = new Map<string, ProcessStart>();

/** Running since before the week: one per computer and image, and no row of its own. */
export function bootProcess(on: Computer, image: string, account: string): ProcessStart {
  const key = `${on.name} ${image}`;
  const known = bootProcesses.get(key);
  if (known !== undefined) return known;
  const made = startOf(
    { timeMs: WEEK_START_MS - DAY_MS, host: on.name, account, image, commandLine: image },
    undefined,
  );
  bootProcesses.set(key, made);
  return made;
}

type Given = Omit<ProcessStart, 'sha256' | 'parent'> & { readonly sha256?: string };

function startOf(given: Given, parent: ProcessStart | undefined): ProcessStart {
  return { ...given, sha256: given.sha256 ?? imageHash(given.image), parent };
}

/** A child on the same computer, under the same account unless another is given. */
export function child(parent: ProcessStart, own: Omit<Given, 'host' | 'account'> & Partial<Given>): ProcessStart {
  return startOf({ host: parent.host, account: parent.account, ...own }, parent);
}

/** The hash an image has on every computer of the company: that of invented text. */
export function imageHash(image: string): string {
  return sha256(`pivotkit sample: ${image.toLowerCase()}`);
}

/** Rows in the order of time; every process has a number no other of its computer has in that week. */
export function processRows(starts: readonly ProcessStart[]): readonly ProcessRow[] {
  const withParents = new Set(
    starts.flatMap((start) => (start.parent === undefined ? [start] : [start.parent, start])),
  );
  const ordered = [...withParents].toSorted((left, right) => left.timeMs - right.timeMs);
  const numbers = numbersOf(ordered);
  return ordered.filter(({ parent }) => parent !== undefined).map((start) => rowOf(start, numbers));
}

function rowOf(start: ProcessStart, numbers: ReadonlyMap<ProcessStart, number>): ProcessRow {
  const parent = start.parent;
  return {
    time: iso(start.timeMs),
    host: start.host,
    account: start.account,
    processId: numbers.get(start) ?? 0,
    parentProcessId: parent === undefined ? null : (numbers.get(parent) ?? null),
    image: start.image,
    parentImage: parent?.image ?? null,
    commandLine: start.commandLine,
    sha256: isLinux(start.host) ? null : start.sha256,
  };
}

/** The Linux sensor does not hash. */
function isLinux(host: string): boolean {
  return computer(host).role === 'linux-server';
}

function numbersOf(starts: readonly ProcessStart[]): ReadonlyMap<ProcessStart, number> {
  const random = randomFor('process ids');
  const taken = new Map<string, Set<number>>();
  const linux = new Map<string, number>();
  const windowsNumber = (host: string): number => {
    const used = taken.get(host) ?? new Set<number>();
    taken.set(host, used);
    for (;;) {
      const number = 4 * random.between(150, 6_000);
      if (!used.has(number)) return (used.add(number), number);
    }
  };
  const linuxNumber = (host: string): number => {
    const number = (linux.get(host) ?? 800) + random.between(1, 40);
    linux.set(host, number);
    return number;
  };
  return new Map(
    starts.map((start) => [start, isLinux(start.host) ? linuxNumber(start.host) : windowsNumber(start.host)]),
  );
}
