import { isPublicAddress } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Http } from './http.ts';

/** One address of a name. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address a name stands for now. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface EgressOptions {
  readonly resolve: Resolve;
  /** Which addresses may be asked. Default: those on the public Internet. */
  readonly isAllowed?: ((address: string) => boolean) | undefined;
}

const askedProtocols = new Set(['http:', 'https:', 'tcp:']);

/**
 * The addresses a URL from the data may be asked at: those its host stands for, where every single one is public. The
 * connection must go to these and no others, since the name may stand for something else a moment later.
 * @throws EGRESS_NOT_PUBLIC; whatever `resolve` throws
 */
export async function checkedAddresses(
  { protocol, host, hostname }: URL,
  { resolve, isAllowed = isPublicAddress }: EgressOptions,
): Promise<readonly ResolvedAddress[]> {
  const refuse = (problem: string): PivotKitError => new PivotKitError('EGRESS_NOT_PUBLIC', { host, problem });
  if (!askedProtocols.has(protocol)) throw refuse('only http, https and tcp are asked');
  // Names that stand for this machine whatever a resolver says (RFC 6761 §6.3).
  if (/(^|\.)localhost\.?$/.test(hostname)) throw refuse('it stands for this machine');
  const addresses = literalAddress(hostname) ?? (await resolve(hostname));
  if (addresses.length === 0) throw refuse('it has no address');
  const inside = addresses.find(({ address }) => !isAllowed(address));
  if (inside !== undefined) throw refuse(`it stands for ${inside.address}, which is not public`);
  return addresses;
}

/** For pivots that reach their targets: a request is made for hosts that it names, or it stays on the public Internet. */
export const onlyPublic = (http: Http): Http => ({
  send: (request) => http.send(request.allowedHosts === undefined ? { ...request, resolveCheckPin: true } : request),
});

/** `URL` has already read every way to write an IPv4 address (decimal, hex, octal, short) into the usual one. */
function literalAddress(hostname: string): readonly ResolvedAddress[] | undefined {
  if (hostname.startsWith('[')) return [{ address: hostname.slice(1, -1), family: 6 }];
  return /^\d+(\.\d+){3}$/.test(hostname) ? [{ address: hostname, family: 4 }] : undefined;
}
