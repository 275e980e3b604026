import type { HttpReply } from '../io/http.ts';
import { failed, notFound, type LookupResult } from '../pivot/lookup-result.ts';
import { errorMessage, jsonOf } from './error-message.ts';
import type { HttpProvider } from './provider.ts';

type Statuses = Pick<HttpProvider, 'name' | 'notFound' | 'notFoundReply' | 'throttled'>;

/**
 * What an HTTP status means for the look-up; undefined = the reply is an answer, to be read. What the provider declares
 * comes first, then 401, 403, 408 and 5xx, any other 4xx. A redirect that comes this far was not followed.
 */
export function resultOfStatus(
  provider: Statuses,
  reply: HttpReply,
  secrets: readonly string[],
): LookupResult<never> | undefined {
  const { status, attempts } = reply;
  const details = { provider: provider.name, status, ...(attempts !== undefined && { attempts }) };
  if (saysNotFound(provider, reply)) return notFound();
  if (provider.throttled.includes(status)) return throttled(provider, reply, secrets);
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) return failed('PROVIDER_UNAUTHORIZED', details);
  if (status === 403) return failed('PROVIDER_FORBIDDEN', details);
  if (status === 408 || status >= 500) return failed('PROVIDER_UNAVAILABLE', details);
  return failed('PROVIDER_REFUSED', { ...details, detail: detailOf(reply, secrets) });
}

function throttled({ name }: Statuses, reply: HttpReply, secrets: readonly string[]): LookupResult<never> {
  const message = errorMessage(reply, secrets) ?? 'too many requests';
  return { status: 'throttled', note: `${name}: ${message}${waitText(reply.headers['retry-after'])}` };
}

/** What `Retry-After` asks for, when it is more than 0. */
function waitText(header = ''): string {
  if (/^\d{1,9}$/.test(header)) return Number(header) === 0 ? '' : ` (asks to wait ${Number(header)} s)`;
  return /^[A-Z][a-z]{2}, [\w: ]{1,30} GMT$/.test(header) ? ` (asks to wait until ${header})` : '';
}

const saysNotFound = ({ notFound: statuses, notFoundReply }: Statuses, { status, text }: HttpReply): boolean =>
  statuses.includes(status) && notFoundReply.safeParse(jsonOf(text)).success;

function detailOf(reply: HttpReply, secrets: readonly string[]): string {
  if (reply.status < 400) return ': it points elsewhere, which is not followed';
  const message = errorMessage(reply, secrets);
  return message === undefined ? '' : `: ${message}`;
}
