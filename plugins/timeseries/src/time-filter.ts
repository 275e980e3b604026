/** Begin and end, both included, in milliseconds since 1970 UTC. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export const queryLanguages = ['kql', 'spl', 'sql'] as const;
export type QueryLanguage = (typeof queryLanguages)[number];

const plainName = /^[A-Za-z_]\w*$/;
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** A name as the language writes it, so that nothing in it is read as anything else. */
const quotedName: Readonly<Record<QueryLanguage, (name: string) => string>> = {
  // Kusto: ['name'] with the escapes of its strings (learn.microsoft.com/kusto/query/schema-entities/entity-names, read 2026-11).
  kql: (name) => (plainName.test(name) ? name : `['${name.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}']`),
  // Splunk: single quotes name a field in `where`, there is no way to write one inside of them (eval reference, read 2026-11).
  spl: (name) => (plainName.test(name) ? name : `'${name.replaceAll("'", '')}'`),
  sql: (name) => `"${name.replaceAll('"', '""')}"`,
};

const conditionOf: Readonly<Record<QueryLanguage, (name: string, span: Span) => string>> = {
  kql: (name, { startMs, endMs }) => `${name} between (datetime(${iso(startMs)}) .. datetime(${iso(endMs)}))`,
  spl: (name, { startMs, endMs }) => `(${name}>=${startMs / 1000} AND ${name}<=${endMs / 1000})`,
  sql: (name, { startMs, endMs }) =>
    `(${name} BETWEEN TIMESTAMP '${sqlTime(startMs)}' AND TIMESTAMP '${sqlTime(endMs)}')`,
};

const sqlTime = (milliseconds: number): string => iso(milliseconds).replace('T', ' ').replace('Z', '+00:00');

/**
 * A condition that holds in any of the spans: for `where` in KQL and SQL, for `where` and `search` in SPL (seconds since
 * 1970). Without spans it holds never.
 * @example timeFilter([{ startMs: 0, endMs: 3_600_000 }], { language: 'kql', timeColumn: 'TimeGenerated' })
 */
export function timeFilter(
  spans: readonly Span[],
  { language, timeColumn }: { readonly language: QueryLanguage; readonly timeColumn: string },
): string {
  if (spans.length === 0) return language === 'kql' ? 'false' : '1=0';
  const name = quotedName[language](timeColumn);
  const or = language === 'kql' ? ' or ' : ' OR ';
  return spans.map((span) => conditionOf[language](name, span)).join(or);
}
