import { baseUrlAt } from '@pivotkit/core';
import { z } from 'zod';
import { Bootstrap } from './bootstrap.ts';

const hosts = ['data.iana.org'];

export const config = z.strictObject({
  /** Whether RDAP is asked before port 43. */
  rdap: z.boolean().default(true),
  /** Where the lists of RDAP servers are fetched, once a session; `snapshot` fetches none and uses the plugin's own. */
  bootstrap: z.union([z.literal('snapshot'), baseUrlAt(hosts)]).default('https://data.iana.org/rdap'),
  /** What is asked instead of a server: `whois.example` → `host:port`, `https://rdap.example` → URL. */
  mirrors: z.record(z.string(), z.string().min(1)).default({}),
});

export interface State {
  readonly rdap: boolean;
  readonly bootstrap: Bootstrap;
  readonly mirrors: ReadonlyMap<string, string>;
  /** WHOIS servers of endings and addresses, as IANA named them in this session. */
  readonly registries: Map<string, string>;
}

export const stateOf = ({ rdap, bootstrap, mirrors }: z.output<typeof config>): State => ({
  rdap,
  bootstrap: new Bootstrap(bootstrap === 'snapshot' ? undefined : bootstrap),
  mirrors: new Map(Object.entries(mirrors)),
  registries: new Map(),
});
