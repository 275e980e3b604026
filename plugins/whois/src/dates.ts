const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Forms of dates in registries; groups in the order year, month, day, and the rest of the text. */
const forms: readonly (readonly [pattern: RegExp, order: 'ymd' | 'dmy' | 'mdy'])[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(.*)$/, 'ymd'],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(.*)$/, 'ymd'],
  [/^(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})\.?(.*)$/, 'ymd'],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)(.*)$/, 'ymd'],
  [/^(\d{1,2})[-\s]([a-z]{3})[a-z]*[-\s](\d{4})(.*)$/i, 'dmy'],
  [/^(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)$/, 'dmy'],
  // `Mon Aug 14 04:05:06 UTC 1995` is read to the day.
  [/^(?:[a-z]{3} )?([a-z]{3}) {1,2}(\d{1,2})(?: \d\d:\d\d:\d\d(?: [A-Z]{3,4})?)? (\d{4})(.*)$/i, 'mdy'],
  // Day or month first? Only where one of them cannot be a month.
  [/^(1[3-9]|2\d|3[01])\/(\d{1,2})\/(\d{4})(.*)$/, 'dmy'],
];

/**
 * A date as registries write it, read as UTC where it names no zone; null for anything else, and for `03/04/2020`, which
 * is two dates.
 */
export function dateOf(text: string | undefined): Date | null {
  const trimmed = text?.trim().replace(/^before\s.*$/i, '') ?? '';
  for (const [pattern, order] of forms) {
    const [, first = '', second = '', third = '', rest = ''] = pattern.exec(trimmed) ?? [];
    if (first === '') continue;
    const [year, month, day] =
      order === 'ymd' ? [first, second, third] : order === 'dmy' ? [third, second, first] : [third, first, second];
    return instant(Number(year), monthOf(month), Number(day), rest);
  }
  return null;
}

const monthOf = (text: string): number =>
  /^\d+$/.test(text) ? Number(text) : months.indexOf(text.slice(0, 3).toLowerCase()) + 1;

function instant(year: number, month: number, day: number, rest: string): Date | null {
  const [, hours = '00', minutes = '00', seconds = '00'] = /^[T\s]*(\d{2}):(\d{2})(?::(\d{2}))?/.exec(rest) ?? [];
  const date = new Date(Date.UTC(year, month - 1, day, Number(hours), Number(minutes), Number(seconds)));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && Number(hours) < 24;
  return isReal ? new Date(date.getTime() - offsetMs(rest)) : null;
}

/** `+09:00`, `-0500`, `+09`, `(JST)`. */
function offsetMs(rest: string): number {
  if (/\bJST\b|\bKST\b/.test(rest)) return 9 * 3_600_000;
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{2}):?(\d{2})?\s*\)?$/.exec(rest) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
