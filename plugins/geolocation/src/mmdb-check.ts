import { isUtf8 } from 'node:buffer';

/**
 * Checks of untrusted MaxMind DB files before they are decoded, after the specification, version 2.0
 * (https://maxmind.github.io/MaxMind-DB/, read 2026-11-20). Without them a broken file makes the decoder overflow the
 * stack, fill the memory, or read one value as another.
 */

/** Bytes in which values are encoded: a whole file, with the part that offsets may lie in. */
export interface Section {
  readonly bytes: Buffer;
  /** Where pointers count from. */
  readonly base: number;
  /** End of the section, exclusive. */
  readonly end: number;
}

/** Something wrong with the bytes themselves. */
export class MmdbFault extends Error {
  override readonly name = 'MmdbFault';
}

/** Records of databases in use are nested four deep. */
const maxDepth = 32;
/** Records of databases in use have fewer than 200 values. */
const maxValues = 50_000;

const types = {
  extended: 0,
  pointer: 1,
  text: 2,
  double: 3,
  map: 7,
  array: 11,
  boolean: 14,
  float: 15,
} as const;

/** Bytes a value of the type has: [least, most]. Text and bytes have any number. */
const sizes: Readonly<Record<number, readonly [number, number]>> = {
  3: [8, 8],
  5: [0, 2],
  6: [0, 4],
  8: [0, 4],
  9: [0, 8],
  10: [0, 16],
  15: [4, 4],
};

interface Walk {
  readonly section: Section;
  values: number;
}

/** Passes when the value at `offset` can be decoded: bounded, acyclic, of known types, all text UTF-8. @throws MmdbFault */
export function checkValue(section: Section, offset: number): void {
  walk({ section, values: 0 }, offset, 0);
}

/** Checks one value and what is in it; gives where the next begins. */
function walk(state: Walk, offset: number, depth: number): number {
  state.values += 1;
  if (state.values > maxValues) throw new MmdbFault(`a record has more than ${maxValues} values`);
  if (depth > maxDepth) throw new MmdbFault(`values are nested more than ${maxDepth} deep`);
  const head = readHead(state.section, offset);
  switch (head.type) {
    case types.pointer:
      return followPointer(state, head, depth);
    case types.map:
      return walkMap(state, head, depth);
    case types.array:
      return walkItems(state, head, depth);
    default:
      return skipScalar(state.section, head, offset);
  }
}

interface Head {
  readonly type: number;
  readonly size: number;
  /** First byte after the head. */
  readonly next: number;
}

function readHead(section: Section, offset: number): Head {
  const control = byteAt(section, offset);
  const type = control >> 5;
  if (type === types.pointer) return { type, size: control & 31, next: offset + 1 };
  if (type !== types.extended) return withSize(section, type, control & 31, offset + 1);
  return withSize(section, byteAt(section, offset + 1) + 7, control & 31, offset + 2);
}

/** Sizes from 29 stand in the next one, two or three bytes. */
function withSize(section: Section, type: number, size: number, next: number): Head {
  if (size < 29) return { type, size, next };
  const count = size - 28;
  const start = [29, 285, 65_821][count - 1] ?? 0;
  return { type, size: start + uintAt(section, next, count), next: next + count };
}

const pointerStarts = [0, 2048, 526_336, 0];

function followPointer(state: Walk, { size, next }: Head, depth: number): number {
  const { section } = state;
  const kind = size >> 3;
  const count = kind + 1;
  const high = kind === 3 ? 0 : (size & 7) * 256 ** count;
  const target = section.base + (pointerStarts[kind] ?? 0) + high + uintAt(section, next, count);
  if (byteAt(section, target) >> 5 === types.pointer) throw new MmdbFault('a pointer leads to a pointer');
  walk(state, target, depth + 1);
  return next + count;
}

function walkMap(state: Walk, { size, next }: Head, depth: number): number {
  requireRoom(state.section, next, size * 2);
  let offset = next;
  for (let i = 0; i < size; i++) {
    requireText(state.section, offset);
    offset = walk(state, offset, depth + 1);
    offset = walk(state, offset, depth + 1);
  }
  return offset;
}

function walkItems(state: Walk, { size, next }: Head, depth: number): number {
  requireRoom(state.section, next, size);
  let offset = next;
  for (let i = 0; i < size; i++) offset = walk(state, offset, depth + 1);
  return offset;
}

