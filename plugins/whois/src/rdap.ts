import {
  failed,
  notFound,
  parseReply,
  PivotKitError,
  type Call,
  type HttpReply,
  type LookupResult,
} from '@pivotkit/core';
import type { Registration } from './columns.ts';
import type { State } from './config.ts';
import { rdapReply, registrationOfRdap, relatedLink } from './rdap-reply.ts';

/** What an RDAP server said, and where the registrar answers. */
export interface RdapAnswer {
  readonly registration: Registration;
  readonly related: string | undefined;
}

type Asker = Pick<Call<unknown, State>, 'http' | 'signal' | 'state'>;

const maxRedirects = 3;

/**
 * Asks an RDAP server (RFC 7480): a registration, or what became of the question. Servers are named by the list of IANA or by
 * one another, so they are asked at public addresses alone, or where the configuration says instead.
 */
export async function askRdap(url: URL, query: string, asker: Asker): Promise<RdapAnswer | LookupResult<never>> {
  const { host } = url;
  const reply = await follow(url, asker);
  const result = resultOf(reply, host);
  if (result !== undefined) return result;
  const answer = parseReply(reply, rdapReply, host);
  return {
    registration: registrationOfRdap(answer, { server: host, query, raw: reply.text }),
    related: relatedLink(answer),
  };
}

export const isAnswer = (asked: RdapAnswer | LookupResult<never>): asked is RdapAnswer => 'registration' in asked;

/** What the configuration puts in the place of a server is asked wherever it is, redirects by redirects. */
async function follow(url: URL, { http, signal, state }: Asker): Promise<HttpReply> {
  const headers = { accept: 'application/rdap+json, application/json' };
  let target = url;
  for (let redirects = 0; ; redirects += 1) {
    const mirror = state.mirrors.get(target.origin);
    if (mirror === undefined) {
      // To public addresses alone, wherever it leads from there.
      return http.send({ url: target, headers, resolveCheckPin: true, signal });
    }
    const place = new URL(mirror.replace(/\/$/, '') + target.pathname + target.search);
    const reply = await http.send({ url: place, headers, signal });
    const { location } = reply.headers;
    const isRedirect = reply.status >= 301 && reply.status <= 308 && location !== undefined;
    if (!isRedirect || redirects >= maxRedirects || !URL.canParse(location, target)) return reply;
    target = new URL(location, target);
  }
}

/** Errors have bodies of any form (RFC 7480 §5.3), so the status decides. */
function resultOf({ status, headers }: HttpReply, provider: string): LookupResult<never> | undefined {
  if (status === 404) return notFound(`${provider} knows no such registration`);
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) {
    const wait = headers['retry-after'];
    throw new PivotKitError('PROVIDER_THROTTLED', {
      provider,
      problem: wait === undefined ? 'too many questions' : `too many questions, asks to wait ${wait.slice(0, 40)} s`,
    });
  }
  if (status === 403) return failed('PROVIDER_FORBIDDEN', { provider, status });
  if (status === 501 || status === 400) return failed('PROVIDER_REFUSED', { provider, status, detail: '' });
  return failed('PROVIDER_UNAVAILABLE', { provider, status });
}
