import { definePlugin, noteOf, resultOfError, statusText } from '@pivotkit/core';
import { config, resolverName, stateOf, type State } from './config.ts';
import { records } from './records.ts';
import { isResolvable, resolve } from './resolve.ts';
import { reverse } from './reverse.ts';

/** Asks name servers about names and addresses. */
export const dns = definePlugin({
  name: 'dns',
  version: '0.1.0',
  description: 'What name servers say of names and addresses now',
  config,
  setup: (_host, settings): State => stateOf(settings),
  check: async (state, { dns: client, signal }) => {
    const resolver = resolverName(state);
    try {
      const { rcode } = await client.ask({ name: 'example.com', type: 'A', resolver: state.resolver, signal });
      return { ok: rcode === 'NOERROR', detail: `${resolver}: ${rcode}` };
    } catch (error) {
      const result = resultOfError(error, resolver);
      return {
        ok: false,
        detail: noteOf(result) ?? statusText(result),
        advice: 'Check `dns.servers`, or the network.',
      };
    }
  },
  pivots: [resolve, records, isResolvable, reverse],
});
