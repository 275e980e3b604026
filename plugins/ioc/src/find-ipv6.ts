import { IpAddress, refang } from '@pivotkit/entities';
import { iocOf, nothingInside, type Finding } from './finding.ts';

/** `]::` is how PowerShell calls a static method: `[Convert]::Add` is no address. */
const pattern = /(?<![\w:.\]])(?:[0-9a-f]{1,4}|:)(?:[0-9a-f.]|:|\[:\]){1,60}(?:%[\w.-]{1,64})?(?![\w:])/gi;

/** IPv6 addresses; an IPv4-mapped one is the IPv4 address it stands for. Clock times and MAC addresses are none. */
export function findIpv6(text: string): Finding[] {
  if (!text.includes(':')) return [];
  return Array.from(text.matchAll(pattern)).flatMap((match) => {
    const written = match[0].replace(/\.+$/, '').replace(/([^:]):$/, '$1');
    const plain = refang(written.replaceAll('[:]', ':'));
    if (!hasForm(plain)) return [];
    const parsed = IpAddress.parse(plain);
    if (!parsed.ok) return [];
    const { version, address } = parsed.value;
    const found = { text: written, start: match.index, entity: parsed.value };
    const ioc =
      version === 6
        ? iocOf({ type: 'ipv6', observable: plain, ...found })
        : iocOf({ type: 'ipv4', observable: address, ...found });
    return { ioc, inner: nothingInside };
  });
}

/** Eight groups or a `::` with digits beside it. */
function hasForm(text: string): boolean {
  const colons = text.split(':').length - 1;
  return colons >= 2 && /[0-9a-f]/i.test(text) && (text.includes('::') || colons >= 6);
}
