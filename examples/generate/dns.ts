import { attacker, PATIENT_ZERO, VICTIM_SERVER } from './attacker.ts';
import { computer, workstations, type Computer } from './company.ts';
import { publicServices } from './internet.ts';
import { BEACON } from './intrusion-flows.ts';
import { sessionsOf } from './presence.ts';
import { randomFor } from './random.ts';
import { at, HOUR_MS, iso, officeTime } from './week.ts';

export const DNS_COLUMNS = [
  'time',
  'host',
  'clientIp',
  'query',
  'queryType',
  'responseCode',
  'answers',
  'ttlSeconds',
] as const;

interface Question {
  readonly timeMs: number;
  readonly from: Computer;
  readonly query: string;
  readonly queryType: 'A' | 'AAAA' | 'PTR';
  /** Empty: the name does not exist. */
  readonly answers: readonly string[];
}

export interface DnsRow {
  readonly time: string;
  readonly host: string;
  readonly clientIp: string;
  readonly query: string;
  readonly queryType: string;
  readonly responseCode: 'NOERROR' | 'NXDOMAIN';
  readonly answers: string | null;
  readonly ttlSeconds: number | null;
}

const random = randomFor('dns');

/** Names no resolver knows: typing slips and what computers ask by themselves. */
const UNKNOWN_NAMES = [
  'wpad.halden.internal',
  'isatap.halden.internal',
  'gihub.com.halden.internal',
  'printer-3.halden.internal',
];

/** Rows in the order of time. */
export function dnsRows(): readonly DnsRow[] {
  const all = [...workstations.flatMap(deskQuestions), ...intrusion()];
  return all.toSorted((left, right) => left.timeMs - right.timeMs).map(rowOf);
}

function rowOf(question: Question): DnsRow {
  const found = question.answers.length > 0;
  return {
    time: iso(question.timeMs),
    host: question.from.name,
    clientIp: question.from.address,
    query: question.query,
    queryType: question.queryType,
    responseCode: found ? 'NOERROR' : 'NXDOMAIN',
    answers: found ? question.answers.join(';') : null,
    ttlSeconds: found ? random.pick([60, 300, 300, 3600]) : null,
  };
}

function deskQuestions(from: Computer): readonly Question[] {
  return sessionsOf(from).flatMap(({ dayIndex }) =>
    Array.from({ length: random.between(9, 15) }, () => ({
      from,
      timeMs: officeTime(random, dayIndex),
      ...question(),
    })),
  );
}

function question(): Pick<Question, 'query' | 'queryType' | 'answers'> {
  const kind = random.unit();
  if (kind < 0.07) return { query: random.pick(UNKNOWN_NAMES), queryType: 'A', answers: [] };
  if (kind < 0.25) return inside();
  const { domain, addresses } = random.pickWeighted(publicServices);
  const sixth = addresses.filter((address) => address.includes(':'));
  if (kind < 0.4 && sixth.length > 0) return { query: domain, queryType: 'AAAA', answers: sixth };
  return { query: domain, queryType: 'A', answers: addresses.filter((address) => !address.includes(':')) };
}

function inside(): Pick<Question, 'query' | 'queryType' | 'answers'> {
  const name = random.pick(['FILE-01', 'APP-01', 'DC-01', 'SQL-01', 'GIT-01']);
  return { query: `${name.toLowerCase()}.halden.internal`, queryType: 'A', answers: [computer(name).address] };
}

function intrusion(): readonly Question[] {
  const patient = computer(PATIENT_ZERO);
  const ask = (
    timeMs: number,
    from: Computer,
    to: { readonly domain: string; readonly address: string },
  ): Question => ({
    timeMs,
    from,
    query: to.domain,
    queryType: 'A',
    answers: [to.address],
  });
  return [
    ask(at('Tue', '09:12:46'), patient, attacker.lure),
    ask(at('Tue', '09:14:52'), patient, attacker.stage),
    ...BEACON.awake.flatMap(([from, until]) =>
      hourly(from, until).map((timeMs) => ask(timeMs, patient, attacker.command)),
    ),
    ask(at('Fri', '02:09:59'), computer(VICTIM_SERVER), attacker.exfiltration),
  ];
}

/** The implant keeps the answer for about an hour. */
function hourly(from: number, until: number): readonly number[] {
  const count = Math.ceil((until - from) / HOUR_MS);
  return Array.from({ length: count }, (_, i) => from + i * HOUR_MS + random.between(0, 4000));
}
