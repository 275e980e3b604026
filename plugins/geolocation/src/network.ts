import { IpAddress } from '@pivotkit/entities';

/** The network an address lies in, in CIDR form. `prefixLength`: of 32 for an IPv4 address, of 128 for an IPv6 one. */
export function networkOf({ address, version }: IpAddress, prefixLength: number): string {
  const base = version === 4 ? maskedIpv4(address, prefixLength) : maskedIpv6(address, prefixLength);
  return `${base}/${prefixLength}`;
}

function maskedIpv4(address: string, prefixLength: number): string {
  const kept = address.split('.').map((part, i) => Number(part) & maskByte(prefixLength - i * 8, 8));
  return kept.join('.');
}

function maskedIpv6(address: string, prefixLength: number): string {
  const kept = groupsOf(address).map((group, i) => group & maskByte(prefixLength - i * 16, 16));
  return IpAddress.create(kept.map((group) => group.toString(16)).join(':')).address;
}

/** A part of `width` bits with the first `bits` set. */
function maskByte(bits: number, width: number): number {
  const all = 2 ** width - 1;
  return bits >= width ? all : bits <= 0 ? 0 : all ^ (2 ** (width - bits) - 1);
}

function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}
