import { AutonomousSystem, IpAddress, type Dns } from '@pivotkit/entities';
import type { Asker, Bootstrap } from './bootstrap.ts';

export type Subject = Dns | IpAddress | AutonomousSystem;

/** What is told of an input: of a name its registered part alone. */
export function queryOf(input: Subject): string {
  if (input instanceof IpAddress) return input.address;
  return input instanceof AutonomousSystem ? input.key : (input.registeredDomain ?? input.domainName);
}

/** Where RDAP servers have it (RFC 9082 §3.1), below what the list of servers says. */
export function rdapPath(input: Subject): string {
  if (input instanceof AutonomousSystem) return `autnum/${input.number}`;
  return `${input instanceof IpAddress ? 'ip' : 'domain'}/${encodeURIComponent(queryOf(input))}`;
}

/** RDAP servers that may know it, best first. */
export function serversOf(input: Subject, bootstrap: Bootstrap, asker: Asker): Promise<readonly string[]> {
  if (input instanceof AutonomousSystem) return bootstrap.serversOfNumber(input.number, asker);
  if (input instanceof IpAddress) return bootstrap.serversOfAddress(input, asker);
  return bootstrap.serversOfDomain(queryOf(input), asker);
}

/** Names alone are sold by registrars, who know more of them than the registry. */
export const isDomain = (input: Subject): boolean => !(input instanceof IpAddress || input instanceof AutonomousSystem);
