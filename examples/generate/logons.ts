import { PATIENT_ZERO, STOLEN_ACCOUNT, VICTIM_SERVER } from './attacker.ts';
import { computer, servers, workstations, type Computer } from './company.ts';
import { sessionsOf } from './presence.ts';
import { randomFor } from './random.ts';
import { at, HOUR_MS, iso, officeTime, serverTime, WEEKDAYS } from './week.ts';

export const LOGON_COLUMNS = [
  'time',
  'host',
  'account',
  'logonType',
  'logonTypeName',
  'result',
  'failureReason',
  'authentication',
  'sourceIp',
  'sourceHost',
] as const;

/** Numbers as Windows writes them in event 4624; null for ssh on Linux, which has none. */
const LOGON_TYPES = { interactive: 2, network: 3, service: 5, unlock: 7, 'remote-interactive': 10, ssh: null } as const;

interface Logon {
  readonly timeMs: number;
  readonly on: Computer;
  readonly account: string;
  readonly type: keyof typeof LOGON_TYPES;
  readonly from: Computer | undefined;
  readonly failureReason?: string;
  readonly authentication: 'Kerberos' | 'NTLM' | 'Negotiate' | 'publickey';
}

export interface LogonRow {
  readonly time: string;
  readonly host: string;
  readonly account: string;
  readonly logonType: number | null;
  readonly logonTypeName: string;
  readonly result: 'success' | 'failure';
  readonly failureReason: string | null;
  readonly authentication: string;
  readonly sourceIp: string | null;
  readonly sourceHost: string | null;
}

const random = randomFor('logons');

/** Rows in the order of time. */
export function logonRows(): readonly LogonRow[] {
  const all = [...workstations.flatMap(deskLogons), ...serviceLogons(), ...administration(), ...intrusion()];
  return all.toSorted((left, right) => left.timeMs - right.timeMs).map(rowOf);
}

function rowOf(logon: Logon): LogonRow {
  return {
    time: iso(logon.timeMs),
    host: logon.on.name,
    account: logon.account,
    logonType: LOGON_TYPES[logon.type],
    logonTypeName: logon.type,
    result: logon.failureReason === undefined ? 'success' : 'failure',
    failureReason: logon.failureReason ?? null,
    authentication: logon.authentication,
    sourceIp: logon.from?.address ?? null,
    sourceHost: logon.from?.name ?? null,
  };
}

function deskLogons(desk: Computer): readonly Logon[] {
  return sessionsOf(desk).flatMap(({ dayIndex, logOnMs }) => {
    const local = { on: desk, account: desk.account, from: undefined, authentication: 'Negotiate' } as const;
    const mistyped = random.chance(0.12)
      ? [{ ...local, timeMs: logOnMs - 9_000, type: 'interactive', failureReason: 'bad password' } as const]
      : [];
    const shares = Array.from({ length: random.between(2, 4) }, () => toServer(desk, officeTime(random, dayIndex)));
    return [
      ...mistyped,
      { ...local, timeMs: logOnMs, type: 'interactive' } as const,
      { ...local, timeMs: logOnMs + 5 * HOUR_MS + random.between(0, HOUR_MS), type: 'unlock' } as const,
      ...shares,
    ];
  });
}

function toServer(desk: Computer, timeMs: number): Logon {
  const on = computer(random.pick(['FILE-01', 'FILE-01', 'APP-01', 'DC-01']));
  return { timeMs, on, account: desk.account, type: 'network', from: desk, authentication: 'Kerberos' };
}

function serviceLogons(): readonly Logon[] {
  const windows = servers.filter(({ role }) => role === 'windows-server');
  const backup = computer('BACKUP-01');
  return WEEKDAYS.flatMap((_, day) => [
    ...windows.map((on) => {
      const timeMs = serverTime(random, day);
      return {
        timeMs,
        on,
        account: on.account,
        type: 'service',
        from: undefined,
        authentication: 'Negotiate',
      } as const;
    }),
    ...windows.map((on) => {
      const timeMs = serverTime(random, day);
      return {
        timeMs,
        on,
        account: STOLEN_ACCOUNT,
        type: 'network',
        from: backup,
        authentication: 'Kerberos',
      } as const;
    }),
  ]);
}

/** The administrators at work: remote desktops and ssh. */
function administration(): readonly Logon[] {
  const desks = workstations.filter(({ department }) => department === 'operations');
  return [0, 1, 2, 3, 4].flatMap((day) =>
    Array.from({ length: random.between(8, 14) }, () => {
      const from = random.pick(desks);
      const on = random.pick(servers);
      const linux = on.role === 'linux-server';
      const account = linux ? (from.account.split('\\')[1] ?? 'root') : from.account;
      const how = linux
        ? ({ type: 'ssh', authentication: 'publickey' } as const)
        : ({ type: 'remote-interactive', authentication: 'Kerberos' } as const);
      return { timeMs: officeTime(random, day), on, account, from, ...how };
    }),
  );
}

/** The backup account, which never before came from a desk: four refusals, then the file server. */
function intrusion(): readonly Logon[] {
  const from = computer(PATIENT_ZERO);
  const as = { account: STOLEN_ACCOUNT, type: 'network', from, authentication: 'NTLM' } as const;
  const refused = ['SQL-01', 'DC-01', 'DC-02', 'APP-01'].map((name, i) => ({
    ...as,
    timeMs: at('Wed', '13:48:20') + i * 41_000,
    on: computer(name),
    failureReason: 'logon type not granted',
  }));
  const granted = [at('Wed', '14:02:12'), at('Wed', '14:09:37'), at('Thu', '22:31:15'), at('Fri', '02:06:22')];
  return [...refused, ...granted.map((timeMs) => ({ ...as, timeMs, on: computer(VICTIM_SERVER) }))];
}
