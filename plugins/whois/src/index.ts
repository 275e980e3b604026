import { definePivot, definePlugin, lookupCheck, resultOfError, type Call, type LookupResult } from '@pivotkit/core';
import { AutonomousSystem, Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { columns, ofSystem, withRegistrar, type Registration } from './columns.ts';
import { config, stateOf, type State } from './config.ts';
import { askPort43 } from './port43.ts';
import { askRdap, isAnswer } from './rdap.ts';
import { isDomain, queryOf, rdapPath, serversOf, type Subject } from './subject.ts';

interface Options {
  readonly registrar: boolean;
}

type WhoisCall = Call<Options, State>;

const day = 86_400_000;

/** Who holds a domain, a network or an autonomous system. Rows: n → n, order kept. */
export const whoisPivot = definePivot({
  name: 'whois',
  description: 'Who holds a domain, an autonomous system or the network of an address: RDAP, else WHOIS',
  from: [IpAddress, Dns, AutonomousSystem],
  rowsPerInput: 'at-most-one',
  columns,
  facets: {
    whois: ({
      registrar,
      registrant,
      country,
      createdAt,
      updatedAt,
      expiresAt,
      nameServers,
      emails,
      abuseEmail,
      statuses,
    }) => ({
      registrar,
      registrant,
      country,
      createdAt,
      updatedAt,
      expiresAt,
      nameServers: nameServers.map(String),
      emails: emails.map(String),
      abuseContact: abuseEmail,
      statuses: statuses.map(String),
    }),
  },
  options: z.strictObject({ registrar: z.boolean().default(true) }),
  sharing: { reaches: 'provider', maxTlp: 'green', provider: 'WHOIS' },
  limits: { concurrent: 4, timeoutMs: 60_000, cache: { found: day, notFound: day / 4 } },
  cost: '1 to 4 questions to registries and registrars, which allow few a minute and say nowhere how many',
  examples: [
    "await IpAddress.whois('8.8.8.8')",
    'await Dns.whois(names, { registrar: false })',
    "await AutonomousSystem.whois('AS15169')",
  ],
  lookup: lookUpAll,
});

function lookUpAll(inputs: readonly Subject[], call: WhoisCall): Promise<LookupResult<Registration>[]> {
  return Promise.all(inputs.map((input) => lookUp(input, call)));
}

async function lookUp(input: Subject, call: WhoisCall): Promise<LookupResult<Registration>> {
  const result = await lookUpAnyWay(input, call);
  if (!(input instanceof AutonomousSystem) || result.status !== 'found') return result;
  return { ...result, rows: result.rows.map((row) => ofSystem(row, input.number)) };
}

async function lookUpAnyWay(input: Subject, call: WhoisCall): Promise<LookupResult<Registration>> {
  const byRdap = call.state.rdap ? await orResult(() => lookUpByRdap(input, call), call) : undefined;
  const isFinal = byRdap?.status === 'found' || byRdap?.status === 'not-found' || byRdap?.status === 'throttled';
  if (byRdap !== undefined && isFinal) return byRdap;
  const byText = await orResult(() => lookUpByText(input, call), call);
  if (byText.status === 'found' || byText.status === 'not-found') return byText;
  // Where both fail, RDAP's failure tells more: port 43 is being switched off.
  return byRdap === undefined || byRdap.status === 'not-supported' ? byText : byRdap;
}

async function orResult(
  work: () => Promise<LookupResult<Registration>>,
  { signal }: WhoisCall,
): Promise<LookupResult<Registration>> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    return resultOfError(error, 'WHOIS');
  }
}

/** `not-supported` where the registry has no RDAP server. */
async function lookUpByRdap(input: Subject, call: WhoisCall): Promise<LookupResult<Registration>> {
  const query = queryOf(input);
  const [server] = await serversOf(input, call.state.bootstrap, call);
  if (server === undefined) return { status: 'not-supported', note: `IANA names no RDAP server for ${query}` };
  const answer = await askRdap(new URL(`${server.replace(/\/?$/, '/')}${rdapPath(input)}`), query, call);
  if (!isAnswer(answer)) return answer;
  const { registration, related } = answer;
  if (!isDomain(input) || !call.options.registrar || related === undefined || !URL.canParse(related))
    return { status: 'found', rows: [registration] };
  return withSeller(registration, new URL(related), call);
}

/** The registry's answer stands, whatever becomes of the question to the registrar. */
async function withSeller(registration: Registration, url: URL, call: WhoisCall): Promise<LookupResult<Registration>> {
  try {
    const answer = await askRdap(url, registration.query, call);
    if (isAnswer(answer)) return { status: 'found', rows: [withRegistrar(registration, answer.registration)] };
    return {
      status: 'found',
      rows: [registration],
      note: `the registrar at ${url.host} did not answer: ${answer.status}`,
    };
  } catch (error) {
    call.signal.throwIfAborted();
    const problem = error instanceof Error ? error.message : String(error);
    return { status: 'found', rows: [registration], note: `the registrar at ${url.host} did not answer: ${problem}` };
  }
}

async function lookUpByText(input: Subject, call: WhoisCall): Promise<LookupResult<Registration>> {
  const { registrar } = call.options;
  const told = await askPort43(queryOf(input), { isDomain: isDomain(input), registrar }, call);
  if (!('registration' in told)) return told;
  return { status: 'found', rows: [told.registration], ...(told.note !== undefined && { note: told.note }) };
}

/** Registrations of domains, networks and autonomous systems, from their registries. */
export const whois = definePlugin({
  name: 'whois',
  version: '0.1.0',
  description: 'Who holds domains, networks and autonomous systems, from registries by RDAP and WHOIS',
  config,
  setup: (_host, settings): State => stateOf(settings),
  // A name that will always be registered (RFC 2606), at its registry alone.
  check: lookupCheck({
    provider: 'WHOIS',
    input: Dns.create('example.com'),
    options: { registrar: false },
    lookup: lookUpAll,
  }),
  pivots: [whoisPivot],
});
