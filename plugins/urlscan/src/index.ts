import { baseUrlAt, definePlugin, get, httpCheck, secret } from '@pivotkit/core';
import { z } from 'zod';
import { hosts, provider, type State } from './client.ts';
import { searchReply } from './reply.ts';
import { result } from './result.ts';
import { scan } from './scan.ts';
import { search } from './search.ts';

/** Searches the scans of urlscan.io, reads them, and has pages scanned. */
export const urlscan = definePlugin({
  name: 'urlscan',
  version: '0.1.0',
  description: 'Scans of web pages by urlscan.io: search, results, and new scans where they are consented to',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: baseUrlAt(hosts).optional() }),
  setup: (_, config): State => config,
  // 1 search. A key that is wrong is refused, one that is absent is not.
  check: httpCheck({ provider, request: () => get`/search/`.query({ q: 'page.domain:"urlscan.io"', size: 1 }), reply: searchReply }), // prettier-ignore
  pivots: [search, result, scan],
});
