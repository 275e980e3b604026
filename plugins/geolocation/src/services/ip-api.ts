import { failed, found, notFound, parseReply, resultOfError, type HttpReply, type LookupResult } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import type { OnlineRow } from '../columns.ts';
import { rowOf, systemOf, type OnlineCall } from './service.ts';

export const ipApiHosts = ['pro.ip-api.com'];

const provider = 'ip-api';

/** https://ip-api.com/docs/api:batch, read 2026-11-28. */
const maxBatch = 100;
const fields = 'status,message,query,continentCode,country,countryCode,region,regionName,city,zip,lat,lon,timezone,as';

const item = z.looseObject({
  status: z.enum(['success', 'fail']),
  message: z.string().optional(),
  query: z.string(),
  continentCode: z.string().optional(),
  country: z.string().optional(),
  countryCode: z.string().optional(),
  region: z.string().optional(),
  regionName: z.string().optional(),
  zip: z.string().optional(),
  as: z.string().optional(),
});

/**
 * Asks about up to 100 addresses at once. Without a key the service is there over http alone, which core's providers do not
 * allow, so the request is composed here; with a key it goes over https.
 */
export async function askIpApi(
  inputs: readonly IpAddress[],
  call: OnlineCall,
): Promise<readonly LookupResult<OnlineRow>[]> {
  const results: LookupResult<OnlineRow>[] = [];
  for (let start = 0; start < inputs.length; start += maxBatch)
    results.push(...(await askBatch(inputs.slice(start, start + maxBatch), call)));
  return results;
}

async function askBatch(inputs: readonly IpAddress[], call: OnlineCall): Promise<readonly LookupResult<OnlineRow>[]> {
  const { state, http, signal } = call;
  const nowMs = call.now().getTime();
  const untilMs = state.pauses.get(provider) ?? 0;
  if (untilMs > nowMs) return inputs.map(() => throttled(Math.ceil((untilMs - nowMs) / 1_000)));
  const { key, baseUrl } = state.services.ipApi ?? {};
  const url = new URL(`${baseUrl ?? (key === undefined ? 'http://ip-api.com' : 'https://pro.ip-api.com')}/batch`);
  url.searchParams.set('fields', fields);
  const secret = key?.reveal();
  if (secret !== undefined) url.searchParams.set('key', secret);
  const body = JSON.stringify(inputs.map(({ address }) => address));
  const secrets = secret === undefined ? {} : { secretParameters: ['key'], secrets: [secret] };
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const reply = await http.send({ url, method: 'POST', headers, body, retryable: true, signal, ...secrets });
    keepPause(reply, call);
    return resultsOf(reply, inputs, call);
  } catch (error) {
    signal.throwIfAborted();
    const result = resultOfError(error, provider, secret === undefined ? [] : [secret]);
    return inputs.map(() => result);
  }
}

/** Whoever asks on when nothing is left is banned for an hour: `X-Rl` requests are left, for `X-Ttl` seconds. */
function keepPause({ headers }: HttpReply, call: OnlineCall): void {
  const seconds = Number(headers['x-ttl']);
  if (headers['x-rl'] === '0' && seconds > 0) call.state.pauses.set(provider, call.now().getTime() + seconds * 1_000);
}

const throttled = (seconds: number): LookupResult<never> => ({
  status: 'throttled',
  note: `ip-api: no requests are left for ${seconds} s`,
});

function resultsOf(
  reply: HttpReply,
  inputs: readonly IpAddress[],
  call: OnlineCall,
): readonly LookupResult<OnlineRow>[] {
  const { status, headers } = reply;
  if (status === 429) return inputs.map(() => throttled(Number(headers['x-ttl'] ?? 60)));
  if (status === 403) return inputs.map(() => failed('PROVIDER_FORBIDDEN', { provider, status }));
  if (status >= 500) return inputs.map(() => failed('PROVIDER_UNAVAILABLE', { provider, status }));
  if (status !== 200) return inputs.map(() => failed('PROVIDER_REFUSED', { provider, status, detail: '' }));
  const items = new Map(parseReply(reply, z.array(item), provider).map((each) => [each.query, each]));
  return inputs.map(({ address }) => resultOf(items.get(address), call));
}

function resultOf(answer: z.output<typeof item> | undefined, { state }: OnlineCall): LookupResult<OnlineRow> {
  if (answer === undefined) return failed('REPLY_INVALID', { provider, problem: 'an address is missing in it' });
  if (answer.status === 'fail') return notFound(`ip-api: ${answer.message ?? 'it knows nothing of the address'}`);
  const { country, countryCode, continentCode, region, regionName, zip, as, ...rest } = answer;
  const record = {
    ...rest,
    country_name: country,
    country_code: countryCode,
    continent_code: continentCode,
    region_name: regionName,
    region_code: region,
    postal_code: zip,
    ...systemOf(as),
  };
  const row = rowOf(state.placeOf(record), 'ip-api');
  return row === undefined ? notFound() : found(row);
}
