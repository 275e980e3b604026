import { definePivot, lookupCheck, type CheckCall, type LookupResult, type ServiceCheck } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { onlineColumns, type OnlineRow } from './columns.ts';
import { askFiles } from './services/files.ts';
import { askIpApi } from './services/ip-api.ts';
import { askIpinfo } from './services/ipinfo.ts';
import { askIpstack } from './services/ipstack.ts';
import { askMaxmind } from './services/maxmind-web.ts';
import { sources, type AskService, type OnlineCall, type Source, type State } from './services/service.ts';

const services: Readonly<Record<Source, AskService>> = {
  files: askFiles,
  maxmind: askMaxmind,
  ipinfo: askIpinfo,
  'ip-api': askIpApi,
  ipstack: askIpstack,
};

/** Where an address is used, by services in the order configured. Rows: n → n, order kept. */
export const locateOnline = definePivot({
  name: 'geolocation.online',
  description: 'Where an address is used, by services on the Internet, one after the other until one knows',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: onlineColumns,
  options: z.strictObject({ sources: z.array(z.enum(sources)).nonempty().optional() }),
  sharing: { reaches: 'provider', maxTlp: 'green', provider: 'geolocation services' },
  limits: { batch: 100, concurrent: 1, timeoutMs: 120_000, cache: { found: 86_400_000 } },
  cost: 'up to 1 request a service, as its plan has them; ip-api takes 100 addresses in one',
  examples: ["await IpAddress.geolocation.online('8.8.8.8', { sources: ['ipinfo'] })"],
  unavailable: (state: State) =>
    state.sources.length === 0 ? 'no service is configured: geolocation.online.sources and its keys' : undefined,
  lookup: async (inputs, call: OnlineCall) => {
    let results: readonly LookupResult<OnlineRow>[] = [];
    for (const [i, source] of (call.options.sources ?? call.state.sources).entries())
      results = i === 0 ? await services[source](inputs, call) : await askAgain(source, results, { inputs, call });
    return results;
  },
});

interface Question {
  readonly inputs: readonly IpAddress[];
  readonly call: OnlineCall;
}

/** Asks the next source about what is not found yet. A "not found" of one stands where the others fail. */
async function askAgain(
  source: Source,
  results: readonly LookupResult<OnlineRow>[],
  { inputs, call }: Question,
): Promise<readonly LookupResult<OnlineRow>[]> {
  const open = inputs.flatMap((input, place) => (results[place]?.status === 'found' ? [] : [{ input, place }]));
  if (open.length === 0) return results;
  const refused = source === 'files' ? undefined : await call.book(open.length);
  if (refused !== undefined) return results;
  const answers = await services[source](
    open.map(({ input }) => input),
    call,
  );
  const again = new Map(open.map(({ place }, i) => [place, answers[i]]));
  return results.map((result, place) => better(result, again.get(place)));
}

function better(before: LookupResult<OnlineRow>, now: LookupResult<OnlineRow> | undefined): LookupResult<OnlineRow> {
  if (now === undefined) return before;
  return now.status === 'found' || (now.status === 'not-found' && before.status !== 'not-found') ? now : before;
}

/** Asks each configured service about an address that all know: 1 request each. */
export async function checkOnline(state: State, call: CheckCall): Promise<ServiceCheck> {
  const asked = state.sources.filter((source) => source !== 'files');
  if (asked.length === 0) return { ok: true, detail: 'no service is configured, so nobody is asked' };
  const input = IpAddress.create('8.8.8.8');
  const checks = await Promise.all(
    asked.map((source) => lookupCheck({ provider: source, input, options: {}, lookup: services[source] })(state, call)),
  );
  const advice = checks.find(({ ok }) => !ok)?.advice;
  return {
    ok: checks.every(({ ok }) => ok),
    detail: checks.map(({ detail }) => detail).join('; '),
    ...(advice !== undefined && { advice }),
  };
}
