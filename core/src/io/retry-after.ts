const secondMs = 1000;
const longestMs = 24 * 60 * 60 * secondMs;

/**
 * Milliseconds a reply asks to wait by its header `Retry-After`, seconds or an HTTP date (RFC 9110 §10.2.3); undefined
 * without one that can be read. At least 1 s, since services are known to send 0 with a 429; at most a day.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return clamp(Number(text) * secondMs);
  const at = httpDateMs(text);
  return at === undefined ? undefined : clamp(at - now.getTime());
}

const clamp = (waitMs: number): number => Math.min(Math.max(waitMs, secondMs), longestMs);

/** The form senders must use, `Sun, 06 Nov 1994 08:49:37 GMT`; `Date.parse` alone would take `-5` for a year. */
function httpDateMs(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
