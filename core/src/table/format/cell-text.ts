import type { Cell } from '../cell.ts';

/** A cell as text for files: times ISO 8601 in UTC, lists and objects JSON, null nothing. */
export function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return timeText(cell);
  return typeof cell === 'object' ? stringifyJson(cell) : String(cell);
}

/** ISO 8601 in UTC; nothing for an invalid Date. */
export function timeText(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

/** JSON with bigints as digits, all of them. */
export function stringifyJson(value: unknown, space?: number): string {
  return JSON.stringify(value, bigintAsDigits, space) ?? 'null';
}

function bigintAsDigits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJson(String(value)) : value;
}

// `JSON.rawJSON` (ECMAScript proposal of 2025, in Node since 21) is not in the compiler's library yet.
const { rawJSON: rawJson } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };
