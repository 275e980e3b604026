import { baseUrlAt, definePlugin, get, httpCheck, secret } from '@pivotkit/core';
import { z } from 'zod';
import { hosts, provider, type State } from './client.ts';
import { history } from './history.ts';
import { malwareSeen } from './malware-seen.ts';
import { malware } from './malware.ts';
import { reportReply } from './reply.ts';
import { report } from './report.ts';
import { resolve } from './resolve.ts';
import { whois } from './whois.ts';

/** Looks addresses, names, URLs and files up at IBM X-Force Exchange. */
export const xforce = definePlugin({
  name: 'xforce',
  version: '0.1.0',
  description: 'Risk, malware, DNS and registrations by IBM X-Force Exchange',
  config: z.strictObject({
    apiKey: secret().optional(),
    password: secret().optional(),
    baseUrl: baseUrlAt(hosts).optional(),
  }),
  setup: (_, config): State => config,
  // 1 request of the month's quota.
  check: httpCheck({ provider, request: () => get`/ipr/${'8.8.8.8'}`, reply: reportReply }),
  pivots: [report, history, malware, malwareSeen, resolve, whois],
});
