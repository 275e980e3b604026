import type { Cell } from './cell.ts';
import { columnCodes } from './column-codes.ts';
import type { ColumnType } from './column-spec.ts';
import type { Columnar } from './columnar.ts';
import { parseTime } from './parse-cell.ts';

// Decimal without sign plus, leading zeros or exponent: `007`, `+49` and `12e4` may be names of things.
const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * Types of the text columns whose every cell is a number, a boolean or a time, by name. Careful: a number must survive
 * being written again, so whole numbers beyond 2^53, more than 15 digits, leading zeros and `+` stay text; booleans are
 * `true` and `false` in one of the spellings true, True, TRUE; times are ISO 8601 with day, hour and minute.
 */
export function inferTypes(columnar: Columnar): Record<string, ColumnType> {
  const types: [string, ColumnType][] = [];
  for (const [name, { spec }] of columnar.columns) {
    const type = spec.type === 'text' ? inferType(columnCodes(columnar, name).values) : undefined;
    if (type !== undefined) types.push([name, type]);
  }
  return Object.fromEntries(types);
}

function inferType(cells: readonly Cell[]): ColumnType | undefined {
  if (cells.length === 0) return undefined;
  const texts = cells.map(String);
  if (texts.every(isPlainNumber)) return 'number';
  if (texts.every((text) => /^(?:true|True|TRUE|false|False|FALSE)$/.test(text))) return 'boolean';
  return texts.every((text) => text.length > 10 && parseTime(text) !== undefined) ? 'time' : undefined;
}

function isPlainNumber(text: string): boolean {
  if (!plainNumber.test(text) || text === '-0') return false;
  const digits = text.replace(/[-.]/g, '').length;
  return digits <= 15 || (!text.includes('.') && Number.isSafeInteger(Number(text)));
}
