import { IpAddress } from '@pivotkit/entities';
import { iocOf, matchesOf, type Finder } from './finding.ts';
import { sign } from './signs.ts';

/** `]::` is how PowerShell calls a static method: `[Convert]::Add` is no address. */
const pattern = /(?<![\w:.\]])(?:[0-9a-f]{1,4}|:)(?:[0-9a-f.]|:|\[:\]){1,60}(?:%[\w.-]{1,64})?(?![\w:])/gi;

/** IPv6 addresses; an IPv4-mapped one is the IPv4 address it stands for. Clock times and MAC addresses are none. */
export const ipv6: Finder = {
  sign: sign.ipv6,
  find: (text, { memo }) =>
    matchesOf(text, pattern).flatMap(({ 0: match, index: start }) => {
      const written = match.replace(/\.+$/, '').replace(/([^:]):$/, '$1');
      const plain = written.replaceAll('[:]', ':');
      const entity = hasForm(plain) ? memo.read(IpAddress, plain) : undefined;
      if (entity === undefined) return [];
      const isMapped = entity.version === 4;
      const type = isMapped ? 'ipv4' : 'ipv6';
      return [{ ioc: iocOf({ type, text: written, start, observable: isMapped ? entity.address : plain, entity }) }];
    }),
};

/** Eight groups or a `::` with digits beside it. */
function hasForm(text: string): boolean {
  return text.includes('::') ? /[0-9a-f]/i.test(text) : sixColons.test(text);
}

/** With a dotted quad at the end there are six, else seven. */
const sixColons = /^(?:[^:]*:){6}/;