/** A key is a text, or a pointer, which `walk` follows; what it leads to must be a text as well. */
function requireText(section: Section, offset: number): void {
  const head = readHead(section, offset);
  if (head.type === types.text) return;
  if (head.type !== types.pointer) throw new MmdbFault('the key of a map is no text');
  const kind = head.size >> 3;
  const high = kind === 3 ? 0 : (head.size & 7) * 256 ** (kind + 1);
  const target = section.base + (pointerStarts[kind] ?? 0) + high + uintAt(section, head.next, kind + 1);
  if (readHead(section, target).type !== types.text) throw new MmdbFault('the key of a map is no text');
}

function skipScalar(section: Section, { type, size, next }: Head, offset: number): number {
  if (type === types.boolean) {
    if (size > 1) throw new MmdbFault(`a boolean at byte ${offset} is ${size}`);
    return next;
  }
  const [least, most] = sizes[type] ?? (type === 2 || type === 4 ? [0, Infinity] : [1, 0]);
  if (least > most) throw new MmdbFault(`a value at byte ${offset} has the unknown type ${type}`);
  if (size < least || size > most) throw new MmdbFault(`a value of type ${type} at byte ${offset} has ${size} bytes`);
  requireRoom(section, next, size);
  if (type === types.text && !isUtf8(section.bytes.subarray(next, next + size)))
    throw new MmdbFault(`the text at byte ${offset} is not UTF-8`);
  return next + size;
}

function byteAt(section: Section, offset: number): number {
  requireRoom(section, offset, 1);
  return section.bytes[offset] ?? 0;
}

function uintAt(section: Section, offset: number, count: number): number {
  requireRoom(section, offset, count);
  return section.bytes.readUIntBE(offset, count);
}

function requireRoom({ base, end }: Section, offset: number, count: number): void {
  if (offset < base || offset + count > end) throw new MmdbFault(`a value at byte ${offset} leads outside its section`);
}

export interface SearchTree {
  readonly nodeCount: number;
  /** Bits per record: 24, 28 or 32. */
  readonly recordSize: number;
}

/** Zero bytes between the search tree and the data. */
export const separatorLength = 16;

/**
 * Passes when every record of the tree is a node below the root, the number for “unknown”, or an offset within the
 * data. Other circles only make a look-up end without an answer, after as many steps as an address has bits.
 * `end` is where the data ends. @throws MmdbFault
 */
export function checkSearchTree(bytes: Buffer, { nodeCount, recordSize }: SearchTree, end: number): void {
  const read = recordReaders[recordSize];
  if (read === undefined) throw new MmdbFault(`records of ${recordSize} bits are unknown`);
  const nodeLength = recordSize / 4;
  const treeEnd = nodeCount * nodeLength;
  if (treeEnd + separatorLength > end) throw new MmdbFault(`its ${nodeCount} nodes do not fit into the file`);
  for (let i = treeEnd; i < treeEnd + separatorLength; i++)
    if (bytes[i] !== 0) throw new MmdbFault('the search tree does not end where its number of nodes says');
  const least = nodeCount + separatorLength;
  const most = nodeCount + end - treeEnd;
  for (let at = 0; at < treeEnd; at += nodeLength)
    for (let side = 0; side < 2; side++) {
      const record = read(bytes, at, side);
      if (record === 0) throw new MmdbFault('the search tree leads back to its root');
      if (record > nodeCount && (record < least || record >= most))
        throw new MmdbFault('the search tree leads outside the data');
    }
}

/** Reads the left (0) or right (1) record of the node at a byte. */
type ReadRecord = (bytes: Buffer, at: number, side: number) => number;

const byte = (bytes: Buffer, at: number): number => bytes[at] ?? 0;
const threeBytes = (bytes: Buffer, at: number): number =>
  (byte(bytes, at) << 16) | (byte(bytes, at + 1) << 8) | byte(bytes, at + 2);

const recordReaders: Readonly<Record<number, ReadRecord>> = {
  24: (bytes, at, side) => threeBytes(bytes, at + side * 3),
  // The middle byte holds the high bits of both.
  28: (bytes, at, side) => {
    const middle = byte(bytes, at + 3);
    return (side === 0 ? middle >> 4 : middle & 15) * 0x1_00_00_00 + threeBytes(bytes, at + side * 4);
  },
  32: (bytes, at, side) => byte(bytes, at + side * 4) * 0x1_00_00_00 + threeBytes(bytes, at + side * 4 + 1),
};
