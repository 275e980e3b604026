/** Numbers of the first and the last address of a network. */
export interface NetworkNumbers {
  readonly first: bigint;
  readonly last: bigint;
  readonly bits: number;
}

/** The number of an address in canonical form. */
export function numberOf(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((number, part) => number * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].reduce((number, group) => number * 65_536n + BigInt(`0x${group}`), 0n);
}

/** `192.0.2.0/24`, `2001:db8::/32`, and the shortened `192.0/16`; undefined for anything else, or of another version. */
export function networkNumbers(text: string, version: 4 | 6): NetworkNumbers | undefined {
  const [base = '', length = ''] = text.trim().split('/');
  const width = version === 4 ? 32 : 128;
  const isFit = version === 4 ? /^\d{1,3}(\.\d{1,3}){0,3}$/.test(base) : /^[0-9a-f:]*:[0-9a-f:]*$/i.test(base);
  const bits = Number(length === '' ? width : length);
  if (!isFit || !Number.isInteger(bits) || bits < 0 || bits > width) return undefined;
  const whole = version === 4 ? [...base.split('.'), '0', '0', '0'].slice(0, 4).join('.') : base;
  const size = 1n << BigInt(width - bits);
  const first = (numberOf(whole) / size) * size;
  return { first, last: first + size - 1n, bits };
}

/** The networks that make up a range of IPv4 addresses, in CIDR form, in order. */
export function cidrsOfRange(first: string, last: string): string[] {
  let from = numberOf(first);
  const to = numberOf(last);
  const networks: string[] = [];
  while (from <= to && networks.length < 64) {
    let bits = 32;
    while (bits > 0 && from % (1n << BigInt(33 - bits)) === 0n && from + (1n << BigInt(33 - bits)) - 1n <= to)
      bits -= 1;
    networks.push(`${dotted(from)}/${bits}`);
    from += 1n << BigInt(32 - bits);
  }
  return networks;
}

const dotted = (number: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join('.');
