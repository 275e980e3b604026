import { attacker } from '../attacker.ts';
import { publicServices, visitors, type Owner } from '../internet.ts';
import { analysis, bad, CLEAN, UNRATED, type Opinion } from './opinion.ts';
import { found, notFound, type Answer } from './reply.ts';

const OPINIONS: Readonly<Record<string, Opinion>> = {
  [attacker.lure.address]: bad(9, 2, 'phishing'),
  [attacker.stage.address]: bad(11, 1, 'malware'),
  [attacker.command.address]: bad(13, 2, 'malware'),
  [attacker.fallback.address]: bad(1, 3, 'malware'),
  [attacker.exfiltration.address]: UNRATED,
  [attacker.scanners[0]]: bad(4, 1, 'malicious'),
  [attacker.scanners[1]]: bad(3, 2, 'malicious'),
};

/** A visitor the service has never heard of. */
const UNKNOWN_VISITOR = '55.99.180.4';

/** One answer for every public address of the flows. */
export function addressAnswers(): readonly Answer[] {
  return [
    ...Object.entries(OPINIONS).map(([address, opinion]) => answer(address, opinion, inventedOwner)),
    ...visitors.map((address) =>
      address === UNKNOWN_VISITOR ? unknown(address) : answer(address, CLEAN, inventedOwner),
    ),
    ...publicServices.flatMap(({ addresses, owner }) =>
      addresses.map((address) => answer(address, CLEAN, ownerAttributes(owner))),
    ),
  ];
}

function answer(address: string, opinion: Opinion, owner: object): Answer {
  const attributes = { network: networkOf(address), ...owner, ...analysis(address, opinion) };
  return found(fileName(address), pathOf(address), { type: 'ip_address', id: address, attributes });
}

function unknown(address: string): Answer {
  return notFound(fileName(address), pathOf(address), `IP address "${address}" not found`);
}

/** Numbers kept for documentation (RFC 5398), and no country: nothing is said about who really holds the address. */
const inventedOwner = { asn: 64_500, as_owner: 'INVENTED-HOSTING (sample data)' };

function ownerAttributes(owner: Owner): object {
  return { asn: owner.asn, as_owner: owner.name, country: owner.country, regional_internet_registry: owner.registry };
}

/** A round guess; what is announced on the internet may be larger. */
function networkOf(address: string): string {
  if (!address.includes(':')) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  return `${address.split(':').slice(0, 2).join(':')}::/32`;
}

function pathOf(address: string): string {
  return `/ip_addresses/${address}`;
}

/** Colons are no letters for file names on Windows. */
function fileName(address: string): string {
  return `ip-${address.replaceAll(':', '_')}`;
}
