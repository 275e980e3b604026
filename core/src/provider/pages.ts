import { PivotKitError } from '../error/pivotkit-error.ts';
import type { HttpReply } from '../io/http.ts';
import type { FollowedLink, Heard } from './conversation.ts';
import { ProviderRequest } from './request.ts';

/** How the pages of an answer follow one another. */
export interface Pages<Reply> {
  /**
   * What to ask for next: a request (with a cursor of the reply), or a link of the reply, absolute or relative to its
   * page; undefined or '' after the last page. A link leads to the provider's hosts or to where the page came from.
   */
  next(reply: Reply, http: HttpReply): ProviderRequest | string | null | undefined;
  /** Each page after the first is one more request, also in the provider's quota. Default: 10. */
  readonly maxPages?: number;
  /** Default: 10,000. */
  readonly maxRows?: number;
}

export type Page = ProviderRequest | FollowedLink;

export const pageLimits = ({ maxPages = 10, maxRows = 10_000 }: Pick<Pages<never>, 'maxPages' | 'maxRows'> = {}): {
  readonly maxPages: number;
  readonly maxRows: number;
} => ({ maxPages, maxRows });

/** Equal for pages that are the same. */
export const pageName = (page: Page): string =>
  page instanceof ProviderRequest ? JSON.stringify(page.parts) : new URL(page.link, page.from).href;

export interface PageRead<Reply> {
  readonly reply: Reply;
  readonly heard: Heard;
  /** Names of the pages read so far. */
  readonly asked: ReadonlySet<string>;
  readonly provider: string;
}

/** @throws REPLY_INVALID when the next page is one that was read already, which would go on for ever */
export function nextPage<Reply>(
  pages: Pages<Reply> | undefined,
  { reply, heard, asked, provider }: PageRead<Reply>,
): Page | undefined {
  const next = pages?.next(reply, heard.reply) ?? '';
  if (next === '') return undefined;
  const page = typeof next === 'string' ? { link: next, from: heard.url } : next;
  if (typeof next === 'string' && !URL.canParse(next, heard.url))
    throw new PivotKitError('REPLY_INVALID', { provider, problem: 'the link to the next page is none' });
  if (asked.has(pageName(page)) || pageName(page) === heard.url.href)
    throw new PivotKitError('REPLY_INVALID', { provider, problem: 'its next page is one that was read already' });
  return page;
}

/** The link with `rel="next"` of the header `Link` (RFC 8288): for `pages.next`. */
export function nextLink({ headers }: HttpReply): string | undefined {
  for (const [, target, parameters] of (headers['link'] ?? '').matchAll(/<([^<>]*)>([^<>]*)/g))
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters ?? '')) return target;
  return undefined;
}
