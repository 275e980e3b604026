import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import type { Clock } from '../io/clock.ts';
import { withDeadline } from '../io/deadline.ts';
import type { Http } from '../io/http.ts';
import type { KeptReplies, KeptReply } from '../io/kept-replies.ts';
import type { Log } from '../io/log.ts';
import { orAborted } from '../io/or-aborted.ts';
import { noteOf, statusText, type LookupResult } from '../pivot/lookup-result.ts';
import { Conversation } from './conversation.ts';
import type { HttpProvider } from './provider.ts';
import { readReply, type ReplyShape } from './reply-format.ts';
import type { ProviderRequest } from './request.ts';
import { resultOfError } from './result-of-error.ts';

/** A list that a service publishes for download: how it is fetched, read, and how long it is good. */
export interface ListDeclaration<Reply, Content, Settings> extends ReplyShape<Reply> {
  /** As people know it: `the list of Tor exits`. */
  readonly name: string;
  readonly provider: HttpProvider<Settings>;
  request(settings: Settings): ProviderRequest;
  /** What look-ups search in; pure. A throw says that the reply is no such list. */
  index(reply: Reply): Content;
  /** Entries in it. */
  size(content: Content): number;
  /** Whether the service may publish an empty list. Default: no, so that a broken one never reads as “not listed”. */
  readonly mayBeEmpty?: boolean;
  /** Milliseconds until a newer list is asked for. */
  readonly refreshMs: number | ((settings: Settings) => number);
  /** Milliseconds for which an old list may stand in for one that cannot be had. Default: 7 days. */
  readonly staleMs?: number;
  /** Milliseconds for the whole download. Default: 60,000. */
  readonly timeoutMs?: number;
  /** Where the list comes in pages. It is then fetched whole each time. */
  readonly pages?: ListPages;
}

/** How the pages of a list follow one another. */
export interface ListPages {
  /** What to ask for next; undefined after the last page. A throw says that the page is none. */
  next(page: string): ProviderRequest | undefined;
  /** One text of all pages, for `format` and `reply`. */
  join(pages: readonly string[]): string;
  /** A list with more of them is not used, for a part of a list is none. Default: 100. */
  readonly maxPages?: number;
}

/** What lists are fetched with: the host that a plugin gets while it sets up. */
export interface ListHost {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  readonly keptReplies: KeptReplies;
  onClose(release: () => void | Promise<void>): void;
}

/** A list as it is now. */
export interface ListNow<Content> {
  readonly content: Content;
  /** Entries in it. */
  readonly size: number;
  /** When the service last said that this is its list. */
  readonly asOf: Date;
  /** Why it is older than it should be; undefined = it is not. */
  readonly note: string | undefined;
}

/** The list, or what becomes of look-ups without it. */
export type ListAnswer<Content> =
  { readonly ok: true; readonly list: ListNow<Content> } | { readonly ok: false; readonly result: LookupResult<never> };

export interface FetchedList<Content> {
  readonly name: string;
  /** Fetches the list where there is none or an old one. Rejects only when the signal is aborted. */
  now(signal: AbortSignal): Promise<ListAnswer<Content>>;
}

/**
 * A list for one session. It is fetched at the first look-up, once for all that wait for it, and again when it is older
 * than its refresh interval; the service is then asked whether there is a newer one (ETag, Last-Modified). It is searched
 * here, so that nobody is told what is looked up. `setup: (host, config) => ({ exits: openList(exits, host, config) })`
 */
export const openList = <Reply, Content, Settings>(
  declaration: ListDeclaration<Reply, Content, Settings>,
  host: ListHost,
  settings: Settings,
): FetchedList<Content> => new SessionList(declaration, host, settings);

const defaultStaleMs = 7 * 86_400_000;
const defaultTimeoutMs = 60_000;
/** A service in trouble is asked again after this time, not with every look-up. */
const retryMs = 60_000;

interface Held<Content> {
  readonly content: Content;
  readonly origin: Origin;
}

type Origin = Omit<KeptReply, 'text'>;

