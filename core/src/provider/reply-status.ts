import type { HttpReply } from '../io/http.ts';
import { failed, notFound, type LookupResult } from '../pivot/lookup-result.ts';
import { errorMessage, jsonOf } from './error-message.ts';
import type { Outcome } from './outcome.ts';
import type { HttpProvider } from './provider.ts';

type Rules = Pick<
  HttpProvider,
  'name' | 'outcome' | 'notFound' | 'notFoundReply' | 'throttled' | 'notEntitled' | 'unauthorized'
>;

type Meaning = Outcome | 'forbidden' | 'unavailable' | 'refused';

/**
 * What a reply means for the look-up; undefined = it is an answer, to be read. What the provider declares comes first,
 * its `outcome` before its statuses; then 403, 408 and 5xx, any other 4xx. A redirect that comes this far was not
 * followed.
 */
export function resultOfReply(
  provider: Rules,
  reply: HttpReply,
  secrets: readonly string[],
): LookupResult<never> | undefined {
  const meaning = provider.outcome(reply) ?? meaningOfStatus(provider, reply);
  const { status, attempts } = reply;
  const details = { provider: provider.name, status, ...(attempts !== undefined && { attempts }) };
  if (typeof meaning === 'object') return failed('PROVIDER_REFUSED', { ...details, detail: `: ${meaning.error}` });
  switch (meaning) {
    case 'answer':
      return undefined;
    case 'not-found':
      return notFound();
    case 'throttled':
      return throttled(provider, reply, secrets);
    case 'unauthorized':
      return failed('PROVIDER_UNAUTHORIZED', details);
    case 'not-entitled':
      return failed('PROVIDER_NOT_ENTITLED', { ...details, detail: detailOf(reply, secrets) });
    case 'forbidden':
      return failed('PROVIDER_FORBIDDEN', details);
    case 'unavailable':
      return failed('PROVIDER_UNAVAILABLE', details);
    case 'refused':
      return failed('PROVIDER_REFUSED', { ...details, detail: detailOf(reply, secrets) });
  }
}

function meaningOfStatus(provider: Rules, reply: HttpReply): Meaning {
  const { status } = reply;
  if (saysNotFound(provider, reply)) return 'not-found';
  if (provider.throttled.includes(status)) return 'throttled';
  if (provider.notEntitled.includes(status)) return 'not-entitled';
  if (provider.unauthorized.includes(status)) return 'unauthorized';
  if (status >= 200 && status < 300) return 'answer';
  if (status === 403) return 'forbidden';
  return status === 408 || status >= 500 ? 'unavailable' : 'refused';
}

function throttled({ name }: Rules, reply: HttpReply, secrets: readonly string[]): LookupResult<never> {
  const message = errorMessage(reply, secrets) ?? 'too many requests';
  return { status: 'throttled', note: `${name}: ${message}${waitText(reply.headers['retry-after'])}` };
}

/** What `Retry-After` asks for, when it is more than 0. */
function waitText(header = ''): string {
  if (/^\d{1,9}$/.test(header)) return Number(header) === 0 ? '' : ` (asks to wait ${Number(header)} s)`;
  return /^[A-Z][a-z]{2}, [\w: ]{1,30} GMT$/.test(header) ? ` (asks to wait until ${header})` : '';
}

const saysNotFound = ({ notFound: statuses, notFoundReply }: Rules, { status, text }: HttpReply): boolean =>
  statuses.includes(status) && notFoundReply.safeParse(jsonOf(text)).success;

function detailOf(reply: HttpReply, secrets: readonly string[]): string {
  if (reply.status >= 300 && reply.status < 400) return ': it points elsewhere, which is not followed';
  const message = errorMessage(reply, secrets);
  return message === undefined ? '' : `: ${message}`;
}
