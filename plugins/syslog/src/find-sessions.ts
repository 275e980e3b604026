import type { RowOf, Work } from '@pivotkit/core';
import type { sessionColumns } from './columns.ts';
import { byTime, type LogColumns } from './log-columns.ts';

export type LogonSession = RowOf<typeof sessionColumns>;

/** Messages of pam_unix: `pam_unix(sudo:session): session opened for user root(uid=0) by ann(uid=1000)`. */
const opened =
  /pam_unix\(([\w.@-]{1,64}):session\): session opened for user ([^\s(]{1,256})(?:\(uid=\d{1,10}\))?(?: by ([^\s(]{0,256})\(uid=\d{1,10}\))?/;
const closed = /pam_unix\(([\w.@-]{1,64}):session\): session closed for user ([^\s(]{1,256})/;
interface Found {
  readonly user: string | null;
  readonly target: string;
  readonly service: string;
  readonly host: string | null;
  readonly start: number | null;
  end: number | null;
  readonly commands: string[];
}

interface Command {
  readonly user: string;
  readonly text: string;
  readonly time: number;
  readonly host: string | null;
}

/**
 * Sessions that pam_unix opened and closed, in the order of their begin. A close belongs to the session of its host,
 * service and user that was opened first and is still open; one without such a session begins before the log. A command of
 * sudo, which the log has just before its session, belongs to the next one that its user opens within a second. Time grows
 * with the number of rows.
 */
export function* logonSessions(log: LogColumns): Work<LogonSession[]> {
  const open = new Map<string, Queue>();
  const sessions: Found[] = [];
  const pending = new Map<string, Command[]>();
  for (const [done, row] of byTime(log.times).entries()) {
    if (done % 256 === 0) yield [done, log.times.length];
    const message = (log.messages[row] ?? '').slice(0, longestMessage);
    const time = log.times[row] ?? 0;
    const host = log.hosts[row] ?? null;
    const opens = opened.exec(message);
    const closes = opens === null ? closed.exec(message) : null;
    if (opens !== null) {
      const [, service = '', target = '', by = ''] = opens;
      const user = by === '' ? null : by;
      const commands = service === 'sudo' ? takePending(pending, keyOf(host, user ?? ''), time) : [];
      const found: Found = { user, target, service, host, start: time, end: null, commands };
      sessions.push(found);
      queueOf(open, keyOf(host, service, target)).push(found);
    } else if (closes !== null) {
      const [, service = '', target = ''] = closes;
      const found = queueOf(open, keyOf(host, service, target)).shift();
      if (found !== undefined) found.end = time;
      else sessions.push({ user: null, target, service, host, start: null, end: time, commands: [] });
    } else {
      const ran = sudoCommand(message);
      if (ran === undefined || (log.programs[row] ?? 'sudo') !== 'sudo') continue;
      const key = keyOf(host, ran.user);
      pending.set(key, [...(pending.get(key) ?? []).slice(-9), { ...ran, time, host }]);
    }
  }
  return sessions.map(rowOf);
}

const longestMessage = 64 * 1024;

/** First in, first out, without moving what is left. */
class Queue {
  readonly #sessions: Found[] = [];
  #first = 0;

  push(found: Found): void {
    this.#sessions.push(found);
  }

  shift(): Found | undefined {
    const found = this.#sessions[this.#first];
    if (found !== undefined) this.#first += 1;
    return found;
  }
}

function queueOf(open: Map<string, Queue>, key: string): Queue {
  const queue = open.get(key) ?? new Queue();
  open.set(key, queue);
  return queue;
}

function takePending(pending: Map<string, Command[]>, key: string, time: number): string[] {
  const commands = pending.get(key) ?? [];
  pending.delete(key);
  return commands.filter((one) => time - one.time <= 1000).map(({ text }) => text);
}

/** `ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls`. */
export function sudoCommand(message: string): { readonly user: string; readonly text: string } | undefined {
  const at = message.indexOf('COMMAND=');
  const colon = message.indexOf(' : ');
  if (at < 0 || colon < 0 || colon > at) return undefined;
  const before = message.slice(0, colon).trimEnd();
  const user = before.slice(before.lastIndexOf(' ') + 1);
  return user === '' ? undefined : { user, text: message.slice(at + 'COMMAND='.length).trim() };
}

const keyOf = (...parts: readonly (string | null)[]): string => JSON.stringify(parts);

const rowOf = ({ user, target, service, host, start, end, commands }: Found): LogonSession => ({
  User: user ?? target,
  Target: target,
  Service: service,
  HostName: host,
  Start: start === null ? null : new Date(start),
  End: end === null ? null : new Date(end),
  duration: start === null || end === null ? null : (end - start) / 1000,
  Commands: commands,
});
