import type { Resolver } from '@pivotkit/core';
import { z } from 'zod';

const place = z.string().regex(/^[\w.-]+:\d{1,5}$/, { error: 'it is not written as host:port' });

export const config = z.strictObject({
  /** Ways to ask, the next where one fails. */
  sources: z
    .array(z.enum(['bulk', 'dns']))
    .nonempty()
    .default(['bulk', 'dns']),
  /** Where the bulk service is, for a mirror. */
  server: place.default('whois.cymru.com:43'),
  /** Name servers for the way by DNS. Default: those of the system. */
  nameServers: z.array(z.string().min(1)).nonempty().optional(),
});

export interface State {
  readonly sources: readonly ('bulk' | 'dns')[];
  readonly server: { readonly host: string; readonly port: number };
  readonly resolver: Resolver | undefined;
  /** Names of autonomous systems asked about by DNS; null = it could not be had. */
  readonly names: Map<number, string | null>;
}

export function stateOf({ sources, server, nameServers }: z.output<typeof config>): State {
  const [host = '', port = ''] = server.toLowerCase().split(':');
  return {
    sources,
    server: { host, port: Number(port) },
    resolver: nameServers === undefined ? undefined : { servers: nameServers },
    names: new Map(),
  };
}