interface Failure {
  readonly result: LookupResult<never>;
  readonly atMs: number;
}

class SessionList<Reply, Content, Settings> implements FetchedList<Content> {
  readonly name: string;
  readonly #declaration: ListDeclaration<Reply, Content, Settings>;
  readonly #host: ListHost;
  readonly #settings: Settings;
  readonly #closed = new AbortController();
  #held: Held<Content> | undefined;
  #failure: Failure | undefined;
  #fetching: Promise<void> | undefined;
  #wasRead = false;

  constructor(declaration: ListDeclaration<Reply, Content, Settings>, host: ListHost, settings: Settings) {
    this.name = declaration.name;
    this.#declaration = declaration;
    this.#host = host;
    this.#settings = settings;
    host.onClose(() => this.#closed.abort(new PivotKitError('SESSION_CLOSED')));
  }

  async now(signal: AbortSignal): Promise<ListAnswer<Content>> {
    if (!this.#isFresh() && !this.#hasJustFailed()) {
      this.#fetching ??= this.#renew().finally(() => (this.#fetching = undefined));
      await orAborted(this.#fetching, signal);
    }
    return this.#answer();
  }

  #isFresh(): boolean {
    const { refreshMs } = this.#declaration;
    const intervalMs = typeof refreshMs === 'number' ? refreshMs : refreshMs(this.#settings);
    return this.#held !== undefined && this.#ageMs(this.#held.origin.checkedAtMs) < intervalMs;
  }

  #hasJustFailed(): boolean {
    return this.#failure !== undefined && this.#ageMs(this.#failure.atMs) < retryMs;
  }

  /** Infinite for a time that is yet to come: a clock that was set back must not keep a list for ever. */
  #ageMs(thenMs: number): number {
    const ageMs = this.#host.clock.now().getTime() - thenMs;
    return ageMs < 0 ? Infinity : ageMs;
  }

