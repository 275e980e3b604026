/** No header of limits is longer; what is, is not read. */
const maxHeaderLength = 2_000;

/** A header's text, trimmed; undefined where it is absent, empty or absurdly long. */
export function headerText(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  const text = headers[name]?.trim() ?? '';
  return text === '' || text.length > maxHeaderLength ? undefined : text;
}

/**
 * The smallest number of a list, for services that send a header once per window: `4, 499` and `100, 100;w=60` are
 * lists, `1,000` is one number. Negative numbers mean "no limit" to some services and are left out.
 */
export function smallestCount(text: string | undefined): number | undefined {
  const counts = (text ?? '').split(/,(?!\d{3}(?!\d))/).flatMap((part) => {
    const digits = /^\s*(\d[\d,]*)(?:\.0*)?\s*(?:;|$)/.exec(part)?.[1];
    return digits === undefined ? [] : [Number(digits.replaceAll(',', ''))];
  });
  return counts.length === 0 ? undefined : Math.min(...counts);
}

/** Seconds, with or without a fraction, as milliseconds; undefined for anything else. */
export function secondsAsMs(text: string | undefined): number | undefined {
  return /^\d+(?:\.\d+)?s?$/.test(text ?? '') ? Number.parseFloat(text ?? '') * 1_000 : undefined;
}

/** Dates of HTTP (RFC 9110 §5.6.7, all three forms) and ISO 8601, in UTC unless they name another zone. */
export function instantMs(text: string | undefined): number | undefined {
  if (text === undefined || !/[a-z]{3}|\d-\d/i.test(text)) return undefined;
  const hasZone = /(?:GMT|UTC|Z|[+-]\d\d:?\d\d)$/i.test(text);
  const ms = Date.parse(hasZone ? text : `${text}${/^\d{4}-/.test(text) ? 'Z' : ' GMT'}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * When a window resets, in milliseconds since 1970 by our clock: a date, an epoch in seconds (from 10^9) or milliseconds
 * (from 10^11), or seconds from now. `aheadMs` is how far the service's clock is ahead of ours.
 */
export function resetMs(text: string | undefined, nowMs: number, aheadMs: number): number | undefined {
  const ms = secondsAsMs(text);
  if (ms === undefined) {
    const atMs = instantMs(text);
    return atMs === undefined ? undefined : atMs - aheadMs;
  }
  if (ms < 1e12) return nowMs + ms;
  return (ms < 1e14 ? ms : ms / 1_000) - aheadMs;
}
