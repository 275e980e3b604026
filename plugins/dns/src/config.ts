import { z } from 'zod';
import type { Resolver } from '@pivotkit/core';

const server = z
  .string()
  .regex(
    /^(\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/,
    {
      error: 'it is no address of a name server, such as 9.9.9.9, 10.0.0.53:5353 or [2620:fe::fe]:53',
    },
  );

const isService = (text: string): boolean =>
  URL.canParse(text) && (text.startsWith('https://') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(text));

export const config = z
  .strictObject({
    /** Name servers by address, asked in turn where one fails. Default: those of the system. */
    servers: z.array(server).nonempty().optional(),
    /** A service of DNS over HTTPS in its JSON form, instead of name servers. */
    doh: z.string().refine(isService, { error: 'it is no https:// URL' }).optional(),
  })
  .refine(({ servers, doh }) => servers === undefined || doh === undefined, {
    error: 'give `servers` or `doh`, not both',
  });

export interface State {
  /** Undefined: the name servers of the system. */
  readonly resolver: Resolver | undefined;
}

export function stateOf({ servers, doh }: z.output<typeof config>): State {
  if (doh !== undefined) return { resolver: { url: doh } };
  return { resolver: servers === undefined ? undefined : { servers } };
}

/** Who is asked, for people. */
export function resolverName({ resolver }: State): string {
  if (resolver === undefined) return "the system's name servers";
  return 'url' in resolver ? new URL(resolver.url).host : resolver.servers.join(', ');
}
