import { IpAddress } from '@pivotkit/entities';
import { iocOf, nothingInside, type FindContext, type Finding } from './finding.ts';

/** `]::` is how PowerShell calls a static method: `[Convert]::Add` is no address. */
const pattern = /(?<![\w:.\]])(?:[0-9a-f]{1,4}|:)(?:[0-9a-f.]|:|\[:\]){1,60}(?:%[\w.-]{1,64})?(?![\w:])/gi;

/** IPv6 addresses; an IPv4-mapped one is the IPv4 address it stands for. Clock times and MAC addresses are none. */
export function* findIpv6(text: string, { memo }: FindContext): IterableIterator<Finding> {
  if (!text.includes(':')) return;
  for (const { 0: match, index: start } of text.matchAll(pattern)) {
    const written = match.replace(/\.+$/, '').replace(/([^:]):$/, '$1');
    const plain = written.replaceAll('[:]', ':');
    const entity = hasForm(plain) ? memo.read(IpAddress, plain) : undefined;
    if (entity === undefined) continue;
    const found = { text: written, start, entity };
    const ioc =
      entity.version === 6
        ? iocOf({ type: 'ipv6', observable: plain, ...found })
        : iocOf({ type: 'ipv4', observable: entity.address, ...found });
    yield { ioc, inner: nothingInside };
  }
}

/** Eight groups or a `::` with digits beside it. */
function hasForm(text: string): boolean {
  return text.includes('::') ? /[0-9a-f]/i.test(text) : sixColons.test(text);
}

/** With a dotted quad at the end there are six, else seven. */
const sixColons = /^(?:[^:]*:){6}/;
