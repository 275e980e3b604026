import type { QuotaHint } from './quota-ledger.ts';
import type { QuotaPeriod } from './quota-window.ts';

/** One member of a list or a dictionary of RFC 9651: `"name";r=5;t=30`, `100;w=60` or `remaining=5`. */
interface Member {
  readonly name: string;
  readonly value: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The fields `RateLimit` and `RateLimit-Policy` in the form of draft-ietf-httpapi-ratelimit-headers-10, and as the
 * dictionary of its version 07 (read 2026-11-20). Quotas of anything but requests are left out.
 */
export function hintsOfFields(
  rateLimit: string | undefined,
  policy: string | undefined,
  nowMs: number,
): readonly QuotaHint[] {
  const policies = membersOf(policy);
  const limits = membersOf(rateLimit);
  const named = limits.flatMap((limit) => hintOf(limit, policies, nowMs));
  return [...policies.flatMap(hintOfPolicy), ...named, ...hintOfDictionary(limits, nowMs)];
}

const isOfRequests = ({ parameters }: Member): boolean => (parameters.get('qu') ?? 'requests') === 'requests';

function hintOfPolicy(policy: Member): readonly QuotaHint[] {
  const limit = numberOf(policy.parameters.get('q') ?? policy.name);
  const per = periodOf(policy.parameters.get('w'));
  return limit === undefined || per === undefined || !isOfRequests(policy) ? [] : [{ per, limit }];
}

function hintOf(limit: Member, policies: readonly Member[], nowMs: number): readonly QuotaHint[] {
  const remaining = numberOf(limit.parameters.get('r'));
  const policy = policies.find(({ name }) => name === limit.name);
  if (remaining === undefined || (policy !== undefined && !isOfRequests(policy))) return [];
  const per = periodOf(policy?.parameters.get('w'));
  return [{ ...(per === undefined ? {} : { per }), remaining, ...resetIn(limit.parameters.get('t'), nowMs) }];
}

function hintOfDictionary(members: readonly Member[], nowMs: number): readonly QuotaHint[] {
  const valueOf = (name: string): string | undefined => members.find((member) => member.name === name)?.value;
  const remaining = numberOf(valueOf('remaining'));
  const limit = numberOf(valueOf('limit'));
  if (remaining === undefined) return [];
  return [{ ...(limit === undefined ? {} : { limit }), remaining, ...resetIn(valueOf('reset'), nowMs) }];
}

function resetIn(seconds: string | undefined, nowMs: number): Pick<QuotaHint, 'resetAtMs'> {
  const count = numberOf(seconds);
  return count === undefined ? {} : { resetAtMs: nowMs + count * 1_000 };
}

const numberOf = (text: string | undefined): number | undefined =>
  /^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined;

/** The period a window in seconds is; a month has 28 to 31 days. */
export function periodOf(seconds: string | undefined): QuotaPeriod | undefined {
  const count = numberOf(seconds);
  if (count === 1) return 'second';
  if (count === 60) return 'minute';
  if (count === 3_600) return 'hour';
  if (count === 86_400) return 'day';
  return count !== undefined && count >= 28 * 86_400 && count <= 31 * 86_400 ? 'month' : undefined;
}

const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const memberPattern = new RegExp(`(?:${quoted}|[^,"])+`, 'g');
const parameterPattern = new RegExp(String.raw`;\s*([a-z*][\w.*-]*)=(${quoted}|[^;]*)`, 'g');
const headPattern = new RegExp(String.raw`^\s*(${quoted}|[^;="]*)(?:=([^;]*))?`);

const membersOf = (text = ''): readonly Member[] => (text.match(memberPattern) ?? []).map(memberOf);

function memberOf(text: string): Member {
  const [head = '', name = '', value] = headPattern.exec(text) ?? [];
  const parameters = [...text.slice(head.length).matchAll(parameterPattern)];
  return {
    name: unquoted(name),
    value: value?.trim(),
    parameters: new Map(parameters.map(([, key = '', parameter = '']) => [key, unquoted(parameter)])),
  };
}

const unquoted = (text: string): string => text.trim().replace(/^"(.*)"$/s, '$1');
