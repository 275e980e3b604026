/**
 * What events from audit logs cost, beside a pattern for each line and objects for each event, in one run: all columns but
 * `records` and `paths`, and all columns. In brackets: how many times as long the patterns take as either.
 * The peer's figures hold none for audit logs (../shared/oracle/TIMINGS.md).
 * `npx node --expose-gc --conditions=pivotkit-source test/bench/audit.ts [lines]`
 */
import { createSession, Table } from '@pivotkit/core';
import { audit } from '@pivotkit/plugin-audit';

/** The first rounds of little work are those in which it is compiled. */
const roundsOf = (lines: number): number => (lines > 100_000 ? 3 : 9);
const programs = ['sh', 'dash', 'iptables', 'python3', 'cat', 'systemctl', 'grep'];
const hex = (value: number): string => (0x3000_0000 + 7_919 * value).toString(16);

function logOf(size: number): string[] {
  const lines: string[] = [];
  for (let i = 0; lines.length < size; i++) {
    const id = `msg=audit(${1_551_485_405 + Math.floor(i / 20)}.${String((i * 37) % 1000).padStart(3, '0')}:${7_000 + i}):`;
    const program = programs[i % programs.length] ?? 'sh';
    lines.push(
      `type=SYSCALL ${id} arch=c000003e syscall=59 success=yes exit=0 a0=7f${hex(i)} a1=7f${hex(3 * i)} a2=7ffc${hex(i)} a3=${i % 17} items=2 ppid=${i % 900} pid=${i} auid=${i % 3 === 0 ? 1000 : 4294967295} uid=${i % 5} gid=${i % 5} euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=${i % 3 === 0 ? i % 40 : 4294967295} comm="${program}" exe="/usr/bin/${program}" key=(null)`,
      `type=EXECVE ${id} argc=3 a0="/bin/${program}" a1="-c" a2=69707461626C6573202D2D76657273696F6E${hex(i).toUpperCase()}`,
      `type=CWD ${id} cwd="/var/lib/waagent/${i % 13}"`,
      `type=PATH ${id} item=0 name="/usr/bin/${program}" inode=${i % 5_003} dev=08:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0000000000000000 cap_fi=0000000000000000 cap_fe=0 cap_fver=0`,
      `type=PROCTITLE ${id} proctitle=2F62696E2F7368002D6300697074${hex(i).toUpperCase()}`,
    );
  }
  return lines.slice(0, size);
}

/** What a first script does: a pattern over each line, an object for each event; nothing decoded. */
function plainEvents(lines: readonly string[]): number {
  const events = new Map<string, Record<string, string>>();
  for (const line of lines) {
    const head = /^type=(\S+) msg=audit\(([^)]+)\): (.*)$/.exec(line);
    if (head === null) continue;
    const [, type = '', id = '', rest = ''] = head;
    const event = events.get(id) ?? {};
    events.set(id, event);
    for (const field of rest.matchAll(/(\S+?)=("[^"]*"|'[^']*'|\S*)/g)) event[`${type}.${field[1]}`] = field[2] ?? '';
  }
  return events.size;
}

/** Milliseconds of CPU, those of the garbage collector included: what else the machine does falls out. */
async function timed(work: () => unknown, rounds: number): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** What the next script does: the same, and what is hexadecimal is read. */
function plainDecoded(lines: readonly string[]): number {
  const events = new Map<string, Record<string, string>>();
  for (const line of lines) {
    const head = /^type=(\S+) msg=audit\(([^)]+)\): (.*)$/.exec(line);
    if (head === null) continue;
    const [, type = '', id = '', rest = ''] = head;
    const event = events.get(id) ?? {};
    events.set(id, event);
    for (const [, name = '', value = ''] of rest.matchAll(/(\S+?)=("[^"]*"|'[^']*'|\S*)/g))
      event[`${type}.${name}`] = readValue(type, name, value);
  }
  return events.size;
}

function readValue(type: string, name: string, value: string): string {
  if (value.startsWith('"')) return value.slice(1, -1);
  const isHex = (type === 'EXECVE' || name === 'proctitle' || name === 'name') && /^(?:[0-9A-F]{2})+$/.test(value);
  return isHex ? Buffer.from(value, 'hex').toString() : value;
}

const session = await createSession({ plugins: [audit] });
console.log(`CPU time of the process, best of 9, of 3 for more than 100,000 lines, Node ${process.version}`);
console.log(
  'lines      events   lines/s   and all records   patterns, nothing decoded   patterns, hexadecimal decoded',
);
for (const size of [10_000, 100_000, Number(process.argv[2] ?? 1_000_000)]) {
  const lines = logOf(size);
  const table: Table<object> = Table.fromColumns({ line: lines });
  const parse = () => session.from(table).verb('audit.parse', {}).run();
  const ms = await timed(parse, roundsOf(size));
  const all = await timed(async () => {
    const events = await parse();
    return [events.table.cells('records'), events.table.cells('paths')];
  }, roundsOf(size));
  const [plain, decoded] = [
    await timed(() => plainEvents(lines), roundsOf(size)),
    await timed(() => plainDecoded(lines), roundsOf(size)),
  ];
  const ratio = (other: number): string =>
    `${other.toFixed(0)} ms (${(other / ms).toFixed(2)}, ${(other / all).toFixed(2)})`;
  console.log(`${size.toLocaleString('en').padEnd(10)} ${ms.toFixed(0).padStart(4)} ms ${Math.round((size / ms) * 1000).toLocaleString('en').padStart(10)} ${all.toFixed(0).padStart(8)} ms ${ratio(plain).padStart(28)} ${ratio(decoded).padStart(28)}`); // prettier-ignore
}
await session.close();
