/**
 * A canonical address as 32-bit numbers, most significant first: one for IPv4, four for IPv6. Only for texts that are
 * canonical already (`IpAddress.address`), so that it need not check and can be fast.
 */
export function addressWords(address: string): readonly number[] {
  return address.includes(':') ? ipv6Words(address) : [ipv4Number(address)];
}

function ipv4Number(address: string): number {
  let value = 0;
  let part = 0;
  for (let i = 0; i < address.length; i++) {
    const digit = address.charCodeAt(i) - 48;
    if (digit >= 0) part = part * 10 + digit;
    else {
      value = value * 256 + part;
      part = 0;
    }
  }
  return value * 256 + part;
}

const colon = 58;

function ipv6Words(address: string): readonly number[] {
  const groups = [0, 0, 0, 0, 0, 0, 0, 0];
  const gap = address.indexOf('::');
  let group = 0;
  let value = 0;
  const end = gap < 0 ? address.length : gap;
  for (let i = 0; i < end; i++) {
    const code = address.charCodeAt(i);
    if (code === colon) {
      groups[group++] = value;
      value = 0;
    } else value = value * 16 + hexDigit(code);
  }
  groups[group] = value;
  if (gap >= 0) fillFromEnd(address, gap + 2, groups);
  return [0, 2, 4, 6].map((at) => (groups[at] ?? 0) * 65_536 + (groups[at + 1] ?? 0));
}

/** The groups after `::`, last first. */
function fillFromEnd(address: string, start: number, groups: number[]): void {
  let group = 7;
  let value = 0;
  let factor = 1;
  for (let i = address.length - 1; i >= start; i--) {
    const code = address.charCodeAt(i);
    if (code === colon) {
      groups[group--] = value;
      value = 0;
      factor = 1;
    } else {
      value += hexDigit(code) * factor;
      factor *= 16;
    }
  }
  if (address.length > start) groups[group] = value;
}

const hexDigit = (code: number): number => (code < colon ? code - 48 : code - 87);

/** First or last address of the network that `words` lies in: bits after the prefix are 0 or 1. */
export function networkEdge(words: readonly number[], prefixLength: number, edge: 'first' | 'last'): number[] {
  return words.map((word, i) => {
    const hostBits = Math.min(32, Math.max(0, 32 * (i + 1) - prefixLength));
    const size = 2 ** hostBits;
    const first = Math.floor(word / size) * size;
    return edge === 'first' ? first : first + size - 1;
  });
}
