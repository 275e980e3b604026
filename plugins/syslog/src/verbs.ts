import {
  cellText,
  defineVerb,
  inTurns,
  Table,
  vectorOf,
  withColumns,
  type Cell,
  type RowOf,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { burstColumns, hostColumns, lineColumns, riskColumns, sessionColumns } from './columns.ts';
import { logonSessions } from './find-sessions.ts';
import { distinct } from './load-rules.ts';
import { byTime, known, logColumnOptions, logColumns, texts } from './log-columns.ts';
import { ruleMatcher } from './match-rules.ts';
import { parseSyslogLine } from './parse-line.ts';
import { ruleSchema, type Rule } from './rules.ts';

export interface State {
  readonly rules: readonly Rule[];
}

/** Rows: n → n, order kept. A line that cannot be read keeps its text as message, with `format` unknown. */
export const linesVerb = defineVerb({
  name: 'syslog.lines',
  description: 'Reads lines of syslog, RFC 5424 and RFC 3164',
  options: z.strictObject({
    column: z.string().default('line').describe('Column of lines'),
    notAfter: z
      .date()
      .optional()
      .describe('Lines without a year are of the latest in which they are not later than this. Default: now.'),
    offsetMinutes: z
      .number()
      .int()
      .min(-840)
      .max(840)
      .default(0)
      .describe('Minutes that local time is ahead of UTC, for lines without a zone'),
  }),
  columns: lineColumns,
  result: 'new-table',
  streamable: true,
  examples: ["session.from(lines).verb('syslog.lines', {})"],
  run: async (table, { column, offsetMinutes, notAfter }, call: VerbCall) => {
    const options = { offsetMinutes, notAfter: notAfter ?? call.clock.now() };
    const rows = await inTurns(
      ofEach(table.cells(column), (cell) => rowOfLine(cellText(cell), options)),
      call,
    );
    return Table.fromRows(rows, { specs: lineColumns });
  },
});

function rowOfLine(text: string, options: Parameters<typeof parseSyslogLine>[1]): RowOf<typeof lineColumns> {
  const line = parseSyslogLine(text, options);
  return {
    TimeGenerated: line?.time ?? null,
    Facility: line?.facility ?? null,
    SeverityLevel: line?.severity ?? null,
    HostName: line?.host ?? null,
    ProcessName: line?.app ?? null,
    ProcessID: line?.processId ?? null,
    MessageID: line?.messageId ?? null,
    StructuredData: line?.structured ?? null,
    SyslogMessage: line?.message ?? text,
    format: line?.format ?? 'unknown',
  };
}

/** Work on cells one after the other. */
function* ofEach<T>(cells: readonly Cell[], make: (cell: Cell) => T): Work<T[]> {
  const made: T[] = [];
  for (const [row, cell] of cells.entries()) {
    if (row % 256 === 0) yield [row, cells.length];
    made.push(make(cell));
  }
  return made;
}

/** Rows: n → s, one for each session, in the order of their begin. */
export const sessionsVerb = defineVerb({
  name: 'syslog.sessions',
  description: 'Sessions of sudo, ssh and others that pam_unix opened and closed, with the commands of sudo',
  options: logColumnOptions,
  columns: sessionColumns,
  result: 'new-table',
  examples: ["session.from(syslog).verb('syslog.sessions', {})"],
  run: async (table, options, call: VerbCall) =>
    Table.fromRows(await inTurns(logonSessions(logColumns(table, options)), call), { specs: sessionColumns }),
});

const severities = ['low', 'medium', 'high'] as const;
const commandNames = ['Command', 'cmdline', 'CommandLine', 'cmd', 'SyslogMessage', 'message'];

/** Rows: n → n, order kept. */
export const riskyVerb = defineVerb({
  name: 'syslog.risky',
  description: 'Says which commands are risky, by rules that name techniques of MITRE ATT&CK',
  options: z.strictObject({
    commandCol: z.string().optional().describe('Column of commands. Default: the first of the usual names.'),
    rules: z.array(ruleSchema).default([]).describe("Rules of one's own, before the session's"),
    useSessionRules: z.boolean().default(true).describe("Whether the session's rules count, too"),
  }),
  columns: riskColumns,
  result: 'added-columns',
  streamable: true,
  examples: ["session.from(events).verb('syslog.risky', { commandCol: 'cmdline' })"],
  run: async (
    table,
    { commandCol = known(table, commandNames) ?? 'Command', rules, useSessionRules },
    call: VerbCall<State>,
  ) => {
    const matching = ruleMatcher(distinct([...rules, ...(useSessionRules ? call.state.rules : [])]));
    const rulesOf = (cell: Cell): readonly Rule[] => (cell === null ? [] : matching(cellText(cell)));
    const found = await inTurns(ofEach(table.cells(commandCol), rulesOf), call);
    const column = (name: keyof typeof riskColumns, of: (rules: readonly Rule[]) => Cell) => ({ spec: riskColumns[name], vector: vectorOf(riskColumns[name].type, found.map(of)) }); // prettier-ignore
    return withColumns(table, {
      risky_rules: column('risky_rules', (each) => each.map(({ id }) => id)),
      attack_techniques: column('attack_techniques', (each) =>
        [...new Set(each.flatMap(({ techniques }) => techniques))].sort(),
      ),
      risk: column(
        'risk',
        (each) => severities.findLast((severity) => each.some((one) => one.severity === severity)) ?? null,
      ),
    });
  },
});

/** Rows: n → b, one for each burst, by host and time. */
export const burstsVerb = defineVerb({
  name: 'syslog.bursts',
  description: 'Stretches of many commands in a short time on one host',
  options: logColumnOptions.omit({ messageCol: true }).extend({
    commandCol: z.string().optional().describe('Column of commands. Default: the first of the usual names.'),
    time: z.number().min(0).max(1e9).default(5).describe('Seconds in which they must fall'),
    events: z.number().int().min(2).max(1e6).default(10).describe('Events that make a burst'),
  }),
  columns: burstColumns,
  result: 'new-table',
  examples: ["session.from(sudo).verb('syslog.bursts', { time: 60, events: 3 })"],
  run: (table, { commandCol = known(table, commandNames) ?? 'Command', time, events, ...columns }) => {
    const log = logColumns(table, { ...columns, messageCol: commandCol });
    const byHost = new Map<string | null, number[]>();
    for (const row of byTime(log.times)) {
      if (log.messages[row] === '') continue;
      const host = log.hosts[row] ?? null;
      const rows = byHost.get(host) ?? [];
      if (rows.length === 0) byHost.set(host, rows);
      rows.push(row);
    }
    const bursts = [...byHost].flatMap(([HostName, rows]) =>
      burstsOf(rows, log.times, { time, events }).map((burst) => {
        const at = (row: number | undefined): number => log.times[row ?? 0] ?? 0;
        const [start, end] = [at(burst[0]), at(burst.at(-1))];
        return { HostName, Start: new Date(start), End: new Date(end), duration: (end - start) / 1000, events: burst.length, Commands: burst.map((row) => log.messages[row] ?? '') }; // prettier-ignore
      }),
    );
    return Table.fromRows(bursts, { specs: burstColumns });
  },
});

/** Longest stretches whose every `events` neighbours fall into `time` seconds. */
function burstsOf(
  rows: readonly number[],
  times: Float64Array,
  { time, events }: { readonly time: number; readonly events: number },
): number[][] {
  const bursts: number[][] = [];
  let until = -1;
  for (let from = 0; from + events <= rows.length; from++) {
    const to = from + events - 1;
    if ((times[rows[to] ?? 0] ?? 0) - (times[rows[from] ?? 0] ?? 0) > time * 1000) continue;
    if (from <= until) bursts.at(-1)?.push(...rows.slice(until + 1, to + 1));
    else bursts.push(rows.slice(from, to + 1));
    until = to;
  }
  return bursts;
}

const worse = new Set(['emerg', 'alert', 'crit', 'err', 'warning', 'emergency', 'critical', 'error']);

/** Rows: n → h, one for each host, by name, nulls last. */
export const hostSummaryVerb = defineVerb({
  name: 'syslog.hostSummary',
  description: 'What each host wrote: when, which programs, which users, how many warnings',
  options: logColumnOptions,
  columns: hostColumns,
  result: 'new-table',
  examples: ["session.from(syslog).verb('syslog.hostSummary', {})"],
  run: async (table, options, call: VerbCall) => {
    const log = logColumns(table, options);
    const severitiesOf = texts(table, known(table, ['SeverityLevel', 'severity']));
    const addresses = texts(table, known(table, ['HostIP', 'address']));
    const sessions = Map.groupBy(await inTurns(logonSessions(log), call), ({ HostName }) => HostName);
    const hosts = Map.groupBy(log.hosts.keys(), (row) => log.hosts[row] ?? null);
    const sorted = [...hosts].sort(
      ([a], [b]) => Number(a === null) - Number(b === null) || (a ?? '').localeCompare(b ?? '', 'en'),
    );
    const distinctTexts = (list: readonly (string | null | undefined)[]): string[] => [...new Set(list.filter((text) => text !== null && text !== undefined))].sort(); // prettier-ignore
    const rows = sorted.map(([HostName, own]) => {
      const times = own.map((row) => log.times[row] ?? NaN).filter((time) => !Number.isNaN(time));
      const edge = (of: (a: number, b: number) => number): Date | null => (times.length === 0 ? null : new Date(times.reduce((a, b) => of(a, b)))); // prettier-ignore
      return {
        HostName,
        addresses: distinctTexts(own.map((row) => addresses[row])),
        first: edge(Math.min),
        last: edge(Math.max),
        events: own.length,
        applications: distinctTexts(own.map((row) => log.programs[row])),
        users: distinctTexts(sessions.get(HostName)?.map(({ User }) => User) ?? []),
        warnings: own.filter((row) => worse.has(severitiesOf[row]?.toLowerCase() ?? '')).length,
      };
    });
    return Table.fromRows(rows, { specs: hostColumns });
  },
});
