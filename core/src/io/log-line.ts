import { messageOf } from '../error/text-of.ts';
import { visibleText } from '../table/format/visible-text.ts';

/** `debug`: why something was done or not; `info`: what takes long; `warn`: what a person should look at. */
export type LogLevel = 'debug' | 'info' | 'warn';

/** What a message is about, by name: data, dates, errors. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogRecord {
  /** UTC. */
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** Lines and their parts end here, whatever a plugin hands over. */
const maxLine = 8_192;
const maxMessage = 1_000;
const maxText = 2_000;
const maxFields = 32;

/** One JSON object: `at`, `level`, `message`, then the fields. At most 8,192 characters; longer ones lose their fields. */
export function jsonLine({ at, level, message, fields }: LogRecord): string {
  const head = { at: at.toISOString(), level, message: cut(message, maxMessage) };
  // No field takes the place of what every line has.
  const others = bounded(fields).filter(([name]) => !(name in head));
  try {
    const line = jsonOf({ ...head, ...Object.fromEntries(others) });
    return line.length <= maxLine ? line : jsonOf({ ...head, fields: `left out: ${line.length} characters` });
  } catch (error) {
    // A field that is no JSON must not end what was only to be told about.
    return jsonOf({ ...head, fields: `cannot be shown: ${messageOf(error)}` });
  }
}

/** For people: time, level, message, `name=value`. At most 8,192 characters, in which nothing can act on a terminal. */
export function textLine({ at, level, message, fields }: LogRecord): string {
  const values = bounded(fields).map(([name, value]) => ` ${name}=${valueText(value)}`);
  const line = `${at.toISOString()} ${level.padEnd(5)} ${cut(message, maxMessage)}${values.join('')}`;
  return visibleText(cut(line, maxLine));
}

function bounded(fields: LogFields): [name: string, value: unknown][] {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  const more = entries.length - maxFields;
  return more > 0 ? [...entries.slice(0, maxFields), ['more', more]] : entries;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? cut(value, maxText) : plainJson(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

/** JSON; of what is a text there, such as a date, the text. */
function plainJson(value: unknown): string {
  try {
    return jsonOf(value).replace(/^"([^"\\]*)"$/, '$1');
  } catch (error) {
    return `cannot be shown: ${messageOf(error)}`;
  }
}

const jsonOf = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => shown(part)) ?? typeof value;

function shown(part: unknown): unknown {
  if (part instanceof Error) return { name: part.name, message: cut(part.message, maxText), cause: part.cause };
  if (typeof part === 'string') return cut(part, maxText);
  return typeof part === 'bigint' ? String(part) : part;
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
