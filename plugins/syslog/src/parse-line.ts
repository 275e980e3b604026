import { parseTime } from '@pivotkit/core';

/** What a line of syslog says. */
export interface SyslogLine {
  readonly format: 'rfc5424' | 'rfc3164';
  /** undefined: the line has no time, or none that can be. */
  readonly time: Date | undefined;
  readonly facility: string | undefined;
  readonly severity: string | undefined;
  readonly host: string | undefined;
  readonly app: string | undefined;
  readonly processId: string | undefined;
  readonly messageId: string | undefined;
  /** Structured data of RFC 5424: parameters by element. */
  readonly structured: { readonly [element: string]: { readonly [param: string]: string } } | undefined;
  readonly message: string;
}

export interface LineOptions {
  /** Lines of RFC 3164 have no year: theirs is the latest in which they are not later than this. */
  readonly notAfter: Date;
  /** Minutes that local time is ahead of UTC, for lines without a zone. */
  readonly offsetMinutes: number;
}

/** Names of RFC 5424, table 1, in the order of their numbers. */
const facilities = 'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(' '); // prettier-ignore
/** Table 2. */
const severities = 'emerg alert crit err warning notice info debug'.split(' ');

/** Longest that priority, time, host and program can be together. */
const longestHead = 2048;

/** Reads a line; undefined where it has neither priority nor time. Patterns look at its first 2 KB alone. */
export function parseSyslogLine(line: string, options: LineOptions): SyslogLine | undefined {
  const head = line.slice(0, longestHead);
  const pri = /^<(\d{1,3})>/.exec(head);
  const value = Number(pri?.[1] ?? NaN);
  const priority = {
    facility: facilities[Math.floor(value / 8)],
    severity: value < 192 ? severities[value % 8] : undefined,
  };
  const from = pri?.[0].length ?? 0;
  const rest = line.slice(from);
  if (/^\d{1,2} /.test(rest) && pri !== null) return rfc5424(rest, priority);
  const plain = rfc3164(rest, options);
  if (plain !== undefined) return { ...plain, ...priority };
  return pri === null ? undefined : { ...empty, ...priority, message: rest };
}

type Priority = Pick<SyslogLine, 'facility' | 'severity'>;
type Unprioritised = Omit<SyslogLine, keyof Priority>;

const empty: Unprioritised = {
  format: 'rfc3164',
  time: undefined,
  host: undefined,
  app: undefined,
  processId: undefined,
  messageId: undefined,
  structured: undefined,
  message: '',
};

function rfc5424(text: string, priority: Priority): SyslogLine {
  const [, time, host, app, processId, messageId] = text.slice(0, longestHead).split(' ', 6);
  const said = (part: string | undefined): string | undefined => (part === undefined || part === '-' || part === '' ? undefined : part); // prettier-ignore
  let at = 0;
  for (let space = 0; space < 6 && at >= 0; space++) at = text.indexOf(' ', at) + 1 || -1;
  const { structured, end } = at < 0 ? { structured: undefined, end: text.length } : structuredData(text, at);
  const message = text.slice(end).replace(/^ /, '').replace(/^\uFEFF/, ''); // prettier-ignore
  return { format: 'rfc5424', ...priority, time: parseTime(time ?? ''), host: said(host), app: said(app), processId: said(processId), messageId: said(messageId), structured, message }; // prettier-ignore
}

interface StructuredData {
  readonly structured: SyslogLine['structured'];
  readonly end: number;
}

/** `[id name="value" …]…` or `-`; inside values `\"`, `\\` and `\]` stand for the sign itself. */
function structuredData(text: string, from: number): StructuredData {
  if (text.charAt(from) !== '[') return { structured: undefined, end: text.charAt(from) === '-' ? from + 1 : from };
  const elements: [string, { readonly [param: string]: string }][] = [];
  let at = from;
  while (text.charAt(at) === '[') {
    const element = readElement(text, at + 1);
    elements.push([element.id, Object.fromEntries(element.params)]);
    at = element.end;
  }
  return { structured: Object.fromEntries(elements), end: at };
}

function readElement(text: string, from: number): { id: string; params: [string, string][]; end: number } {
  const params: [string, string][] = [];
  let at = from;
  while (at < text.length && text.charAt(at) !== ' ' && text.charAt(at) !== ']') at++;
  const id = text.slice(from, at);
  while (at < text.length && text.charAt(at) !== ']') {
    const equals = text.indexOf('="', at);
    if (equals < 0) return { id, params, end: text.length };
    const name = text.slice(at, equals).trim();
    const parts: string[] = [];
    let start = equals + 2;
    let end = start;
    for (; end < text.length && text.charAt(end) !== '"'; end++) {
      if (text.charAt(end) !== '\\' || !'"\\]'.includes(text.charAt(end + 1))) continue;
      parts.push(text.slice(start, end));
      start = ++end;
    }
    params.push([name, parts.join('') + text.slice(start, end)]);
    at = end + 1;
  }
  return { id, params, end: at + 1 };
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const bsdTime = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) /;
const isoTime = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) /;
const program = /^([^\s:[\]]{1,128})(?:\[([^\]\s]{1,32})\])?: ?/;

function rfc3164(text: string, options: LineOptions): Unprioritised | undefined {
  const head = text.slice(0, longestHead);
  const bsd = bsdTime.exec(head);
  const iso = bsd === null ? isoTime.exec(head) : null;
  const stamp = bsd?.[0] ?? iso?.[0];
  if (stamp === undefined) return undefined;
  const time = bsd === null ? parseTime(iso?.[1] ?? '') : bsdInstant(bsd.slice(1), options);
  const afterTime = text.slice(stamp.length);
  const space = afterTime.slice(0, 256).indexOf(' ');
  const first = space < 0 ? '' : afterTime.slice(0, space);
  // A line of the machine itself may leave out its name: then the program stands there.
  const host = first === '' || first.endsWith(':') ? undefined : first;
  const afterHost = host === undefined ? afterTime : afterTime.slice(space + 1);
  const named = program.exec(afterHost.slice(0, 256));
  return {
    ...empty,
    time,
    host,
    app: named?.[1],
    processId: named?.[2],
    message: afterHost.slice(named?.[0].length ?? 0),
  };
}

function bsdInstant([month = '', ...numbers]: readonly (string | undefined)[], options: LineOptions): Date | undefined {
  const [day = 0, hour = 0, minute = 0, second = 0] = numbers.map(Number);
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const ofDay = ((hour * 60 + minute - options.offsetMinutes) * 60 + second) * 1000;
  const latest = options.notAfter.getTime();
  const start = daysOf(months.indexOf(month), day, latest).find((each) => each + ofDay <= latest);
  return start === undefined ? undefined : new Date(start + ofDay);
}

/** The lines of a log are mostly of one day: what was made for the one before is kept. */
let lastDays = { month: -1, day: 0, latest: NaN, starts: Array.of<number>() };

/** When the day began in the next year and the eight before, the latest first; 29 February in leap years alone. */
function daysOf(month: number, day: number, latest: number): readonly number[] {
  if (lastDays.month === month && lastDays.day === day && lastDays.latest === latest) return lastDays.starts;
  const next = new Date(latest).getUTCFullYear() + 1;
  const all = Array.from({ length: month < 0 ? 0 : 9 }, (_, back) => Date.UTC(next - back, month, day));
  const starts = all.filter((start) => new Date(start).getUTCDate() === day);
  lastDays = { month, day, latest, starts };
  return starts;
}
