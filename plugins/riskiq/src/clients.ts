import { basicAuth, fieldIs, httpProvider, oauth2Auth, type HttpReply, type Outcome } from '@pivotkit/core';
import type { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import type { State } from './state.ts';

export const graphHosts = ['graph.microsoft.com', 'login.microsoftonline.com'];
export const legacyHosts = ['api.passivetotal.org'];

const graphError = z.object({ error: z.object({ code: z.string().regex(/not ?found/i) }) });

/**
 * Microsoft Defender Threat Intelligence in Microsoft Graph,
 * learn.microsoft.com/graph/api/resources/security-threatintelligence-overview, read 2026-11-28. 403 is what an
 * application without the permission ThreatIntelligence.Read.All hears, and a tenant without the licence.
 */
export const graph = httpProvider<State>({
  name: 'Microsoft Defender TI',
  baseUrl: 'https://graph.microsoft.com/v1.0/security/threatIntelligence',
  hosts: graphHosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: oauth2Auth({
    tokenUrl: ({ tokenUrl, tenantId = '' }) =>
      tokenUrl ?? `https://login.microsoftonline.com/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    clientId: ({ clientId }) => clientId,
    clientSecret: ({ clientSecret }) => clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  }),
  notEntitled: [402, 403],
  notFound: [404],
  notFoundReply: graphError,
});

/** What spoke PassiveTotal v2 until January 2025; shapes as clients read them, which nobody can verify any more. */
export const legacy = httpProvider<State>({
  name: 'PassiveTotal',
  baseUrl: 'https://api.passivetotal.org/v2',
  hosts: legacyHosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: basicAuth(({ user }) => user, ({ apiKey }) => apiKey), // prettier-ignore
  outcome: [goneForGood, fieldIs('success', { false: { error: 'it says that it could not answer' } })],
});

/** The service is gone: what is left of it answers 404 with a page. */
function goneForGood({ status, text }: HttpReply): Outcome | undefined {
  if (status !== 404 || !/^\s*</.test(text)) return undefined;
  return { error: "there is no PassiveTotal v2 at this address; the service was switched off in January 2025, set riskiq.api to 'mdti'" }; // prettier-ignore
}

export type Host = IpAddress | Dns;
