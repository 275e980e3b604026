import type { Cell } from './cell.ts';
import type { ColumnType } from './column-spec.ts';

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const integer = /^[+-]?\d+$/;
// RFC 3339 and the ISO 8601 forms near it: a date alone, a blank for the T, minutes without seconds, any fraction.
const instant =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * The cell that a text says, or undefined when it is none of that type. Numbers are decimal (also `NaN`, `Infinity`);
 * booleans true, false, 1, 0 in any case; times ISO 8601, UTC when no offset is given, cut to milliseconds; lists and
 * objects JSON.
 */
export function parseCell(text: string, type: ColumnType): Cell | undefined {
  switch (type) {
    case 'text':
    case 'any':
      return text;
    case 'number':
      return parseNumber(text.trim());
    case 'bigint':
      return integer.test(text.trim()) ? BigInt(text.trim().replace(/^\+/, '')) : undefined;
    case 'boolean':
      return parseBoolean(text.trim().toLowerCase());
    case 'time':
      return parseTime(text.trim());
    case 'list':
    case 'object':
      return parseStructure(text, type);
  }
}

function parseNumber(text: string): number | undefined {
  if (decimal.test(text) || text === 'NaN' || text === 'Infinity' || text === '-Infinity') return Number(text);
  return undefined;
}

function parseBoolean(text: string): boolean | undefined {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** An ISO 8601 instant; undefined for any other form and for days and hours that do not exist. */
export function parseTime(text: string): Date | undefined {
  const parts = instant.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const milliseconds = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const offsetMinutes = offsetOf(parts[8]);
  if (hour > 23 || minute > 59 || second > 59 || offsetMinutes === undefined) return undefined;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined;
  local.setUTCHours(hour, minute - offsetMinutes, second, milliseconds);
  return local;
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || /^(?:z|utc)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function parseStructure(text: string, type: 'list' | 'object'): Cell | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return type === 'list' ? value : undefined;
    return type === 'object' && isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
