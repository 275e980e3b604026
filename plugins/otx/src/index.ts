import { baseUrlAt, definePlugin, get, httpCheck, secret } from '@pivotkit/core';
import { z } from 'zod';
import { hosts, provider, type State } from './client.ts';
import { analysis } from './sections/analysis.ts';
import { general } from './sections/general.ts';
import { geo } from './sections/geo.ts';
import { malware } from './sections/malware.ts';
import { passiveDns } from './sections/passive-dns.ts';
import { pulses } from './sections/pulses.ts';
import { reputation } from './sections/reputation.ts';
import { urls } from './sections/urls.ts';
import { whois } from './sections/whois.ts';

/** Looks addresses, names, URLs and files up at Open Threat Exchange. */
export const otx = definePlugin({
  name: 'otx',
  version: '0.1.0',
  description: 'Collections of indicators and passive DNS of Open Threat Exchange (OTX)',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: baseUrlAt(hosts).optional() }),
  setup: (_, config): State => config,
  // The endpoint that knows the account is asked: others answer without a key too.
  check: httpCheck({ provider, request: () => get`/user/me`, reply: z.looseObject({ username: z.string() }) }),
  pivots: [general, pulses, passiveDns, malware, urls, geo, reputation, analysis, whois],
});
