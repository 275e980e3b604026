import { headerAuth, httpProvider, type HttpReply, type Outcome, type Secret } from '@pivotkit/core';
import { z } from 'zod';

export const hosts = ['urlscan.io'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

/**
 * https://docs.urlscan.io, read 2026-11-28. A key of a wrong form is refused with 400, a wrong one with 401. A scan that
 * is not there is 404, one that was deleted 410; anything else under these statuses is no answer of the service.
 */
export const provider = httpProvider<State>({
  name: 'urlscan.io',
  baseUrl: 'https://urlscan.io/api/v1',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('API-Key', ({ apiKey }) => apiKey),
  notFound: [404, 410],
  notFoundReply: z.object({ message: z.string(), status: z.literal([404, 410]) }),
  outcome: keyRefused,
});

/** For what nobody is told without a key. */
export const keyed = { ...provider, needs: { apiKey: 'an API key' } };

const message = z.object({ message: z.string() });

function keyRefused({ status, text }: HttpReply): Outcome | undefined {
  if (status !== 400 || !/api key/i.test(text)) return undefined;
  try {
    const said = message.safeParse(JSON.parse(text));
    return said.success && /invalid api key/i.test(said.data.message) ? 'unauthorized' : undefined;
  } catch {
    return undefined;
  }
}
