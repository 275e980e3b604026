import { failed, notFound, notSupported, PivotKitError, type Call, type LookupResult } from '@pivotkit/core';
import { withRegistrar, type Registration } from './columns.ts';
import type { State } from './config.ts';
import { readText } from './text-registration.ts';

type Asker = Pick<Call<unknown, State>, 'tcp' | 'signal' | 'state'>;

/** An answer put together from the servers that led to one another. */
export interface Told {
  readonly registration: Registration;
  /** What is missing, for people. */
  readonly note?: string;
}

const iana = 'whois.iana.org';
const port = 43;
const maxHops = 5;

/** Server and port of a referral. */
interface Place {
  readonly host: string;
  readonly port: number;
}

/** Asks by port 43 (RFC 3912): IANA who the registry is, the registry, and on request the registrar it names. */
export async function askPort43(
  query: string,
  { isDomain, registrar }: { readonly isDomain: boolean; readonly registrar: boolean },
  asker: Asker,
): Promise<Told | LookupResult<never>> {
  const registry = await registryOf(isDomain ? (query.split('.').at(-1) ?? query) : query, asker);
  if (registry === undefined) return notSupported(`IANA names no WHOIS server for ${query}`);
  return followChain(query, registry, { isDomain, registrar, asker });
}

/** Told the ending of a name, not the name. Kept for the session. */
async function registryOf(query: string, asker: Asker): Promise<Place | undefined> {
  const known = asker.state.registries.get(query);
  if (known !== undefined) return placeOf(known);
  const text = await askServer({ host: iana, port }, query, asker);
  const referral = /^(?:refer|whois):\s*(\S+)/im.exec(text)?.[1];
  if (referral !== undefined) asker.state.registries.set(query, referral);
  return referral === undefined ? undefined : placeOf(referral);
}

interface Chain {
  readonly isDomain: boolean;
  readonly registrar: boolean;
  readonly asker: Asker;
}

async function followChain(
  query: string,
  registry: Place,
  { isDomain, registrar, asker }: Chain,
): Promise<Told | LookupResult<never>> {
  const asked = new Set<string>();
  let told: Told | undefined;
  let next: Place | undefined = registry;
  for (let hop = 0; next !== undefined && hop < maxHops; hop += 1) {
    const { host }: Place = next;
    asked.add(host);
    const step = await stepOf(next, query, asker);
    if ('status' in step) return told === undefined ? step : withNote(told, host, step);
    // The registry's word counts for a domain; for an address that of whom it leads to, which is closer to it.
    told = told === undefined ? step : mergedStep(told, step, isDomain);
    next = isDomain && !registrar ? undefined : referralIn(step.text);
    if (next !== undefined && asked.has(next.host)) next = undefined;
  }
  return told ?? failed('INTERNAL', { problem: 'no server was asked' });
}

interface Step extends Told {
  readonly text: string;
}

function mergedStep(known: Told, step: Step, isDomain: boolean): Told {
  const [first, second] = isDomain ? [known, step] : [step, known];
  return { ...known, registration: withRegistrar(first.registration, second.registration) };
}

function withNote(told: Told, host: string, result: LookupResult<never>): Told {
  const why =
    result.status === 'failed' ? result.error.message : result.status === 'skipped' ? result.reason : result.note;
  return { ...told, note: `${host}, which knows more, did not answer: ${why ?? result.status}` };
}

async function stepOf(place: Place, query: string, asker: Asker): Promise<Step | LookupResult<never>> {
  const { host } = place;
  let text: string;
  try {
    text = await askServer(place, questionFor(host, query), asker);
  } catch (error) {
    if (asker.signal.aborted || !PivotKitError.is(error)) throw error;
    return failed(error.code, error.details, { cause: error });
  }
  const answer = readText(text, { server: host, query });
  if (answer.kind === 'registered') return { registration: answer.registration, text, ...cutNote(text, host) };
  if (answer.kind === 'nothing') return notFound(`${host} knows no such registration`);
  if (answer.kind === 'throttled') return { status: 'throttled', note: `${host}: ${answer.message}` };
  const problem =
    text.trim() === '' ? 'it closed the connection without an answer' : 'no registration can be read from it';
  return failed('REPLY_INVALID', { provider: host, problem });
}

const cutNote = (text: string, host: string): { readonly note?: string } =>
  /[\r\n]\s*$/.test(text) ? {} : { note: `the answer of ${host} ends in the middle of a line; it may have been cut` };

/** What servers want beside the name, or they answer about something else, in another language, or in short. */
const questions: Readonly<Record<string, (query: string) => string>> = {
  'whois.verisign-grs.com': (query) => `domain ${query}`,
  'whois.denic.de': (query) => `-T dn,ace ${query}`,
  'whois.jprs.jp': (query) => `${query}/e`,
  'whois.punktum.dk': (query) => `--show-handles ${query}`,
  'whois.arin.net': (query) => (/^AS\d+$/.test(query) ? `a + ${query.slice(2)}` : `n + ${query}`),
};

const questionFor = (host: string, query: string): string => questions[host]?.(query) ?? query;

/** Character sets of servers that do not answer in UTF-8. */
const charsets: Readonly<Record<string, readonly string[]>> = {
  'whois.jprs.jp': ['iso-2022-jp', 'utf-8', 'shift_jis'],
  'whois.nic.ad.jp': ['iso-2022-jp', 'utf-8', 'shift_jis'],
  'whois.kr': ['utf-8', 'euc-kr'],
  'whois.krnic.net': ['utf-8', 'euc-kr'],
};

async function askServer(place: Place, query: string, { tcp, signal, state }: Asker): Promise<string> {
  const { host } = place;
  const mirror = state.mirrors.get(host);
  const target = mirror === undefined ? place : placeOf(mirror);
  const address = `${target.host}:${target.port}`;
  const isKnown = mirror !== undefined || host === iana;
  const { text } = await tcp.ask({
    ...target,
    send: `${query}\r\n`,
    charsets: charsets[host] ?? ['utf-8'],
    signal,
    ...(isKnown ? { allowedHosts: [address] } : { allowedPorts: [port] }),
  });
  return text;
}

/** `host`, `host:port`, `whois://host:port`. */
function placeOf(text: string): Place {
  const [, host = text, own] = /^(?:whois:\/\/)?([^/:\s]+)(?::(\d+))?/i.exec(text.trim()) ?? [];
  return { host: host.toLowerCase(), port: own === undefined ? port : Number(own) };
}

/** Who knows more, as the answer says. `rwhois://` is another protocol. */
function referralIn(text: string): Place | undefined {
  const referral =
    /^\s*(?:registrar whois server|whois server):[ \t]*(\S+)/im.exec(text)?.[1] ??
    /^\s*(?:referralserver|resourcelink):[ \t]*(whois:\/\/\S+)/im.exec(text)?.[1];
  if (referral === undefined || /^r?https?:|^rwhois:/i.test(referral) || !referral.includes('.')) return undefined;
  return placeOf(referral);
}