  #answer(): ListAnswer<Content> {
    const [held, result] = [this.#held, this.#failure?.result];
    if (held === undefined) return { ok: false, result: result ?? nothingYet };
    const { staleMs = defaultStaleMs } = this.#declaration;
    if (result !== undefined && this.#ageMs(held.origin.checkedAtMs) > staleMs) return { ok: false, result };
    const asOf = new Date(held.origin.checkedAtMs);
    const note =
      result && `${this.name} is of ${asOf.toISOString()}; a newer one could not be had: ${reasonOf(result)}`;
    return { ok: true, list: { content: held.content, size: this.#declaration.size(held.content), asOf, note } };
  }

  /** Sets what is held, or why there is nothing newer. Never rejects. */
  async #renew(): Promise<void> {
    if (!this.#wasRead) await this.#readKept();
    if (this.#isFresh()) return;
    const { timeoutMs = defaultTimeoutMs, provider } = this.#declaration;
    const options = { clock: this.#host.clock, timeoutMs, signal: this.#closed.signal };
    try {
      const fetched = await withDeadline((signal) => this.#download(signal), options);
      if ('status' in fetched) this.#fail(fetched);
      else [this.#held, this.#failure] = [fetched, undefined];
    } catch (error) {
      this.#fail(resultOfError(error, provider.name));
    }
  }

  /** A list that was kept and cannot be read any more is fetched anew. */
  async #readKept(): Promise<void> {
    this.#wasRead = true;
    const kept = await this.#host.keptReplies.read(this.#url());
    if (kept === undefined) return;
    try {
      const { text, ...origin } = kept;
      this.#held = { content: this.#contentOf(text, origin), origin };
    } catch (error) {
      this.#host.log.warn(`${this.name}, as it was kept, cannot be read`, { problem: messageOf(error) });
    }
  }

  async #download(signal: AbortSignal): Promise<Held<Content> | LookupResult<never>> {
    const { http, clock, keptReplies } = this.#host;
    const { provider } = this.#declaration;
    const talk = { state: this.#settings, http, signal, submission: undefined, now: () => clock.now() };
    const conversation = new Conversation(provider, talk);
    return conversation.hold(async () => {
      const held = this.#held;
      const heard = await conversation.send(this.#request().headers(conditionsOf(held)));
      const { status, headers } = heard.reply;
      const checkedAtMs = clock.now().getTime();
      if (status === 304 && held !== undefined) return this.#confirm(held, checkedAtMs);
      const { pages } = this.#declaration;
      const first = conversation.readText(heard);
      const text = pages === undefined ? first : await this.#allPages(first, pages, conversation);
      const origin = { url: this.#url(), checkedAtMs, ...(pages === undefined && validatorsOf(headers)) };
      const fetched = { content: this.#contentOf(text, origin), origin };
      await keptReplies.keep({ ...origin, text });
      return fetched;
    });
  }

  /** @throws REPLY_INVALID when there are too many, or one is no page */
  async #allPages(first: string, pages: ListPages, conversation: Conversation<Settings>): Promise<string> {
    const { name } = this.#declaration.provider;
    const { maxPages = 100 } = pages;
    const texts = [first];
    const nextOf = (page: string): ProviderRequest | undefined => orInvalid(name, () => pages.next(page));
    for (let next = nextOf(first); next !== undefined; next = nextOf(texts.at(-1) ?? '')) {
      if (texts.length === maxPages)
        throw new PivotKitError('REPLY_INVALID', { provider: name, problem: `it has more than ${maxPages} pages` });
      texts.push(conversation.readText(await conversation.send(next)));
    }
    return orInvalid(name, () => pages.join(texts));
  }

  /** The list is still the same, as of now. */
  async #confirm({ content, origin }: Held<Content>, checkedAtMs: number): Promise<Held<Content>> {
    const { keptReplies } = this.#host;
    const kept = await keptReplies.read(origin.url);
    if (kept !== undefined) await keptReplies.keep({ ...kept, checkedAtMs });
    return { content, origin: { ...origin, checkedAtMs } };
  }

  /** @throws REPLY_INVALID for what is no such list */
  #contentOf(text: string, { contentType }: Origin): Content {
    const { provider, mayBeEmpty = false, ...declaration } = this.#declaration;
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    const reply = readReply({ status: 200, headers, text }, declaration, provider.name);
    const content = orInvalid(provider.name, () => declaration.index(reply));
    if (!mayBeEmpty && declaration.size(content) === 0)
      throw new PivotKitError('REPLY_INVALID', { provider: provider.name, problem: `${this.name} has no entries` });
    return content;
  }

  #fail(result: LookupResult<never>): void {
    this.#failure = { result, atMs: this.#host.clock.now().getTime() };
    this.#host.log.warn(`${this.name} could not be fetched`, { problem: reasonOf(result) });
  }

  #request(): ProviderRequest {
    return this.#declaration.request(this.#settings);
  }

  #url(): string {
    const { provider } = this.#declaration;
    const base = provider.configuredBaseUrl(this.#settings) ?? provider.baseUrl;
    const { path, query } = this.#request().parts;
    const parameters = new URLSearchParams(query.map(([name, value]) => [name, value])).toString();
    return base.replace(/\/+$/, '') + path + (parameters === '' ? '' : `?${parameters}`);
  }
}

const nothingYet: LookupResult<never> = { status: 'not-found' };

const reasonOf = (result: LookupResult): string => noteOf(result) ?? statusText(result);

const conditionsOf = (held: Held<unknown> | undefined): Record<string, string> => ({
  ...(held?.origin.etag !== undefined && { 'if-none-match': held.origin.etag }),
  ...(held?.origin.lastModified !== undefined && { 'if-modified-since': held.origin.lastModified }),
});

function validatorsOf(
  headers: Readonly<Record<string, string>>,
): Pick<Origin, 'etag' | 'lastModified' | 'contentType'> {
  const { etag, 'last-modified': lastModified, 'content-type': contentType } = headers;
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    ...(contentType !== undefined && { contentType }),
  };
}

function orInvalid<T>(provider: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (PivotKitError.is(cause)) throw cause;
    throw new PivotKitError('REPLY_INVALID', { provider, problem: messageOf(cause) }, { cause });
  }
}
