import { baseUrlAt, definePlugin, secret } from '@pivotkit/core';
import { z } from 'zod';
import { check } from './check.ts';
import { graphHosts, legacyHosts } from './clients.ts';
import { articles, intelProfiles } from './properties/articles.ts';
import { certificates } from './properties/certificates.ts';
import { childHosts, components, cookies, parentHosts, trackers } from './properties/host-attributes.ts';
import { passiveDns, passiveDnsReverse } from './properties/passive-dns.ts';
import { reputation } from './properties/reputation.ts';
import { services } from './properties/services.ts';
import { subdomains } from './properties/subdomains.ts';
import { whois, whoisHistory } from './properties/whois.ts';
import type { State } from './state.ts';

/** What RiskIQ collected, now in Microsoft Defender Threat Intelligence. */
export const riskiq = definePlugin({
  name: 'riskiq',
  version: '0.1.0',
  description: 'Reputation, passive DNS and host attributes of RiskIQ, now Microsoft Defender Threat Intelligence',
  config: z.strictObject({
    api: z.enum(['mdti', 'passivetotal']).default('mdti'),
    tenantId: z.string().min(1).optional(),
    clientId: z.string().min(1).optional(),
    clientSecret: secret().optional(),
    user: secret().optional(),
    apiKey: secret().optional(),
    baseUrl: baseUrlAt([...graphHosts.slice(0, 1), ...legacyHosts]).optional(),
    tokenUrl: baseUrlAt(graphHosts.slice(1)).optional(),
  }),
  setup: (_, config): State => config,
  check,
  pivots: [
    reputation,
    passiveDns,
    passiveDnsReverse,
    whois,
    whoisHistory,
    certificates,
    trackers,
    components,
    cookies,
    childHosts,
    parentHosts,
    subdomains,
    services,
    articles,
    intelProfiles,
  ],
});
