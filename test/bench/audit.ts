/**
 * What events from audit logs cost, beside a pattern for each line and objects for each event, in one run.
 * The peer's figures hold none for audit logs (../shared/oracle/TIMINGS.md).
 * `npx node --expose-gc --conditions=pivotkit-source test/bench/audit.ts [lines]`
 */
import { createSession, Table } from '@pivotkit/core';
import { audit } from '@pivotkit/plugin-audit';

const rounds = 3;

function logOf(size: number): string[] {
  const lines: string[] = [];
  for (let i = 0; lines.length < size; i++) {
    const id = `msg=audit(${1_551_485_405 + Math.floor(i / 20)}.${String((i * 37) % 1000).padStart(3, '0')}:${7_000 + i}):`;
    lines.push(
      `type=SYSCALL ${id} arch=c000003e syscall=59 success=yes exit=0 a0=7f174ea21be8 a1=7f1749f396d0 a2=7ffcd3946370 a3=9 items=2 ppid=${i % 900} pid=${i} auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=4294967295 comm="sh" exe="/bin/dash" key=(null)`,
      `type=EXECVE ${id} argc=3 a0="/bin/sh" a1="-c" a2=69707461626C6573202D2D76657273696F6E`,
      `type=CWD ${id} cwd="/var/lib/waagent/WALinuxAgent-2.2.36"`,
      `type=PATH ${id} item=0 name="/bin/sh" inode=26 dev=08:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0000000000000000 cap_fi=0000000000000000 cap_fe=0 cap_fver=0`,
      `type=PROCTITLE ${id} proctitle=2F62696E2F7368002D6300697074`,
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
async function timed(work: () => unknown): Promise<number> {
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

const session = await createSession({ plugins: [audit] });
console.log(`CPU time of the process, best of ${rounds}, Node ${process.version}`);
for (const size of [10_000, 50_000, Number(process.argv[2] ?? 200_000)]) {
  const lines = logOf(size);
  const table: Table<object> = Table.fromColumns({ line: lines });
  const ms = await timed(() => session.from(table).verb('audit.parse', {}).run());
  const plain = await timed(() => plainEvents(lines));
  const rate = Math.round((size / ms) * 1000).toLocaleString('en');
  console.log(`${size.toLocaleString('en')} lines: ${ms.toFixed(0)} ms, ${rate} lines/s; patterns and objects, nothing decoded: ${plain.toFixed(0)} ms, ratio ${(plain / ms).toFixed(2)}`); // prettier-ignore
}
await session.close();
