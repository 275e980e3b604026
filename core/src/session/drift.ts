import type { RecordedReply } from '../io/record-file.ts';
import { shapeDiff, type ShapeDifference } from '../io/replay-shape.ts';
import { messageOf } from '../error/text-of.ts';
import type { Http } from '../io/http.ts';
import { permit } from '../pivot/permit.ts';
import { noteOf } from '../pivot/lookup-result.ts';
import type { PivotTarget } from '../pivot/pivot.ts';
import type { RunContext } from '../pivot/run-context.ts';
import { Conversation } from '../provider/conversation.ts';
import type { HttpProvider } from '../provider/provider.ts';
import { providerOf } from '../provider/provider-of.ts';

/** What became of a recorded request when it was made again. */
export interface Drift {
  readonly method: string;
  readonly url: string;
  /** HTTP statuses, where they differ, come first with the path `status`. Empty = as recorded. */
  readonly differences: readonly ShapeDifference[];
  /** Why it was not compared; undefined where it was. */
  readonly problem: string | undefined;
}

/** What a service said: now, or in another recording. */
export type Said = Pick<RecordedReply['response'], 'status' | 'body' | 'bodyText'>;

/** Compares two replies to one request by status and shape. */
export function driftOf({ request, response }: RecordedReply, now: Said | { readonly problem: string }): Drift {
  const { method, url } = request;
  if ('problem' in now) return { method, url, differences: [], problem: now.problem };
  const statuses: ShapeDifference[] =
    response.status === now.status
      ? []
      : [{ path: 'status', recorded: [String(response.status)], live: [String(now.status)] }];
  return { method, url, differences: [...statuses, ...shapeDiff(bodyOf(response), bodyOf(now))], problem: undefined };
}

const bodyOf = ({ body, bodyText }: Said): unknown => body ?? bodyText ?? null;

/**
 * Makes a recorded request again, with the account of the plugin that asks that service; booked in its quota. Only GET:
 * what else a request may do is not known.
 */
export async function askAgain(
  { request: { method, url } }: RecordedReply,
  pivots: readonly PivotTarget[],
  context: RunContext,
): Promise<Said | { readonly problem: string }> {
  if (method !== 'GET') return { problem: `${method} may do more than ask` };
  const asked = new URL(url);
  const target = pivots.find((each) => isAskedBy(each, asked));
  const provider = providerOf(target && Reflect.get(target.pivot, 'lookup'));
  if (target === undefined || provider === undefined)
    return { problem: `no plugin of this session asks ${asked.host}` };
  const leave = await permit({ target, context }, { questions: 1, units: 1 });
  if (!leave.granted) return { problem: noteOf(leave.result) ?? leave.result.status };
  try {
    return await send(provider, target, { url: asked, http: leave.http, context });
  } catch (error) {
    return { problem: messageOf(error) };
  } finally {
    await leave.done?.();
  }
}

function isAskedBy({ pivot, state }: PivotTarget, url: URL): boolean {
  const provider = providerOf(Reflect.get(pivot, 'lookup'));
  if (provider === undefined) return false;
  const configured = provider.configuredBaseUrl(state as never);
  return provider.hosts.includes(url.host) || (configured !== undefined && new URL(configured).origin === url.origin);
}

interface Asked {
  readonly url: URL;
  readonly http: Http;
  readonly context: RunContext;
}

async function send(
  provider: HttpProvider<never>,
  { state }: PivotTarget,
  { url, http, context: { signal, clock } }: Asked,
): Promise<Said> {
  // The state is what the setup of the provider's own plugin returned.
  const call = { state: state as never, http, signal, submission: undefined, now: () => clock.now() };
  const { reply } = await new Conversation(provider, call).send({ link: url.href, from: url });
  return { status: reply.status, ...parsed(reply.text) };
}

function parsed(text: string): Pick<Said, 'body' | 'bodyText'> {
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { bodyText: text };
  }
}
