import { IpAddress } from './ip-address.ts';
import { addressWords, networkEdge } from './network/address-words.ts';
import { NetworkIndex, type Network } from './network/network-index.ts';

/** A network of addresses. */
export interface IpNetwork {
  /** Of its first address: one 32-bit number for IPv4, four for IPv6, most significant first. */
  readonly words: readonly number[];
  /** Bits that all of its addresses have in common. */
  readonly prefixLength: number;
}

/** A network in CIDR form, or an address as a network of one; bits behind the prefix are cut. undefined = it is neither. */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const parsed = IpAddress.parse(address);
  if (!parsed.ok) return undefined;
  const words = addressWords(parsed.value.address);
  const prefixLength = length === undefined ? words.length * 32 : Number(length);
  if (prefixLength > words.length * 32) return undefined;
  return { words: networkEdge(words, prefixLength, 'first'), prefixLength };
}

/** Networks of both address families with what belongs to each, for fast questions. Never changed after it is built. */
export class NetworkMap<T> {
  readonly size: number;
  readonly #byFamily: { readonly 4: NetworkIndex<T>; readonly 6: NetworkIndex<T> };

  constructor(entries: readonly (readonly [network: IpNetwork, item: T])[]) {
    const networks = entries.map(([network, item]): Network<T> => ({ ...network, item }));
    this.size = networks.length;
    this.#byFamily = {
      4: new NetworkIndex(networks.filter(({ words }) => words.length === 1)),
      6: new NetworkIndex(networks.filter(({ words }) => words.length === 4)),
    };
  }

  /**
   * What belongs to the networks around an address (canonical, as `IpAddress.address` is): the smallest network first;
   * in the order given within a network.
   */
  around(address: string): T[] {
    const words = addressWords(address);
    return this.#byFamily[words.length === 1 ? 4 : 6].around(words);
  }
}
