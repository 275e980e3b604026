/** Writes MaxMind DB files for tests, after the specification, version 2.0: small, correct, not fast. */

export interface MmdbOptions {
  readonly ipVersion?: 4 | 6;
  readonly type?: string;
  readonly builtAtSeconds?: number;
  /** Changes the metadata before it is written. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Bytes to stand as they are where a value is expected. */
export class Raw {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** A 64-bit number. */
export class Uint64 {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

type Node = [Node | number | undefined, Node | number | undefined];

/** `networks`: CIDR → record. IPv4 networks of a version 6 file lie in `::/96`, as makers put them. */
export function writeMmdb(networks: Readonly<Record<string, unknown>>, options: MmdbOptions = {}): Buffer {
  const { ipVersion = 6, type = 'Test', builtAtSeconds = 1_790_000_000, metadata = {} } = options;
  const data: Buffer[] = [];
  let length = 0;
  const root: Node = [undefined, undefined];
  for (const [network, record] of Object.entries(networks)) {
    insert(root, bitsOf(network, ipVersion), length);
    const bytes = encode(record);
    data.push(bytes);
    length += bytes.length;
  }
  const nodes = flatten(root);
  return Buffer.concat([
    treeBytes(nodes),
    Buffer.alloc(16),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    encode({
      binary_format_major_version: 2,
      binary_format_minor_version: 0,
      build_epoch: new Uint64(BigInt(builtAtSeconds)),
      database_type: type,
      description: {},
      ip_version: ipVersion,
      languages: ['en'],
      node_count: nodes.length,
      record_size: 24,
      ...metadata,
    }),
  ]);
}

function insert(root: Node, bits: readonly number[], dataOffset: number): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const next = node[bit] ?? [undefined, undefined];
    if (typeof next === 'number') throw new Error('the networks of a test overlap');
    node[bit] = next;
    node = next;
  }
  node[bits.at(-1) ?? 0] = dataOffset;
}

function bitsOf(network: string, ipVersion: 4 | 6): number[] {
  const [address = '', length = ''] = network.split('/');
  const isIpv4 = address.includes('.');
  const bytes = isIpv4 ? address.split('.').map(Number) : ipv6Bytes(address);
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));
  const kept = bits.slice(0, Number(length));
  return isIpv4 && ipVersion === 6 ? [...Array.from({ length: 96 }, () => 0), ...kept] : kept;
}

function ipv6Bytes(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}

function flatten(root: Node): Node[] {
  const nodes: Node[] = [root];
  for (const node of nodes) for (const child of node) if (Array.isArray(child)) nodes.push(child);
  return nodes;
}

function treeBytes(nodes: readonly Node[]): Buffer {
  const numbers = new Map(nodes.map((node, i) => [node, i]));
  const record = (child: Node | number | undefined): number => {
    if (child === undefined) return nodes.length;
    return typeof child === 'number' ? nodes.length + 16 + child : (numbers.get(child) ?? 0);
  };
  const bytes = Buffer.alloc(nodes.length * 6);
  for (const [i, [left, right]] of nodes.entries()) {
    bytes.writeUIntBE(record(left), i * 6, 3);
    bytes.writeUIntBE(record(right), i * 6 + 3, 3);
  }
  return bytes;
}

/** A value in the data section's encoding. */
export function encode(value: unknown): Buffer {
  if (value instanceof Raw) return value.bytes;
  if (value instanceof Uint64) return bigBytes(value.value);
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return head(14, value ? 1 : 0);
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? uint32(value) : double(value);
  if (Array.isArray(value)) return Buffer.concat([head(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value ?? {});
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([key, item]) => [encode(key), encode(item)])]);
}

function head(type: number, size: number): Buffer {
  if (size > 284) throw new Error('values of tests are short');
  const small = Math.min(size, 29);
  const bytes = type < 8 ? [(type << 5) | small] : [small, type - 7];
  return Buffer.from(size < 29 ? bytes : [...bytes, size - 29]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return Buffer.concat([head(6, 4), bytes]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return Buffer.concat([head(3, 8), bytes]);
}

function bigBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return Buffer.concat([head(9, 8), bytes]);
}

/** A pointer to an offset below 2048 of the data section. */
export const pointer = (offset: number): Raw => new Raw(Buffer.from([0b0010_0000 | (offset >> 8), offset & 255]));
