const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;
const american =
  /^(\d{1,2})\/(\d{1,2})\/(\d{4})[ ,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(AM|PM)?(?:\s*(?:UTC|Z))?$/i;
const dotNet = /^\/Date\((-?\d+)\)\/$/;
const mail = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? (GMT|UTC|[+-]\d{4})$/;

/**
 * The instant a source means: ISO 8601 with `T` or a blank, `1/15/2019 5:15:12 AM` (month first), `/Date(…)/`, the form
 * of mails, or a number of seconds or milliseconds since 1970. Without a zone it is UTC; digits below a millisecond are
 * dropped. Undefined for what is no time: `2019-02-30`, and `0001-01-01`, which .NET writes for none.
 */
export function wireTime(value: unknown): Date | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  if (typeof value === 'number') return sinceEpoch(value);
  return typeof value === 'string' ? readText(value.trim()) : undefined;
}

function readText(text: string): Date | undefined {
  const isoParts = iso.exec(text);
  if (isoParts !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = isoParts;
    return instant([year, month, day, hour, minute, second].map(Number), fraction, zone);
  }
  const parts = american.exec(text);
  if (parts !== null) {
    const [, month, day, year, hour, minute, second, fraction, half] = parts;
    return instant([year, month, day, hourOf(Number(hour), half), minute, second].map(Number), fraction);
  }
  const milliseconds = dotNet.exec(text)?.[1];
  if (milliseconds !== undefined) return new Date(Number(milliseconds));
  return mail.test(text) ? new Date(text) : undefined;
}

/** Numbers below 10^11 are seconds (until the year 5138), larger ones milliseconds (from 1973). */
function sinceEpoch(value: number): Date | undefined {
  if (!Number.isFinite(value) || value < 1e8 || value > 8.64e15) return undefined;
  return new Date(value < 1e11 ? value * 1000 : value);
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

function instant(numbers: readonly number[], fraction = '', zone = 'Z'): Date | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers.map((part) =>
    Number.isNaN(part) ? undefined : part,
  );
  if (numbers[3] !== undefined && Number.isNaN(numbers[3]) && !Number.isNaN(numbers[4])) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || year <= 1) return undefined;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds));
  if (year < 100) date.setUTCFullYear(year);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? new Date(date.getTime() - offsetMs(zone)) : undefined;
}

function offsetMs(zone: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (parts === null) return 0;
  const [, sign, hours, minutes] = parts;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
